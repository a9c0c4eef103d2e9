package web

import (
	"net/http"
	"slices"
	"strconv"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/services/boundary"
	"guildhall/store"
)

// rowsOfLists are the pages on which lists of servers are read in, looked at, applied, taken back, and written.
func rowsOfLists(w *Web) []door.Row {
	return []door.Row{
		w.duty(get, frontend.PathPeerLists, whoReads, func(v *visit) error { return v.lists(http.StatusOK, frontend.Problem{}) }),
		w.duty(post, frontend.PathPeerLists, whoDecides, (*visit).readList),
		w.duty(get, frontend.PathPeerListFile, whoReads, (*visit).writeList),
		w.duty(get, frontend.PathPeerList, whoReads, func(v *visit) error { return v.list(http.StatusOK, frontend.Problem{}) }),
		w.duty(post, frontend.PathPeerList, whoDecides, (*visit).decideList),
	}
}

func (v *visit) lists(status int, problem frontend.Problem) error {
	return v.page(status, func(tx *store.Tx) (frontend.Page, error) {
		lists, err := tx.PeerLists(mostPeers)
		return frontend.PeerLists{Lists: lists, Problem: problem}, err
	})
}

// readList keeps a list aside and shows what it would do.
func (v *visit) readList() error {
	form := v.gin.Request.MultipartForm
	if form == nil || len(form.File["list"]) == 0 {
		return v.lists(http.StatusUnprocessableEntity, frontend.Problem{Field: "list", Sentence: "Choose the file with the list."})
	}
	defer func() { _ = form.RemoveAll() }() // what was too large for memory
	sent := form.File["list"][0]
	in, err := sent.Open()
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // it was only read
	l, err := boundary.ReadList(v.ctx(), v.Store, boundary.Reading{List: in, Kind: models.ListKind(v.form("kind")), Below: v.ticked("below"),
		Name: sent.Filename, Author: "@" + string(v.who.Handle), Us: v.Site.Host, Host: v.host})
	if again(err) || fault.Is(err, fault.Malformed) {
		return v.lists(fault.Status(err), frontend.ProblemOf(err))
	}
	if err != nil {
		return err
	}
	return v.done(frontend.PathPeerList.With(l.ID.String()), "")
}

// list shows one list and what it would do now.
func (v *visit) list(status int, problem frontend.Problem) error {
	id, err := v.target()
	if err != nil {
		return err
	}
	return v.page(status, func(tx *store.Tx) (frontend.Page, error) {
		l, err := tx.PeerList(id)
		p := frontend.PeerListPage{List: l, Problem: problem}
		if err != nil || l.Applied != 0 {
			return p, err
		}
		e, err := boundary.EffectOf(tx, l)
		for _, c := range e.Changes {
			p.Changes = append(p.Changes, frontend.ListChange(c))
		}
		p.Same, p.Theirs, p.Ours, p.Servers, p.People, p.Returns, p.Partners = e.Same, e.Theirs, e.Ours, e.Servers, e.People, e.Returns, e.Partners
		p.Alarm, p.ManyAlarm = len(e.Alarms) > 0, slices.Contains(e.Alarms, boundary.AlarmMany)
		return p, err
	})
}

// decideList applies a list, takes it back, or leaves it.
func (v *visit) decideList() error {
	id, err := v.target()
	if err != nil {
		return err
	}
	said := "flash.list.applied"
	switch v.form("do") {
	case "apply":
		sure, wrong := strconv.Atoi(v.form("sure"))
		if wrong != nil {
			sure = -1
		}
		_, _, err = boundary.ApplyList(v.ctx(), v.Store, v.who.Actor, id, sure, v.form("why"))
	case "undo":
		said = "flash.list.undone"
		_, err = boundary.UndoList(v.ctx(), v.Store, v.who.Actor, id, v.form("why"))
	case "drop":
		if err := v.write(func(tx *store.Tx) error { return boundary.DropList(tx, id) }); err != nil {
			return err
		}
		return v.done(frontend.PathPeerLists.With(), "")
	default:
		return nothing()
	}
	if again(err) {
		return v.list(fault.Status(err), frontend.ProblemOf(err))
	}
	if err != nil {
		return err
	}
	return v.done(frontend.PathPeerList.With(id.String()), said)
}

// writeList gives a list to take along.
func (v *visit) writeList() error {
	kind := models.ListKind(v.query("kind"))
	if kind != models.AllowList && kind != models.BlockList {
		return nothing()
	}
	v.gin.Header("Cache-Control", "private, no-store")
	v.gin.Header("X-Content-Type-Options", "nosniff")
	v.gin.Header("Content-Type", "text/csv; charset=utf-8")
	v.gin.Header("Content-Disposition", `attachment; filename="`+string(kind)+`-list.csv"`)
	if err := boundary.WriteList(v.ctx(), v.Store, kind, v.gin.Writer); err != nil {
		v.Log.Debug("a list was not written to its end", "err", err) // the answer has begun
	}
	return nil
}
