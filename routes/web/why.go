package web

import (
	"net/http"
	"strings"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/phrases"
	"guildhall/services/conversations"
	"guildhall/store"
)

// why says how far a post goes: to its author with the answer for each server, to whoever reads the record with every
// step, to other readers in one sentence.
func (v *visit) why() error {
	id, err := v.target()
	if err != nil {
		return err
	}
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		shown, err := tx.ShowPost(v.me(), id)
		if err != nil {
			return nil, err
		}
		if !shown.Local {
			return nil, fault.New(fault.Missing, "web.why", "How far this goes is for the server that it lives on to say.")
		}
		p := frontend.Why{Post: asShown([]models.PostShown{shown})[0]}
		mine := shown.AuthorID == v.me()
		if p.Sentence, err = v.goes(tx, shown, mine); err != nil {
			return nil, err
		}
		if mine {
			asks, err := tx.HeldItems(store.HeldFilter{PostID: id, By: v.me(), State: models.Private})
			if err != nil {
				return nil, err
			}
			p.Private = len(asks) > 0
		}
		auditor, err := access.Can(tx, v.who.Actor, access.ReadRecord)
		if err != nil || !mine && !auditor {
			return p, err
		}
		decisions, err := tx.Decisions(store.DecisionFilter{PostID: id})
		if err != nil {
			return nil, err
		}
		names, err := partners(tx)
		if err != nil {
			return nil, err
		}
		p.Lines, err = v.crossings(tx, decisions, names)
		if err == nil && auditor && len(decisions) > 0 {
			p.Steps = stepsOf(decisions[0])
		}
		return p, err
	})
}

// goes is the sentence of the gate for a post as it stands. Only its author learns who reads along.
func (v *visit) goes(tx *store.Tx, shown models.PostShown, mine bool) (string, error) {
	if !mine && shown.Audience != models.Everyone {
		return phrases.For(lang).T("why.among"), nil
	}
	s := conversations.Settled{Reach: shown.Reach}
	for _, named := range shown.People {
		if named.Mention && named.ID != shown.AuthorID {
			s.People = append(s.People, named.Actor)
		}
	}
	if shown.ParentID != nil {
		parent, err := tx.PostView(*shown.ParentID)
		if err != nil {
			return "", err
		}
		s.Parent = &parent
	}
	view, err := tx.PostView(shown.ID)
	if err != nil {
		return "", err
	}
	in, out, told, err := v.destinations(tx, &view, s)
	shell := frontend.Shell{Site: v.Site, Organisation: v.Settings.Name, Lang: lang}
	return frontend.Foretell(shell, s.Audience, distanceWord(s.Distance), in, out).Ruled(shell, told).Sentence, err
}

// crossings keeps the newest answer for each server, the newest first.
func (v *visit) crossings(tx *store.Tx, decisions []models.Decision, names map[models.Host]string) ([]frontend.Crossing, error) {
	var lines []frontend.Crossing
	var hosts []models.Host
	seen := map[models.Host]bool{}
	for _, d := range decisions {
		for _, name := range strings.Fields(d.Peers) {
			h := models.Host(name)
			if seen[h] || h == models.Web { // of visitors nothing is kept
				continue
			}
			seen[h] = true
			hosts = append(hosts, h)
			lines = append(lines, frontend.Crossing{Name: name, Host: h, Verdict: d.Verdict, Said: d.Why, At: d.At})
		}
	}
	peers, err := tx.PeersOf(hosts)
	for i := range lines {
		lines[i].Kind = frontend.OriginOf(peers[lines[i].Host].Standing)
		if known := names[lines[i].Host]; known != "" {
			lines[i].Name = known
		}
	}
	return lines, err
}
