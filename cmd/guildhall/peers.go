package main

import (
	"strconv"
	"strings"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/server"
	"guildhall/store"
)

type peerList struct {
	Standing string `enum:"partner,allowed,open,limited,blocked,any" default:"any" help:"Only those of one standing: partner, allowed, open, limited or blocked." placeholder:"WORD"`
	answer
}

func (peerList) Help() string {
	return `Example:

    guildhall peer list --standing partner --json`
}

// Run lists the peers by name.
func (p peerList) Run(c *call) error {
	filter := store.PeerFilter{Limit: 1000}
	if p.Standing != "any" {
		filter.Standing = models.Standing(p.Standing)
	}
	list := []peerWords{}
	err := c.open(func(s *server.Server) error {
		for {
			var some []models.Peer
			err := s.Store.Read(c.ctx, func(tx *store.Tx) (err error) {
				some, err = tx.Peers(filter)
				return err
			})
			if err != nil || len(some) == 0 {
				return err
			}
			for _, peer := range some {
				list = append(list, asPeer(peer))
			}
			filter.After = some[len(some)-1].Host
		}
	})
	if err != nil {
		return err
	}
	if p.JSON {
		return c.json(list)
	}
	rows := make([][]string, len(list))
	for i, w := range list {
		rows[i] = []string{string(w.Domain), string(w.Standing), w.Software, w.LastIn, w.LastOut, strconv.Itoa(w.Fails), string(w.Owner), w.Review}
	}
	c.table([]string{"DOMAIN", "STANDING", "SOFTWARE", "LAST IN", "LAST OUT", "FAILURES", "OWNER", "REVIEW"}, rows)
	return nil
}

const days = 30 // that show counts

type peerShow struct {
	Domain string `arg:"" help:"Host, with its port if it has one."`
	answer
}

func (peerShow) Help() string {
	return `Counts are of the last 30 days, by the door where things crossed or were stopped; the newest ten that were stopped are listed with the reason.

    guildhall peer show social.example.org`
}

// counted is what happened at one door.
type counted struct {
	Door    models.Door    `json:"door"`
	Verdict models.Verdict `json:"verdict"`
	N       int64          `json:"count"`
}

// stopped is one refusal.
type stopped struct {
	At      string         `json:"at"`
	Door    models.Door    `json:"door"`
	Verb    models.Verb    `json:"verb"`
	Verdict models.Verdict `json:"verdict"`
	Rule    string         `json:"rule"`
	Why     string         `json:"why"`
}

// Run shows one peer.
func (p peerShow) Run(c *call) error {
	shown := struct {
		peerWords
		Followers int       `json:"follows_from_there"`
		Follows   int       `json:"follows_to_there"`
		State     string    `json:"follows"` // active, or suspended while the server is closed
		Days      int       `json:"days"`
		Counts    []counted `json:"counts"`
		Stopped   []stopped `json:"stopped"`
	}{Days: days, Counts: []counted{}, Stopped: []stopped{}}
	err := c.read(func(s *server.Server, tx *store.Tx) error {
		host, err := domain(s, p.Domain)
		if err != nil {
			return err
		}
		peer, err := tx.Peer(host)
		if err != nil {
			return err
		}
		if peer.Since == 0 && peer.Above == "" {
			return fault.New(fault.Missing, "guildhall peer show", string(host)+" is not known here: it stands open, and the mode decides. List the known ones with: guildhall peer list")
		}
		shown.peerWords = asPeer(peer)
		mode, err := tx.Mode()
		if err != nil {
			return err
		}
		if shown.State = "active"; peer.Standing.Closed(mode) {
			shown.State = "suspended"
		}
		if shown.Followers, shown.Follows, err = tx.FollowsWith(host); err != nil {
			return err
		}
		rows, err := tx.PeerDays(host, tx.Now().Go().AddDate(0, 0, 1-days).Format(time.DateOnly))
		if err != nil {
			return err
		}
		shown.Counts = sums(rows)
		decided, err := tx.Decisions(store.DecisionFilter{Peer: host, Stopped: true, Limit: 10})
		for _, d := range decided {
			shown.Stopped = append(shown.Stopped, stopped{moment(d.At), d.Door, d.Verb, d.Verdict, d.Rule, d.Why})
		}
		return err
	})
	if err != nil {
		return err
	}
	if p.JSON {
		return c.json(shown)
	}
	w := shown.peerWords
	c.table([]string{string(w.Domain), string(w.Standing)}, [][]string{{"Partner since", w.PartnerSince}, {"Software", strings.TrimSpace(w.Software + " " + w.Release)},
		{"Known since", w.Since}, {"Last took from it", w.LastIn}, {"Last gave to it", w.LastOut}, {"Failures in a row", strconv.Itoa(w.Fails)},
		{"Follows from there", strconv.Itoa(shown.Followers)}, {"Follows to there", strconv.Itoa(shown.Follows)}, {"Follows are", shown.State},
		{"Has it from", string(w.Above)}, {"Subdomains too", yes(w.Below)}, {"Reason", w.Note}, {"Owner", string(w.Owner)}, {"Review", w.Review}})
	if len(shown.Counts) > 0 {
		rows := make([][]string, len(shown.Counts))
		for i, n := range shown.Counts {
			rows[i] = []string{string(n.Door), string(n.Verdict), strconv.FormatInt(n.N, 10)}
		}
		c.say("")
		c.table([]string{"DOOR", "VERDICT", "LAST 30 DAYS"}, rows)
	}
	if len(shown.Stopped) > 0 {
		rows := make([][]string, len(shown.Stopped))
		for i, d := range shown.Stopped {
			rows[i] = []string{d.At, string(d.Door), string(d.Verb), string(d.Verdict), d.Why}
		}
		c.say("")
		c.table([]string{"STOPPED", "DOOR", "WHAT", "VERDICT", "WHY"}, rows)
	}
	return nil
}

// yes says yes, or nothing.
func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// day writes the day of a time; empty for never.
func day(t models.Time) string {
	if t == 0 {
		return ""
	}
	return t.Go().Format(time.DateOnly)
}

// sums adds the days up, in the order in which doors and verdicts first come.
func sums(rows []models.PeerDay) []counted {
	out := []counted{}
next:
	for _, r := range rows {
		for i := range out {
			if out[i].Door == r.Door && out[i].Verdict == r.Verdict {
				out[i].N += r.N
				continue next
			}
		}
		out = append(out, counted{r.Door, r.Verdict, r.N})
	}
	return out
}
