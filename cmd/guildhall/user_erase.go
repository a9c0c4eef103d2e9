package main

import (
	"strconv"

	"guildhall/models"
	"guildhall/server"
	"guildhall/services/farewell"
	"guildhall/store"
)

type userErase struct {
	Name    string `arg:"" help:"Whom."`
	Posts   string `required:"" enum:"keep,remove" help:"What becomes of the posts: keep leaves them, by nobody; remove takes them away." placeholder:"keep|remove"`
	Preview bool   `help:"Only say in numbers what would go; nothing is changed."`
	acting
	answer
}

func (userErase) Help() string {
	return `The account, its sessions, tokens, follows, memberships, reactions, notices and files go for good, and the words that the record keeps of the
person; a community that they drive passes on. Every server that knows them is told to forget them, whatever its standing, and is answered 410
from then on. The name is not given again. There is no way back: look with --preview first.

    guildhall user erase bob --posts keep --preview
    guildhall user erase bob --posts keep --reason "Asked for it on 3 May." --as ada`
}

// Run erases the person, or counts what would go.
func (u userErase) Run(c *call) error {
	return c.open(func(s *server.Server) error {
		var goes farewell.Goes
		do := s.Store.Write
		if u.Preview {
			do = s.Store.Read
		}
		err := do(c.ctx, func(tx *store.Tx) error {
			m, err := member(tx, u.Name)
			if err != nil {
				return err
			}
			if goes, err = farewell.Preview(tx, m.Actor, u.Posts); err != nil || u.Preview {
				return err
			}
			by, err := u.by(tx)
			if err != nil {
				return err
			}
			return farewell.Erase(tx, s.Ledger, s.Site, m.Actor, farewell.Ask{By: by, Posts: u.Posts, Reason: u.Reason})
		})
		if err == nil && !u.Preview {
			err = s.FinishErasures(c.ctx)
		}
		switch {
		case err != nil:
			return err
		case u.JSON:
			return c.json(goes)
		}
		if u.Preview {
			c.say("This would go for good:")
		} else {
			c.say("Erased. This went, or is on its way out:")
		}
		c.table([]string{"WHAT", "HOW MANY"}, goesRows(goes, u.Posts))
		return nil
	})
}

func goesRows(g farewell.Goes, posts string) [][]string {
	own := "posts"
	if posts == models.PostsKept {
		own = "posts that stay, by nobody (notes to oneself go)"
	}
	n := strconv.Itoa
	return [][]string{{own, n(g.Posts)}, {"files, those of posts that stay excepted", n(g.Files)}, {"bytes of files", strconv.FormatInt(g.Bytes, 10)}, {"follows and memberships", n(g.Follows)},
		{"communities that pass on", n(g.Leads)}, {"reactions", n(g.Reactions)}, {"sessions", n(g.Sessions)}, {"tokens", n(g.Tokens)},
		{"texts in the record", n(g.Texts)}, {"deliveries that wait", n(g.Queued)}, {"servers to be told", n(g.Told)}}
}
