package interop_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/store"
)

// A community of the other make, in which Ada of the house is at home, and one of the house in which Ines is.
func TestCommunitiesBothWays(t *testing.T) {
	BothWays(t, "Ada in theirs", adaInTheirs)
	BothWays(t, "Ines in ours", inesInOurs)
}

// rules has the moderator of the program's community decide something, or take it back.
func (p *Peer) rules(kind, object, reason string, more ask) {
	p.t.Helper()
	what := ask{"type": kind, "object": object, "reason": reason}
	for k, v := range more {
		what[k] = v
	}
	p.do("rule", what, nil)
}

// groupHandle is the handle of the program's community.
func (p *Peer) groupHandle() string {
	return "@" + p.Group[strings.LastIndexByte(p.Group, '/')+1:] + "@" + string(p.Host())
}

// heard are the sentences about communities that somebody was told.
func (w *Worker) heard() (all string) {
	w.home.t.Helper()
	w.home.Does(func(tx *store.Tx) error {
		list, err := tx.Notices(w.ID, []models.NoticeKind{models.NoticeCommunity}, nil, store.Page{Limit: 40})
		for _, n := range list {
			all += n.Text + "\n"
		}
		return err
	})
	return all
}

// Has waits until a community brought a post to the worker's home, and gives it.
func (w *Worker) Has(post string) (got Status) {
	w.home.t.Helper()
	Eventually(w.home.t, post+" is in the home of "+w.Handle, func() bool {
		for _, s := range w.Home() {
			if s.Reblog != nil {
				s = *s.Reblog
			}
			if got = s; s.URI == post {
				return true
			}
		}
		return false
	})
	return got
}

// standing is whether a post stands in a community, and whether its thread is locked.
func (h *House) standing(post models.IRI, community models.ID) (in, locked bool) {
	h.t.Helper()
	h.Does(func(tx *store.Tx) error {
		p, err := tx.PostByIRI(post)
		if fault.Is(err, fault.Missing) {
			return nil
		}
		in, locked = p.CommunityID != nil && *p.CommunityID == community && p.Deleted == 0, p.Locked != 0
		return err
	})
	return in, locked
}

