package main

import (
	"fmt"
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/server"
	"guildhall/services/boundary"
	"guildhall/store"
)

type heldCommand struct {
	List    heldList    `cmd:"" help:"List what waits for reviewers."`
	Show    heldShow    `cmd:"" help:"Show one thing that waits, and what will be sent."`
	Release heldRelease `cmd:"" help:"Let it go, or in."`
	Refuse  heldRefuse  `cmd:"" help:"Do not; its author is told."`
	Ask     heldAsk     `cmd:"" help:"As its author: ask for a review of what was written for the people named."`
}

// heldWords is what is held as programs read it.
type heldWords struct {
	ID       string           `json:"id"`
	Since    string           `json:"since"`
	Door     models.Door      `json:"door"`
	State    models.HeldState `json:"state"`
	Verb     models.Verb      `json:"verb"`
	By       string           `json:"by"`
	To       []string         `json:"peers"`
	Thing    models.IRI       `json:"thing"`
	Rule     string           `json:"rule"`
	Why      string           `json:"why"`
	Policy   int              `json:"policy"`
	Body     string           `json:"body,omitempty"`
	Released []string         `json:"released_by,omitempty"`
}

func asHeld(tx *store.Tx, h models.HeldItem) (heldWords, error) {
	by, err := tx.ActorByID(h.ByID)
	if err != nil && !fault.Is(err, fault.Missing) {
		return heldWords{}, err
	}
	return heldWords{ID: h.ID.String(), Since: moment(h.At), Door: h.Door, State: h.State, Verb: h.Verb, By: by.Address(), To: strings.Fields(h.Hosts), Thing: h.Thing, Rule: h.Rule, Why: h.Why, Policy: h.Policy}, nil
}

type heldList struct{ answer }

func (heldList) Help() string {
	return `The oldest comes first. What was written for the people named only is not among it, unless its author asked for a review.
    guildhall held list`
}

// Run lists the queue.
func (l heldList) Run(c *call) error {
	var words []heldWords
	err := c.read(func(_ *server.Server, tx *store.Tx) error {
		items, err := boundary.Queue(tx)
		for _, h := range items {
			w, err := asHeld(tx, h)
			if err != nil {
				return err
			}
			words = append(words, w)
		}
		return err
	})
	if err != nil {
		return err
	}
	if l.JSON {
		return c.json(append([]heldWords{}, words...))
	}
	if len(words) == 0 {
		c.say("Nothing waits.")
		return nil
	}
	var rows [][]string
	for _, w := range words {
		rows = append(rows, []string{w.ID, w.Since, string(w.Door), string(w.Verb), w.By, shortened(w.To), w.Rule})
	}
	c.table([]string{"ID", "SINCE", "DOOR", "WHAT", "BY", "PEERS", "RULE"}, rows)
	return nil
}

func shortened(hosts []string) string {
	if len(hosts) > 3 {
		return strings.Join(hosts[:3], ", ") + fmt.Sprintf(" and %d more", len(hosts)-3)
	}
	return strings.Join(hosts, ", ")
}

// reviewing is what the commands of reviewers have in common.
type reviewing struct {
	ID string `arg:"" help:"The number from held list."`
	As string `required:"" help:"Who answers; they need the role that the rule asks for, and are never its author." placeholder:"NAME"`
}

// reviewer finds who answers, and about what.
func (r reviewing) reviewer(tx *store.Tx) (models.Actor, models.ID, error) {
	a, err := tx.ActorByHandle(models.Handle(strings.TrimPrefix(r.As, "@")))
	if err != nil {
		return a, 0, err
	}
	if a.Kind != models.Person {
		return a, 0, fault.New(fault.Forbidden, "held", "Only people review.")
	}
	id := models.ParseID(r.ID)
	if id == 0 {
		return a, 0, fault.New(fault.Invalid, "held", r.ID+" is no number of something held; see held list.")
	}
	return a, id, nil
}

type heldShow struct {
	reviewing
	answer
}

func (heldShow) Help() string {
	return `Prints why it waits, for whom, and the bytes that will be sent or that came in.
    guildhall held show 117045183447040 --as ben`
}

