package web

import (
	"net/http"
	"strings"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/store"
)

const (
	longestQuery = 1000 // bytes
	mostFound    = 20
)

// rowsOfFinding is the page that looks for people and communities.
func rowsOfFinding(w *Web) []door.Row {
	return []door.Row{w.member(get, frontend.PathFind, (*visit).find)}
}

// find looks for a name among those known here, and for a whole address where it lives. The boundary's no is an answer
// like another, with its reason.
func (v *visit) find() error {
	q := v.query("q")
	if len(q) > longestQuery {
		return fault.New(fault.TooLarge, "web.find", "That is too long to look for. Write a name, or an address like @ines@social.example.")
	}
	p := frontend.Find{Query: q}
	if !whole(q) {
		return v.found(http.StatusOK, p, nil)
	}
	if err := v.Door.Pace(v.gin.Writer, door.LookUps, v.me().String()); err != nil {
		return err
	}
	a, err := v.Resolve.Handle(v.ctx(), q)
	switch {
	case fault.Is(err, fault.Internal):
		return err
	case err == nil && a.Kind != models.Organisation && a.Gone == 0:
		return v.found(http.StatusOK, p, []models.Actor{a})
	case err == nil:
		return v.found(http.StatusOK, p, nil)
	}
	if weblink(q) {
		if post, e := v.Resolve.Post(v.ctx(), models.IRI(q), nil); e == nil && v.mayRead(post.ID) {
			return v.done(frontend.PathPost.With(frontend.Name(post.Author), post.ID.String()), "")
		}
	}
	p.Answer, p.Refused = fault.Say(err), fault.Is(err, fault.Forbidden)
	return v.found(http.StatusOK, p, nil)
}

// answer tells why somebody could not be opened or followed, on the page where another can be looked for.
func (v *visit) answer(name string, err error) error {
	switch fault.KindOf(err) {
	case fault.Forbidden, fault.Missing, fault.Invalid, fault.Gone, fault.Unreachable, fault.Unavailable:
		p := frontend.Find{Query: "@" + strings.TrimPrefix(name, "@"), Answer: fault.Say(err), Refused: fault.Is(err, fault.Forbidden)}
		return v.found(fault.Status(err), p, nil)
	}
	return err
}

// found shows the page of a search: those that were found, else whoever is known here by the words.
func (v *visit) found(status int, p frontend.Find, list []models.Actor) error {
	return v.page(status, func(tx *store.Tx) (frontend.Page, error) {
		var err error
		if len(list) == 0 && p.Query != "" && !weblink(p.Query) {
			if list, err = tx.SearchActors(v.me(), strings.TrimPrefix(p.Query, "acct:"), mostFound, 0); err != nil {
				return p, err
			}
		}
		if p.Answer != "" {
			if p.Ask, err = v.askable(tx, p.Query); err != nil {
				return p, err
			}
		}
		p.People, err = v.people(tx, v.who.Actor, list)
		return p, err
	})
}

// mayRead tells whether a member may read a post; who may not is not led to it.
func (v *visit) mayRead(post models.ID) bool {
	return v.read(func(tx *store.Tx) error {
		_, err := tx.VisiblePost(v.me(), post)
		return err
	}) == nil
}

// whole tells whether words name somebody completely: name and place, or the address of a page.
func whole(q string) bool {
	if weblink(q) {
		return true
	}
	name, domain, found := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(q, "acct:"), "@"), "@")
	return found && name != "" && strings.ContainsAny(domain, ".:") && !strings.ContainsAny(q, " \t")
}

func weblink(q string) bool {
	return strings.HasPrefix(q, "https://") || strings.HasPrefix(q, "http://")
}
