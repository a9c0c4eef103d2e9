package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"guildhall/models"
	"guildhall/store"
)

// Report is what verifying the record found.
type Report struct {
	Chains    int      `json:"chains"`
	Links     int      `json:"links"`
	Decisions int      `json:"decisions"`
	Acts      int      `json:"acts"`
	Tidied    int      `json:"tidied"`   // records that are gone with their time, while a link still holds their place
	Erased    int      `json:"erased"`   // records whose names were destroyed; their place in the chain holds
	Unlinked  int      `json:"unlinked"` // records of the last minutes that wait for their link
	Before    int      `json:"before"`   // records older than the chain, which nothing proves
	Unsealed  int      `json:"unsealed"` // joins whose mark no key of today can prove
	Begins    []string `json:"begins,omitempty"`
	Heads     []string `json:"heads"`  // of each chain: keep them elsewhere, and nobody can cut its end unseen
	Faults    []string `json:"faults"` // what was changed, is missing or does not belong
	More      int      `json:"more_faults,omitempty"`
}

// Sound tells whether nothing is amiss.
func (r *Report) Sound() bool { return len(r.Faults) == 0 }

const faultsMost = 200

func (r *Report) fault(format string, args ...any) {
	if len(r.Faults) >= faultsMost {
		r.More++
		return
	}
	r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
}

// verifying is one look through the whole record.
type verifying struct {
	*Report
	l      *Ledger
	linked map[byte][]models.ID
	ends   map[string]span
	cuts   map[spot]bool
	joined []head
	first  models.Time
	tidied models.Time
	lost   []lost
}

// lost is a record that a link holds and that is not there.
type lost struct {
	entry
	where string
}

type span struct{ from, to int64 }

// spot is a head that can be looked up.
type spot struct {
	node string
	seq  int64
	hash string
}

// Verify goes through every link of every chain and every record, and tells what was changed, is missing, was moved or was put
// in, as of one moment. Known are heads that were kept elsewhere, NODE:SEQ:HASH as a report prints them; each must still stand.
func (l *Ledger) Verify(ctx context.Context, known ...string) (Report, error) {
	r := Report{Heads: []string{}, Faults: []string{}}
	v := &verifying{Report: &r, l: l, linked: map[byte][]models.ID{}, ends: map[string]span{}, cuts: map[spot]bool{}}
	err := l.store.Read(ctx, func(tx *store.Tx) error {
		for after := ""; ; {
			chains, err := tx.Chains(after)
			if err != nil || len(chains) == 0 {
				if err != nil {
					return err
				}
				break
			}
			for _, c := range chains {
				after = c.Node
				if err := v.chain(tx, c); err != nil {
					return err
				}
			}
		}
		for _, h := range v.joined {
			if e, ok := v.ends[h.Node]; !ok || h.Seq > e.to {
				v.fault("chain %s: link %d, which another chain saw, is missing", h.Node, h.Seq)
			}
		}
		for _, e := range v.lost { // some are gone with their time, as a link says
			if e.id < models.IDAt(v.tidied) {
				v.Tidied++
				continue
			}
			v.fault("%s %s is missing (%s)", called[e.kind], e.id, e.where)
		}
		if err := v.heads(tx, known); err != nil {
			return err
		}
		if err := v.strays(tx); err != nil {
			return err
		}
		return nil
	})
	return r, err
}

// chain goes through one chain from its first link to its head.
func (v *verifying) chain(tx *store.Tx, c models.Chain) error {
	v.Chains++
	var prev []byte
	seq, begun := int64(0), false
	for {
		links, err := tx.Links(c.Node, seq)
		if err != nil {
			return err
		}
		if len(links) == 0 {
			break
		}
		for i := range links {
			l := &links[i]
			v.Links++
			switch {
			case !begun && l.Seq != 1:
				v.Begins = append(v.Begins, fmt.Sprintf("%s:%d:%x", c.Node, l.Seq-1, l.Prev))
			case begun && l.Seq != seq+1 || !begun && l.Seq == 1 && len(l.Prev) != 0:
				v.fault("chain %s: links before %d are missing", c.Node, l.Seq)
			case begun && !bytes.Equal(l.Prev, prev):
				v.fault("chain %s: link %d does not follow the one before it", c.Node, l.Seq)
			}
			if !bytes.Equal(ofLink(l), l.Hash) {
				v.fault("chain %s: link %d was changed", c.Node, l.Seq)
			}
			if v.first == 0 || l.At < v.first {
				v.first = l.At
			}
			if !begun {
				v.ends[c.Node] = span{from: l.Seq}
			}
			begun, seq, prev = true, l.Seq, l.Hash
			v.seen(l)
			if err := v.records(tx, l); err != nil {
				return err
			}
		}
	}
	if seq != c.Seq || !bytes.Equal(prev, c.Hash) {
		v.fault("chain %s: it ends at link %d, but its head is link %d", c.Node, seq, c.Seq)
	}
	v.ends[c.Node] = span{from: v.ends[c.Node].from, to: seq}
	v.Heads = append(v.Heads, fmt.Sprintf("%s:%d:%x", c.Node, c.Seq, c.Hash))
	return nil
}

