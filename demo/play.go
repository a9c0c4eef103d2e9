package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/services/boundary"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/services/reactions"
	"guildhall/store"
)

// member is one person of the cast.
type member struct {
	models.Actor
	at *house
}

// post is something written in the past, found again by its name in the script.
type post struct {
	iri models.IRI
	at  *house
}

// play lets the past happen, day by day, through the same verbs and the same gate as everything later.
func (d *demo) play(ctx context.Context) error {
	if err := d.settleStandings(ctx); err != nil {
		return err
	}
	if err := d.engage(ctx); err != nil {
		return err
	}
	began, next := d.clock.Now().Truncate(24*time.Hour), 0
	for hour := range hours {
		for ; next < len(script) && script[next].minutes() < (hour+1)*60; next++ {
			s := script[next]
			d.clock.Set(began.Add(time.Duration(s.minutes()) * time.Minute))
			if err := s.do(ctx, d); err != nil {
				return fmt.Errorf("day %d, %.1f h: %w", s.day, s.hour, err)
			}
			if err := d.settle(ctx); err != nil {
				return err
			}
		}
		d.clock.Set(began.Add(time.Duration(hour+1)*time.Hour - time.Second))
		if err := d.reads(ctx, hour); err != nil {
			return err
		}
	}
	for _, h := range d.houses {
		if err := h.Gate.Flush(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) house(key string) *house {
	for _, h := range d.houses {
		if h.key == key {
			return h
		}
	}
	return nil
}

// settleStandings says what the three are to each other.
func (d *demo) settleStandings(ctx context.Context) error {
	for _, s := range []struct {
		at, peer string
		standing models.Standing
	}{
		{"acme", "guild", models.Partner},
		{"guild", "acme", models.Partner},
		{"guild", "northwind", models.Allowed},
		{"northwind", "guild", models.Allowed},
		{"northwind", "acme", models.Allowed}, // the door that is closed is Acme's
	} {
		h, peer := d.house(s.at), d.house(s.peer)
		err := h.Store.Write(ctx, func(tx *store.Tx) error {
			_, err := boundary.SetStanding(tx, models.Actor{}, h.Site.Host, peer.Site.Host, s.standing, "")
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// engage makes the people. One hash serves all, since one password does.
func (d *demo) engage(ctx context.Context) error {
	hash, err := accounts.HashPassword(Password)
	if err != nil {
		return err
	}
	for _, p := range cast {
		h := d.house(p.at)
		m := &member{at: h}
		err := h.Store.Write(ctx, func(tx *store.Tx) (err error) {
			m.Actor, err = accounts.Create(tx, h.Site, accounts.New{Handle: p.handle, Name: p.name, Email: string(p.handle) + "@" + p.at + ".example", Hash: hash, Roles: p.roles})
			if err != nil {
				return err
			}
			about := p.about
			m.Actor, err = people.Update(tx, h.Site, m.Actor, people.Profile{Summary: &about})
			return err
		})
		if err != nil {
			return err
		}
		d.cast[string(p.handle)] = m
	}
	return nil
}

// step is one thing that happened.
type step struct {
	day  int
	hour float64
	do   func(ctx context.Context, d *demo) error
}

// minutes since the first day began.
func (s step) minutes() int { return s.day*24*60 + int(s.hour*60) }

// as runs a verb by somebody of the cast, as stored at that moment.
func (d *demo) as(ctx context.Context, who string, verb func(tx *store.Tx, h *house, by models.Actor) error) error {
	m := d.cast[who]
	return m.at.Store.Write(ctx, func(tx *store.Tx) error {
		by, err := tx.ActorByID(m.ID)
		if err != nil {
			return err
		}
		return verb(tx, m.at, by)
	})
}

// address is how somebody of the cast is found from elsewhere.
func (d *demo) address(who string) string {
	m := d.cast[who]
	return "@" + string(m.Handle) + "@" + m.Domain
}

func outward(who ...string) func(context.Context, *demo) error {
	return func(ctx context.Context, d *demo) error {
		for _, w := range who {
			err := d.as(ctx, w, func(tx *store.Tx, _ *house, by models.Actor) error {
				_, err := people.GoOutward(tx, by)
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
}

func follows(who string, whom ...string) func(context.Context, *demo) error {
	return func(ctx context.Context, d *demo) error {
		for _, w := range whom {
			found, err := d.cast[who].at.Resolve.Handle(ctx, d.address(w))
			if err != nil {
				return fmt.Errorf("%s looks for %s: %w", who, w, err)
			}
			err = d.as(ctx, who, func(tx *store.Tx, h *house, by models.Actor) error {
				_, err := people.Follow(tx, h.Site, by, found, "")
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
}

// founds makes a community, which others then find under its handle.
func founds(who string, n communities.New, core ...string) func(context.Context, *demo) error {
	return func(ctx context.Context, d *demo) error {
		return d.as(ctx, who, func(tx *store.Tx, h *house, by models.Actor) error {
			n.Driver = by.ID
			for _, name := range core {
				n.Core = append(n.Core, d.cast[name].Actor)
			}
			c, err := communities.Opened(tx, h.Site, by, n)
			d.cast[n.Handle] = &member{Actor: c, at: h}
			return err
		})
	}
}

// writes posts something; name is how later steps find it.
func writes(name, who string, ask conversations.Ask, in ...string) func(context.Context, *demo) error {
	return func(ctx context.Context, d *demo) error {
		return d.as(ctx, who, func(tx *store.Tx, h *house, by models.Actor) error {
			ask := ask
			ask.By = by
			for name := range d.cast { // {ada} stands for her address
				ask.Text = strings.ReplaceAll(ask.Text, "{"+name+"}", d.address(name))
			}
			if len(in) > 0 {
				ask.Community = d.cast[in[0]].ID
			}
			p, err := conversations.Post(tx, h.Site, ask)
			d.posts[name] = post{iri: p.IRI, at: h}
			return err
		})
	}
}

// answers replies to a named post, wherever it was written.
func answers(name, who, to, text string) func(context.Context, *demo) error {
	return func(ctx context.Context, d *demo) error {
		return d.as(ctx, who, func(tx *store.Tx, h *house, by models.Actor) error {
			parent, err := tx.PostByIRI(d.posts[to].iri)
			if err != nil {
				return missed(who, to, err)
			}
			p, err := conversations.Post(tx, h.Site, conversations.Ask{By: by, Text: text, ReplyTo: parent.ID})
			d.posts[name] = post{iri: p.IRI, at: h}
			return err
		})
	}
}

func thanks(post string, who ...string) func(context.Context, *demo) error {
	return each(post, who, func(tx *store.Tx, h *house, by models.Actor, p models.Post) error {
		_, err := reactions.Favourite(tx, h.Site, by, p.ID, "")
		return err
	})
}

func shares(post string, who ...string) func(context.Context, *demo) error {
	return each(post, who, func(tx *store.Tx, h *house, by models.Actor, p models.Post) error {
		_, err := reactions.Boost(tx, h.Site, by, p.ID, "", 0)
		return err
	})
}

// votes chooses an answer of a named poll, by its place from 0.
func votes(post string, choice int, who ...string) func(context.Context, *demo) error {
	return each(post, who, func(tx *store.Tx, h *house, by models.Actor, p models.Post) error {
		return conversations.Vote(tx, h.Site, by, p.ID, []int{choice})
	})
}

func each(post string, who []string, verb func(*store.Tx, *house, models.Actor, models.Post) error) func(context.Context, *demo) error {
	return func(ctx context.Context, d *demo) error {
		for _, w := range who {
			err := d.as(ctx, w, func(tx *store.Tx, h *house, by models.Actor) error {
				p, err := tx.PostByIRI(d.posts[post].iri)
				if err != nil {
					return missed(w, post, err)
				}
				return verb(tx, h, by, p)
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
}

func missed(who, post string, err error) error {
	return fault.New(fault.Internal, "demo.play", who+" never got the post "+post+".").Because(err)
}