func adaInTheirs(t *testing.T) {
	h, ines, omar := StartHouse(t), StartPeer(t, "ines", "--group", "ward"), StartPeer(t, "omar")
	h.Stands(models.Allowed, ines, omar)
	ada := h.Employs("ada")
	found, _ := ada.Searches(ines.groupHandle())
	if len(found) != 1 || "@"+found[0].Acct != ines.groupHandle() {
		t.Fatalf("Ada searches the community and finds %v", found)
	}
	joins := func() { ada.does(http.MethodPost, "/api/v1/accounts/"+found[0].ID+"/follow", nil, nil) }
	var ward models.Actor
	h.Does(func(tx *store.Tx) (err error) { ward, err = tx.ActorByIRI(models.IRI(ines.Group)); return err })
	asks := conversations.Ask{Title: "Calibration", Text: "How do you calibrate yours?", Audience: models.Everyone, Where: conversations.World, Community: ward.ID}
	tries := func() error {
		return h.Store.Write(t.Context(), func(tx *store.Tx) (err error) {
			again := asks
			if again.By, err = tx.ActorByID(ada.ID); err == nil {
				_, err = conversations.Post(tx, h.Site, again)
			}
			return err
		})
	}

	ines.do("door", ask{"open": false}, nil)
	joins()
	Eventually(t, "Ada is sent away", func() bool { r := ada.Related(found[0].ID); return !r.Requested && !r.Following })
	if err := tries(); !fault.Is(err, fault.Forbidden) {
		t.Errorf("outside the community Ada writes in it: %v", err)
	}
	ines.do("door", ask{"open": true}, nil)
	joins()
	Eventually(t, "Ada is let in", func() bool { return ada.Related(found[0].ID).Following })

	mine := ada.Writes(asks)
	Eventually(t, "it stands there with its title", func() bool {
		return slices.ContainsFunc(ines.State().Group.Posts, func(p struct {
			ID, Actor, Title, InReplyTo string
			Removed                     bool
		}) bool {
			return p.ID == string(mine.IRI) && p.Title == "Calibration" && p.Actor == string(ada.IRI)
		})
	})
	// The thread is formed by what the community announces: an answer from a third server, and a post of its own moderator.
	answer := omar.Says(Said{Text: "Twice a year.", InReplyTo: string(mine.IRI), Audience: ines.groupHandle()})
	seen := ada.Reads(answer)
	thread := func() (below []Status) { _, below = ada.Thread(mine.ID.String()); return below }
	if got := thread(); len(got) != 1 || got[0].URI != answer {
		t.Errorf("below Ada's post stands %v", got)
	}
	thanks := ada.Writes(conversations.Ask{Text: "With which weights?", ReplyTo: models.ParseID(seen.ID)})
	if got := omar.Has(string(thanks.IRI)); got.InReplyTo != answer || !slices.Contains(got.Audience, ines.Group) {
		t.Errorf("Omar reads %+v", got)
	}
	other := ines.Says(Said{Title: "A sign before the fever", Text: "Look at the breath.", Audience: ines.groupHandle()})
	if s := ada.Has(other); !strings.Contains(s.Content, "Look at the breath") {
		t.Errorf("Ada reads %+v", s)
	}
	if in, _ := h.standing(models.IRI(other), ward.ID); !in {
		t.Error("what the community announces does not stand in it here")
	}
	ines.Edit(other, "Look at the breath first.")
	Eventually(t, "the edit is announced", func() bool { s, _ := ada.Here(other); return strings.Contains(s.Content, "breath first") })
	votes := ada.Has(other)
	ada.does(http.MethodPost, "/api/v1/statuses/"+votes.ID+"/favourite", nil, nil)
	Eventually(t, "Ada's vote counts there", func() bool { return ines.State().Reacted("Like", string(ada.IRI), other) })
	ada.does(http.MethodPost, "/api/v1/statuses/"+votes.ID+"/unfavourite", nil, nil)
	Eventually(t, "and is taken back", func() bool { return !ines.State().Reacted("Like", string(ada.IRI), other) })
	ada.does(http.MethodPost, "/api/v1/statuses/"+seen.ID+"/favourite", nil, nil)
	Eventually(t, "a vote for what somebody else wrote there reaches its author and the community", func() bool {
		return omar.State().Reacted("Like", string(ada.IRI), answer) && ines.State().Reacted("Like", string(ada.IRI), answer)
	})
	ada.does(http.MethodPost, "/api/v1/statuses/"+seen.ID+"/unfavourite", nil, nil)
	Eventually(t, "and so does its end", func() bool {
		return !omar.State().Reacted("Like", string(ada.IRI), answer) && !ines.State().Reacted("Like", string(ada.IRI), answer)
	})
	ines.Delete(other)
	Eventually(t, "its end is announced", func() bool { _, here := ada.Here(other); return !here })

	ines.rules("Lock", string(mine.IRI), "in circles", nil)
	Eventually(t, "the thread is locked", func() bool { _, locked := h.standing(mine.IRI, ward.ID); return locked })
	ines.rules("Lock", string(mine.IRI), "", ask{"back": true})
	Eventually(t, "the thread is open", func() bool { _, locked := h.standing(mine.IRI, ward.ID); return !locked })
	ines.rules("Delete", string(mine.IRI), "not about wards", nil)
	Eventually(t, "the post is taken out", func() bool { in, _ := h.standing(mine.IRI, ward.ID); return !in })
	ines.rules("Delete", string(mine.IRI), "", ask{"back": true})
	Eventually(t, "the post stands there again", func() bool { in, _ := h.standing(mine.IRI, ward.ID); return in })
	ines.rules("Block", string(ada.IRI), "three warnings", ask{"until": time.Now().Add(72 * time.Hour).UTC().Format(time.RFC3339)})
	Eventually(t, "Ada is shut out", func() bool {
		err := tries()
		return fault.Is(err, fault.Forbidden) && strings.Contains(fault.Say(err), "three warnings") && strings.Contains(fault.Say(err), "until")
	})
	ines.rules("Block", string(ada.IRI), "", ask{"back": true})
	Eventually(t, "Ada writes there again", func() bool { return tries() == nil })
	for _, why := range []string{"in circles", "not about wards", "three warnings"} {
		if !strings.Contains(ada.heard(), why) {
			t.Errorf("Ada was not told %q: %s", why, ada.heard())
		}
	}
	ada.does(http.MethodPost, "/api/v1/accounts/"+found[0].ID+"/unfollow", nil, nil)
	Eventually(t, "Ada has left", func() bool { return len(ines.State().Group.Members) == 0 })
	h.Trusted(ines)
	h.Trusted(omar)
}