// seen keeps what a link says of other chains.
func (v *verifying) seen(l *models.Link) {
	if l.Joins == "" {
		return
	}
	var j joins
	if err := json.Unmarshal([]byte(l.Joins), &j); err != nil {
		v.fault("chain %s: link %d cannot be read", l.Node, l.Seq)
		return
	}
	v.joined = append(v.joined, j.Heads...)
	v.tidied = max(v.tidied, j.Tidied)
	for _, c := range j.Cuts {
		v.cuts[spot{c.Node, c.Seq, string(c.Hash)}] = true
	}
	if j.Mark != "" && (v.l.vault == nil || !v.l.vault.Marked(markFor, marked(l.Node, l.Seq, l.Prev, j.Heads), j.Mark)) {
		v.Unsealed++
	}
}

// records compares each record that a link holds with what stands there.
func (v *verifying) records(tx *store.Tx, l *models.Link) error {
	all, ok := entries(l.Entries)
	if !ok {
		v.fault("chain %s: link %d holds what is no list of records", l.Node, l.Seq)
	}
	for some := range slices.Chunk(all, 250) {
		ids := map[byte][]models.ID{}
		for _, e := range some {
			ids[e.kind] = append(ids[e.kind], e.id)
		}
		found := map[byte]map[models.ID][]byte{kindDecision: {}, kindAct: {}}
		if len(ids[kindDecision]) > 0 {
			rows, err := tx.DecisionsOf(ids[kindDecision])
			if err != nil {
				return err
			}
			for i := range rows {
				found[kindDecision][rows[i].ID] = ofDecision(&rows[i])
				v.erased(rows[i].Erased)
			}
		}
		if len(ids[kindAct]) > 0 {
			rows, err := tx.ActsOf(ids[kindAct])
			if err != nil {
				return err
			}
			for i := range rows {
				found[kindAct][rows[i].ID] = ofAct(&rows[i])
				v.erased(rows[i].Erased)
			}
		}
		for _, e := range some {
			got, there := found[e.kind][e.id]
			switch {
			case !there:
				v.lost = append(v.lost, lost{e, fmt.Sprintf("link %d of chain %s", l.Seq, l.Node)})
			case !bytes.Equal(got, e.digest):
				v.fault("%s %s was changed (link %d of chain %s)", called[e.kind], e.id, l.Seq, l.Node)
			}
			v.linked[e.kind] = append(v.linked[e.kind], e.id)
		}
	}
	return nil
}

var called = map[byte]string{kindDecision: "decision", kindAct: "act"}

func (v *verifying) erased(at models.Time) {
	if at != 0 {
		v.Erased++
	}
}

// heads compares those that were kept elsewhere, and asks for each chain that has lost its beginning who said so.
func (v *verifying) heads(tx *store.Tx, known []string) error {
	for _, text := range v.Begins {
		h, _ := readHead(text)
		if !v.cuts[spot{h.Node, h.Seq, string(h.Hash)}] {
			v.fault("chain %s: links up to %d are missing, and nobody tidied them away", h.Node, h.Seq)
		}
	}
	for _, text := range known {
		h, ok := readHead(text)
		if !ok {
			v.fault("%s is no head: write it as verify prints it, NODE:NUMBER:HASH", text)
			continue
		}
		if h.Seq < v.ends[h.Node].from && v.ends[h.Node].to != 0 { // gone with its time
			continue
		}
		links, err := tx.Links(h.Node, h.Seq-1)
		if err != nil {
			return err
		}
		if len(links) == 0 || links[0].Seq != h.Seq || !bytes.Equal(links[0].Hash, h.Hash) {
			v.fault("chain %s: the link %d that you kept does not stand there any more", h.Node, h.Seq)
		}
	}
	return nil
}

func readHead(text string) (h head, ok bool) {
	parts := bytes.Split([]byte(text), []byte(":"))
	if len(parts) != 3 {
		return h, false
	}
	h.Node = string(parts[0])
	if _, err := fmt.Sscanf(string(parts[1]), "%d", &h.Seq); err != nil {
		return h, false
	}
	_, err := fmt.Sscanf(string(parts[2]), "%x", &h.Hash)
	return h, err == nil
}

// strays finds records that no link holds.
func (v *verifying) strays(tx *store.Tx) error {
	for kind := range v.linked {
		slices.Sort(v.linked[kind])
		v.linked[kind] = slices.Compact(v.linked[kind])
	}
	fresh := models.IDAt(tx.Now() - settled - models.Time(JoinEvery.Milliseconds()))
	first := models.IDAt(v.first)
	look := func(kind byte, id models.ID, n *int) {
		*n++
		if _, ok := slices.BinarySearch(v.linked[kind], id); ok {
			return
		}
		switch {
		case v.first == 0 || id < first:
			v.Before++
		case id > fresh && kind == kindDecision:
			v.Unlinked++
		default:
			v.fault("%s %s was put in: no link holds it", called[kind], id)
		}
	}
	for id := models.ID(-1); ; {
		rows, err := tx.DecisionsAfter(id, 1<<62)
		if err != nil || len(rows) == 0 {
			if err != nil {
				return err
			}
			break
		}
		for i := range rows {
			id = rows[i].ID
			look(kindDecision, id, &v.Decisions)
		}
	}
	for id := models.ID(-1); ; {
		rows, err := tx.ActsAfter(id, 1<<62)
		if err != nil || len(rows) == 0 {
			return err
		}
		for i := range rows {
			id = rows[i].ID
			look(kindAct, id, &v.Acts)
		}
	}
}