// Run shows one thing with its bytes.
func (s heldShow) Run(c *call) error {
	var w heldWords
	err := c.read(func(_ *server.Server, tx *store.Tx) error {
		by, id, err := s.reviewer(tx)
		if err != nil {
			return err
		}
		h, answers, err := boundary.Inspect(tx, by, id)
		if err != nil {
			return err
		}
		if w, err = asHeld(tx, h); err != nil {
			return err
		}
		w.Body = string(h.Body)
		if h.Door == models.In {
			item, err := tx.InboxItem(h.InboxID)
			if err != nil {
				return err
			}
			w.Body = string(item.Body)
		}
		for _, a := range answers {
			who, err := tx.ActorByID(a.ByID)
			if err != nil {
				return err
			}
			w.Released = append(w.Released, who.Address())
		}
		return nil
	})
	if err != nil {
		return err
	}
	if s.JSON {
		return c.json(w)
	}
	c.say("It waits since "+w.Since+" at "+string(w.Door)+", by "+w.By+", for "+shortened(w.To)+".", w.Why, "Rule "+w.Rule+", policy "+fmt.Sprint(w.Policy))
	if len(w.Released) > 0 {
		c.say("Answered by " + strings.Join(w.Released, ", "))
	}
	c.say("", w.Body)
	return nil
}

type heldRelease struct {
	reviewing
	Words string `help:"A word to its author." placeholder:"TEXT"`
	answer
}

func (heldRelease) Help() string {
	return `Where a rule asks for two reviewers, each says so. A release lifts this hold only: it is judged once more before it goes, and what waits behind it follows.
    guildhall held release 117045183447040 --as ben --words "Fine by me"`
}

// heldAnswer tells programs where something stands after an answer.
type heldAnswer struct {
	ID    string           `json:"id"`
	State models.HeldState `json:"state"`
}

// Run lets it go.
func (r heldRelease) Run(c *call) error {
	free := false
	err := c.write(func(_ *server.Server, tx *store.Tx) error {
		by, id, err := r.reviewer(tx)
		if err == nil {
			free, err = boundary.Release(tx, by, id, r.Words)
		}
		return err
	})
	if err != nil {
		return err
	}
	if r.JSON {
		state := models.Waiting
		if free {
			state = models.Released
		}
		return c.json(heldAnswer{r.ID, state})
	}
	if free {
		c.say("It is released, and judged once more before it goes.")
	} else {
		c.say("Noted. It waits for another reviewer.")
	}
	return nil
}

type heldRefuse struct {
	reviewing
	Words string `help:"A word to its author." placeholder:"TEXT"`
	answer
}

func (heldRefuse) Help() string {
	return `Ends it, with what waits behind it. The author reads the rule's reason and the word.
    guildhall held refuse 117045183447040 --as ben --words "Not before May"`
}

// Run refuses it.
func (r heldRefuse) Run(c *call) error {
	err := c.write(func(_ *server.Server, tx *store.Tx) error {
		by, id, err := r.reviewer(tx)
		if err == nil {
			err = boundary.Refuse(tx, by, id, r.Words)
		}
		return err
	})
	if err == nil && r.JSON {
		return c.json(heldAnswer{r.ID, models.Declined})
	}
	if err == nil {
		c.say("It is refused, and its author is told.")
	}
	return err
}

type heldAsk struct {
	reviewing
	answer
}

func (heldAsk) Help() string {
	return `What is written for the people named is shown to no reviewer, so a rule that holds it refuses it, unless its author asks for a review.
    guildhall held ask 117045183447040 --as ada`
}

// Run asks for a review as the author.
func (a heldAsk) Run(c *call) error {
	err := c.write(func(_ *server.Server, tx *store.Tx) error {
		by, id, err := a.reviewer(tx)
		if err == nil {
			err = boundary.AskReview(tx, by, id)
		}
		return err
	})
	if err == nil && a.JSON {
		return c.json(heldAnswer{a.ID, models.Waiting})
	}
	if err == nil {
		c.say("Reviewers may read it now, and answer.")
	}
	return err
}