func inesInOurs(t *testing.T) {
	h, ada, ines := neighbours(t)
	omar := StartPeer(t, "omar")
	h.Stands(models.Allowed, omar)
	mira := h.Employs("mira")
	var welding models.Actor
	h.Does(func(tx *store.Tx) (err error) {
		welding, err = communities.Opened(tx, h.Site, ada.Actor, communities.New{Handle: "welding", Name: "Welding", Purpose: "We join what belongs together.", Driver: ada.ID, Core: []models.Actor{mira.Actor}})
		return err
	})
	handle := "@welding@" + string(h.Site.Host)
	ines.Joins(handle, string(welding.IRI))
	omar.Joins(handle, string(welding.IRI))
	within := func(post string) func() bool {
		return func() bool { in, _ := h.standing(models.IRI(post), welding.ID); return in }
	}
	announced := func(post string) func() bool {
		return func() bool { return omar.State().Reacted("Announce", string(welding.IRI), post) }
	}
	mentions := ines.Says(Said{Text: "We weld by night.", Mention: []string{handle}})
	titled := ines.Says(Said{Title: "Thin sheet", Text: "With short pulses.", Audience: handle})
	for _, post := range []string{mentions, titled} {
		Eventually(t, post+" stands in the community", within(post))
		Eventually(t, "Omar has "+post+" by the community", announced(post))
		if got := omar.Has(post); got.Actor != ines.Actor {
			t.Errorf("Omar reads %+v", got)
		}
	}
	if s := mira.Has(titled); !strings.Contains(s.Content, "short pulses") {
		t.Errorf("Mira reads %+v", s)
	}
	ours := mira.Writes(conversations.Ask{Text: "Which gas?", Community: welding.ID, Where: conversations.World, Audience: models.Everyone})
	ines.Has(string(ours.IRI))
	answer := ines.Says(Said{Text: "Argon.", InReplyTo: string(ours.IRI)})
	Eventually(t, "her answer stands there", within(answer))
	Eventually(t, "Omar has the answer by the community", announced(answer))
	ines.Like(string(ours.IRI))
	Eventually(t, "her vote counts", func() bool { s, _ := mira.Here(string(ours.IRI)); return s.Favourites == 1 })

	decides := func(what models.RulingKind, post, whom models.ID, reason string, back bool) {
		t.Helper()
		h.Does(func(tx *store.Tx) error {
			d := communities.Decided{Community: welding, By: ada.Actor, What: what, Post: post, Whom: whom, Reason: reason}
			do := communities.Rule
			if back {
				do = communities.Revoke
			} else if what == models.Banned {
				d.Until = tx.Now() + 3*86_400_000
			}
			done, err := do(tx, h.Site, d)
			if err == nil && !done {
				t.Errorf("nothing was decided: %s", what)
			}
			return err
		})
	}
	hears := func(p *Peer, kind, object, reason string, back bool) {
		t.Helper()
		Eventually(t, p.Handle+" hears of the "+kind, func() bool {
			return slices.ContainsFunc(p.State().Decisions, func(d Decision) bool {
				return d.Type == kind && d.Back == back && d.Object == object && d.Community == string(welding.IRI) && d.Actor == string(ada.IRI) && (back || d.Reason == reason) &&
					(kind != "Block" || d.Target == string(welding.IRI) && d.Until != "")
			})
		})
	}
	var post models.Post
	var nell models.Actor
	h.Does(func(tx *store.Tx) (err error) {
		if post, err = tx.PostByIRI(models.IRI(titled)); err == nil {
			nell, err = tx.ActorByIRI(models.IRI(ines.Actor))
		}
		return err
	})
	for _, back := range []bool{false, true} {
		decides(models.Shut, ours.ID, 0, "in circles", back)
		hears(ines, "Lock", string(ours.IRI), "in circles", back)
	}
	for _, back := range []bool{false, true} {
		decides(models.Removed, post.ID, 0, "advertising", back)
		hears(omar, "Delete", titled, "advertising", back)
		hears(ines, "Delete", titled, "advertising", back)
	}
	decides(models.Banned, 0, nell.ID, "rude", false)
	hears(ines, "Block", ines.Actor, "rude", false)
	h.Does(func(tx *store.Tx) error {
		if access.ShutOut(tx, nell, welding) == nil {
			t.Error("Ines is not shut out")
		}
		return nil
	})
	late := ines.Says(Said{Text: "I say it again.", Mention: []string{handle}})
	h.Takes(late+"#create", models.Applied)
	decides(models.Banned, 0, nell.ID, "long enough", true)
	hears(ines, "Block", ines.Actor, "", true)
	again := ines.Says(Said{Text: "Good to be back.", Mention: []string{handle}})
	Eventually(t, "she writes there again", within(again))
	if within(late)() {
		t.Error("what she wrote while she was shut out stands in the community")
	}
	ines.Unfollow(handle)
	Eventually(t, "Ines has left", func() bool {
		left := false
		h.Does(func(tx *store.Tx) error {
			in, err := tx.Follows(nell.ID, welding.ID)
			left = !in
			return err
		})
		return left
	})
	h.Trusted(ines)
	h.Trusted(omar)
}
