package main

import (
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/server"
	"guildhall/services/communities"
	"guildhall/store"
)

// ruled is a decision of a community as programs read it. Who is gone or not known is empty.
type ruled struct {
	Ruling   string            `json:"ruling"` // its number, for undo
	What     models.RulingKind `json:"what"`
	By       string            `json:"by"`
	Whom     string            `json:"whom"`
	Post     string            `json:"post"` // its number; empty for a ban
	Reason   string            `json:"reason"`
	At       string            `json:"at"`
	Until    string            `json:"until"`
	Posts    int               `json:"posts"` // that left with a ban
	Stands   bool              `json:"stands"`
	Undone   string            `json:"undone"`
	UndoneBy string            `json:"undone_by"`
	Why      string            `json:"undone_reason"`
	Appeal   *heard            `json:"appeal"`
}

// heard is what became of an appeal.
type heard struct {
	At       string `json:"at"`
	Answered string `json:"answered"`
	By       string `json:"answered_by"`
	Reversed bool   `json:"reversed"`
	Answer   string `json:"answer"`
}

func asRuled(e communities.Entry, now models.Time) ruled {
	name := func(a models.Actor) string {
		if a.ID == 0 {
			return ""
		}
		return a.Address()
	}
	r := ruled{Ruling: e.ID.String(), What: e.What, By: name(e.By), Whom: name(e.Whom), Reason: e.Reason, At: moment(e.At), Until: moment(e.Until), Posts: e.Along,
		Stands: e.Stands(now) && e.What != models.Kept, Undone: moment(e.Undone), UndoneBy: name(e.UndoneBy), Why: e.UndoneWhy}
	if e.PostID != 0 {
		r.Post = e.PostID.String()
	}
	if a := e.Appeal; a != nil {
		r.Appeal = &heard{moment(a.At), moment(a.Answered), name(e.AnswerBy), a.Reversed, a.Answer}
	}
	return r
}

// keeping are the flags of commands by which somebody who looks after a community decides.
type keeping struct {
	Reason string `required:"" help:"Why. Whom it concerns reads it, and it stands in the log." placeholder:"TEXT"`
	As     string `required:"" help:"Who looks after it." placeholder:"NAME"`
	answer
}

// rules does what is decided in a community, and tells it as the log does.
func (k keeping) rules(c *call, community string, do func(s *server.Server, tx *store.Tx, by, a models.Actor) (communities.Entry, error)) error {
	var r ruled
	err := c.write(func(s *server.Server, tx *store.Tx) error {
		by, a, err := speaking{As: k.As}.knows(tx, community)
		if err != nil {
			return err
		}
		e, err := do(s, tx, by, a)
		r = asRuled(e, tx.Now())
		return err
	})
	if err != nil {
		return err
	}
	if k.JSON {
		return c.json(r)
	}
	c.table(rulingColumns, [][]string{r.row()})
	return nil
}

var rulingColumns = []string{"RULING", "WHEN", "WHAT", "WHOM", "POST", "BY", "REASON", "SINCE"}

// row is a decision in a table, with a word on what became of it.
func (r ruled) row() []string {
	since := ""
	switch {
	case r.Appeal != nil && r.Appeal.Answered == "":
		since = "appealed"
	case r.Appeal != nil && r.Appeal.Reversed:
		since = "reversed: " + r.Appeal.Answer
	case r.Undone != "" && r.What == models.Folded:
		since = "decided"
	case r.Undone != "":
		since = "taken back: " + r.Why
	case r.Appeal != nil:
		since = "upheld: " + r.Appeal.Answer
	case r.Until != "":
		since = "until " + r.Until
	}
	return []string{r.Ruling, r.At, string(r.What), r.Whom, r.Post, r.By, r.Reason, since}
}

type communityRemove struct{ aboutPost }

func (communityRemove) Help() string {
	return `It stays its author's, who reads why and may appeal once.

    guildhall community remove welding 113620000000000000 --reason "An advertisement." --as ada`
}

// Run takes the post out of the community.
func (m communityRemove) Run(c *call) error { return m.does(c, models.Removed) }

type communityLock struct{ aboutPost }

func (communityLock) Help() string {
	return `Nobody but those who look after the community answers in it until this is taken back.

    guildhall community lock welding 113620000000000000 --reason "It goes round in circles." --as ada`
}

// Run locks the thread.
func (m communityLock) Run(c *call) error { return m.does(c, models.Shut) }

