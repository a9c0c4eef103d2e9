package main

import (
	"strings"

	"guildhall/models"
	"guildhall/server"
	"guildhall/store"
)

type communityRehearse struct {
	chosen
}

func (communityRehearse) Help() string {
	return `It imagines a partner, an open and a limited server with somebody who asks to come in, and tells what each would get of the latest posts, were the
community open as it is set, with what is named here set otherwise. Nothing is sent, and nothing is kept.

    guildhall community rehearse welding --switch both --ceiling partners`
}

// guestWords is an imagined server as programs read it.
type guestWords struct {
	Standing models.Standing `json:"standing"`
	In       string          `json:"comes_in"` // accepted, pending or no
	Why      string          `json:"why,omitempty"`
}

// rehearsedWords is what one of them gets of a post.
type rehearsedWords struct {
	Post     string          `json:"post"` // its address; empty for one that is only imagined
	Standing models.Standing `json:"standing"`
	Sent     bool            `json:"sent"`
	Held     bool            `json:"held"`
	Fetched  bool            `json:"fetched"`
	Why      string          `json:"why,omitempty"`
	Changed  []string        `json:"changed"`
}

// rehearsal is the whole.
type rehearsal struct {
	Guests []guestWords     `json:"guests"`
	Posts  []rehearsedWords `json:"posts"`
}

// Run rehearses.
func (m communityRehearse) Run(c *call) error {
	var r models.Rehearsal
	err := c.open(func(s *server.Server) error {
		var by, a models.Actor
		change, err := m.change()
		if err != nil {
			return err
		}
		err = s.Store.Read(c.ctx, func(tx *store.Tx) error {
			if by, a, err = m.knows(tx, m.Community); err == nil {
				err = m.drives(tx, &change)
			}
			return err
		})
		if err == nil {
			r, err = s.Out.Rehearse(c.ctx, by, a.ID, change)
		}
		return err
	})
	if err != nil {
		return err
	}
	words := asRehearsal(r)
	if m.JSON {
		return c.json(words)
	}
	rows := make([][]string, len(words.Posts))
	for i, p := range words.Posts {
		gets := "nothing"
		switch {
		case p.Held:
			gets = "waits"
		case p.Sent && len(p.Changed) > 0:
			gets = "sent, changed"
		case p.Sent:
			gets = "sent"
		case p.Fetched:
			gets = "when asked for"
		}
		rows[i] = []string{p.Post, string(p.Standing), gets, strings.Join(append(p.Changed, p.Why), " ")}
	}
	c.table([]string{"POST", "SERVER", "GETS", "WHY"}, rows)
	return nil
}

func asRehearsal(r models.Rehearsal) rehearsal {
	words := rehearsal{Guests: []guestWords{}, Posts: []rehearsedWords{}}
	for _, g := range r.Guests {
		in := string(g.In)
		if in == "" {
			in = "no"
		}
		words.Guests = append(words.Guests, guestWords{g.Kind, in, g.Why})
	}
	for _, p := range r.Posts {
		for i, g := range r.Guests {
			one := rehearsedWords{Post: p.Post.URL, Standing: g.Kind, Why: p.Why, Changed: []string{}}
			if i < len(p.Ways) {
				w := p.Ways[i]
				one.Sent, one.Held, one.Fetched, one.Why, one.Changed = w.Sent, w.Held, w.Fetched, w.Why, append(one.Changed, w.Changed...)
			}
			words.Posts = append(words.Posts, one)
		}
	}
	return words
}
