package main

import (
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/server"
	"guildhall/services/communities"
	"guildhall/store"
)

type communityFlagged struct {
	Community string `arg:"" help:"Its handle."`
	As        string `required:"" help:"Who looks after it: what that person wrote is not listed." placeholder:"NAME"`
	answer
}

func (communityFlagged) Help() string {
	return `Only those who look after a community read who flagged what in it.

    guildhall community flagged welding --as ada`
}

// flaggedPost is a post that members flagged, as programs read it.
type flaggedPost struct {
	Post   string   `json:"post"` // its number, for keep
	Author string   `json:"author"`
	Text   string   `json:"text"` // as it was written here; the page where it was not
	Folded bool     `json:"folded"`
	Flags  []flagOn `json:"flags"`
}

type flagOn struct {
	By     string `json:"by"`
	Reason string `json:"reason"`
	At     string `json:"at"`
}

// Run lists what waits for a decision.
func (m communityFlagged) Run(c *call) error {
	list := []flaggedPost{}
	err := c.read(func(_ *server.Server, tx *store.Tx) error {
		by, a, err := speaking{As: m.As}.knows(tx, m.Community)
		if err != nil {
			return err
		}
		all, err := communities.FlaggedIn(tx, by, a)
		for _, f := range all {
			view, err := tx.PostView(f.Post)
			if err != nil {
				return err
			}
			one := flaggedPost{Post: f.Post.String(), Author: view.Author.Address(), Text: view.Source, Folded: view.Folded != 0, Flags: []flagOn{}}
			if one.Text == "" {
				one.Text = view.URL
			}
			for _, said := range f.Flags {
				one.Flags = append(one.Flags, flagOn{said.By.Address(), said.Reason, moment(said.At)})
			}
			list = append(list, one)
		}
		return err
	})
	if err != nil {
		return err
	}
	if m.JSON {
		return c.json(list)
	}
	var rows [][]string
	for _, f := range list {
		var said []string
		for _, one := range f.Flags {
			said = append(said, one.By+": "+one.Reason)
		}
		rows = append(rows, []string{f.Post, f.Author, yes(f.Folded), strings.Join(said, "; ")})
	}
	c.table([]string{"POST", "AUTHOR", "FOLDED", "WHAT MEMBERS SAY"}, rows)
	return nil
}

type communityKeep struct {
	Community string `arg:"" help:"Its handle."`
	Post      string `arg:"" help:"The number of the post, as flagged lists it."`
	Reason    string `required:"" help:"Why. Its author reads it." placeholder:"TEXT"`
	As        string `required:"" help:"Who looks after it." placeholder:"NAME"`
	answer
}

func (communityKeep) Help() string {
	return `It unfolds, and what is flagged later folds it no more.

    guildhall community keep welding 113620000000000000 --reason "Blunt, and about the work." --as ada`
}

// Run lets the post stand.
func (m communityKeep) Run(c *call) error {
	id := models.ParseID(m.Post)
	if id == 0 {
		return fault.New(fault.Invalid, "guildhall community keep", "The post is named by its number. List them with: guildhall community flagged "+m.Community+" --as "+m.As)
	}
	return c.tend(m.Community, speaking{As: m.As}, m.JSON, func(s *server.Server, tx *store.Tx, by, a models.Actor) error {
		return communities.Keep(tx, s.Site, by, a, id, m.Reason)
	})
}