// aboutPost is the command line of what is decided about a post.
type aboutPost struct {
	Community string `arg:"" help:"Its handle."`
	Post      string `arg:"" help:"The number of the post, the last part of the address of its page."`
	keeping
}

func (m aboutPost) does(c *call, what models.RulingKind) error {
	id := models.ParseID(m.Post)
	if id == 0 {
		return fault.New(fault.Invalid, "guildhall community", "The post is named by its number, the last part of the address of its page.")
	}
	return m.rules(c, m.Community, func(s *server.Server, tx *store.Tx, by, a models.Actor) (communities.Entry, error) {
		return communities.Decide(tx, s.Site, communities.Decided{Community: a, By: by, What: what, Post: id, Reason: m.Reason})
	})
}

type communityBan struct {
	Community string `arg:"" help:"Its handle."`
	Who       string `arg:"" help:"A name here, or the address of somebody known here."`
	Until     string `help:"The last day, as in 2027-03-31; for good without." placeholder:"DAY"`
	Posts     bool   `help:"Take out what they wrote there, too."`
	keeping
}

func (communityBan) Help() string {
	return `They read on as before, and write nothing there. A second ban takes the place of the first.

    guildhall community ban welding @ines@partner.example --until 2027-03-31 --reason "Three warnings." --as ada`
}

// Run shuts somebody out.
func (m communityBan) Run(c *call) error {
	var until models.Time
	if m.Until != "" {
		day, err := time.Parse(time.DateOnly, m.Until)
		if err != nil {
			return fault.New(fault.Invalid, "guildhall community ban", "The last day is written as in 2027-03-31.").Because(err)
		}
		until = models.At(day.AddDate(0, 0, 1))
	}
	return m.rules(c, m.Community, func(s *server.Server, tx *store.Tx, by, a models.Actor) (communities.Entry, error) {
		who, err := somebody(tx, m.Who)
		if err != nil {
			return communities.Entry{}, err
		}
		return communities.Decide(tx, s.Site, communities.Decided{Community: a, By: by, What: models.Banned, Whom: who.ID, Reason: m.Reason, Until: until, Posts: m.Posts})
	})
}

type communityUndo struct {
	Community string `arg:"" help:"Its handle."`
	Ruling    string `arg:"" help:"The number of the decision, as log lists it."`
	keeping
}

func (communityUndo) Help() string {
	return `What left with a ban comes back with it, but for what was deleted since.

    guildhall community undo welding 113620000000000000 --reason "It was a question." --as ada`
}

// Run takes a decision back.
func (m communityUndo) Run(c *call) error {
	id := models.ParseID(m.Ruling)
	if id == 0 {
		return fault.New(fault.Invalid, "guildhall community undo", "The decision is named by its number. List them with: guildhall community log "+m.Community+" --as "+m.As)
	}
	return m.rules(c, m.Community, func(s *server.Server, tx *store.Tx, by, a models.Actor) (communities.Entry, error) {
		return communities.TakeBack(tx, s.Site, by, a, id, m.Reason)
	})
}

type communityLog struct {
	Community string `arg:"" help:"Its handle."`
	Limit     int    `default:"50" help:"How many, newest first." placeholder:"N"`
	Before    string `help:"Only those before this ruling." placeholder:"NUMBER"`
	speaking
	answer
}

func (communityLog) Help() string {
	return `Whoever reads the community reads its log. That of a closed one is for its members, so --as is needed there.

    guildhall community log welding --as ada --json`
}

// Run lists what was decided, the newest first.
func (m communityLog) Run(c *call) error {
	if m.Limit < 1 || m.Before != "" && models.ParseID(m.Before) == 0 {
		return fault.New(fault.Invalid, "guildhall community log", "The limit is at least 1, and a ruling is named by its number.")
	}
	list := []ruled{}
	err := c.read(func(_ *server.Server, tx *store.Tx) error {
		by, a, err := m.knows(tx, m.Community)
		for p := (store.Page{MaxID: models.ParseID(m.Before)}); err == nil && len(list) < m.Limit; {
			p.Limit = min(m.Limit-len(list), 80)
			var some []communities.Entry
			if some, err = communities.Log(tx, by, a, p); err != nil || len(some) == 0 {
				return err
			}
			for _, e := range some {
				list = append(list, asRuled(e, tx.Now()))
			}
			p.MaxID = some[len(some)-1].ID
		}
		return err
	})
	if err != nil {
		return err
	}
	if m.JSON {
		return c.json(list)
	}
	rows := make([][]string, len(list))
	for i, r := range list {
		rows[i] = r.row()
	}
	c.table(rulingColumns, rows)
	return nil
}
