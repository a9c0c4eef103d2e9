package web

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/services/communities"
	"guildhall/store"
)

// rowsOfRulings are what those who look after a community decide in it, and its log, which whoever reads the community reads.
func rowsOfRulings(w *Web) []door.Row {
	return []door.Row{
		w.member(get, frontend.PathDecide, func(v *visit) error { return v.decideForm(http.StatusOK, frontend.Problem{}) }),
		w.member(post, frontend.PathDecide, (*visit).decide),
		w.member(get, frontend.PathBans, func(v *visit) error {
			return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) { return v.bans(tx, frontend.Bans{Whom: v.query("whom")}) })
		}),
		w.member(post, frontend.PathBans, (*visit).ban),
		w.member(get, frontend.PathLog, (*visit).rulingLog),
		w.member(get, frontend.PathRuling, func(v *visit) error { return v.ruling(http.StatusOK, frontend.Problem{}) }),
		w.member(post, frontend.PathRuling, (*visit).undoRuling),
	}
}

// decides marks the posts that the viewer decides about: those in communities of ours that they look after. It gives what it found out
// about each community.
func (v *visit) decides(tx *store.Tx, lists ...[]frontend.Post) (map[models.ID]bool, error) {
	keeps, pins := map[models.ID]bool{}, map[models.ID][]models.ID{}
	for _, list := range lists {
		for i := range list {
			p := &list[i]
			if p.Community == nil || !p.Community.Local || p.Deleted != 0 {
				continue
			}
			may, known := keeps[p.Community.ID]
			if !known {
				var err error
				if may, err = access.Keeps(tx, v.who.Actor, p.Community.ID); err != nil {
					return nil, err
				}
				keeps[p.Community.ID] = may
				if may {
					if pins[p.Community.ID], err = tx.Pins(p.Community.ID, 0); err != nil {
						return nil, err
					}
				}
			}
			p.Decides, p.PinnedIn = may, slices.Contains(pins[p.Community.ID], p.ID)
		}
	}
	return keeps, nil
}

// judged is a post that the viewer decides about, with its community: the one that it stands in, or the one that it was taken out of.
func (v *visit) judged(tx *store.Tx) (frontend.Post, models.Actor, []models.Ruling, error) {
	var p frontend.Post
	var in models.Actor
	id, err := v.target()
	if err != nil {
		return p, in, nil, err
	}
	shown, err := tx.ShowPost(v.me(), id)
	if err != nil {
		return p, in, nil, err
	}
	p = frontend.Post{PostView: shown.PostView}
	rulings, err := tx.RulingsOn([]models.ID{p.ID})
	if err != nil {
		return p, in, nil, err
	}
	where := p.CommunityID
	if where == nil && len(rulings) > 0 {
		where = &rulings[len(rulings)-1].CommunityID
	}
	if where == nil {
		return p, in, nil, nothing()
	}
	if in, err = tx.ActorByID(*where); err != nil {
		return p, in, nil, err
	}
	if keeps, err := access.Keeps(tx, v.who.Actor, in.ID); err != nil || !keeps || !in.Local {
		return p, in, nil, cmp.Or(err, nothing())
	}
	return p, in, slices.DeleteFunc(rulings, func(r models.Ruling) bool { return r.CommunityID != in.ID }), nil
}

func (v *visit) decideForm(status int, problem frontend.Problem) error {
	return v.page(status, func(tx *store.Tx) (frontend.Page, error) {
		p := frontend.Decide{Reason: v.form("reason"), Problem: problem}
		var rulings []models.Ruling
		var err error
		if p.Post, p.In, rulings, err = v.judged(tx); err != nil {
			return p, err
		}
		p.Root, p.Shut, p.Mine = p.Post.ParentID == nil, p.Post.Locked != 0, p.Post.AuthorID == v.me()
		p.Stands, p.Folded = p.Post.CommunityID != nil, p.Post.Folded != 0
		p.Post.Folded = 0
		for _, r := range rulings {
			e, err := communities.LogEntry(tx, v.who.Actor, p.In, r.ID)
			if err != nil && !fault.Is(err, fault.Hidden) {
				return p, err
			}
			if err == nil {
				l := rulingLine(e, tx.Now())
				p.Ruled = append(p.Ruled, l)
			}
		}
		return p, nil
	})
}

// decide takes a post out of its community, or locks its thread.
func (v *visit) decide() error {
	var to string
	err := v.write(func(tx *store.Tx) error {
		p, in, _, err := v.judged(tx)
		if err != nil {
			return err
		}
		to = frontend.PathPost.With(frontend.Name(p.Author), p.ID.String())
		d := communities.Decided{Community: in, By: v.who.Actor, What: models.Removed, Post: p.ID, Reason: v.form("reason")}
		switch v.form("do") {
		case "remove":
		case "lock":
			d.What = models.Shut
		default:
			return fault.New(fault.Invalid, "web.decide", "Say what shall be done: remove or lock.")
		}
		_, err = communities.Decide(tx, v.Site, d)
		return ifUnknown(err)
	})
	if err == nil {
		return v.done(to, "flash.decided")
	}
	if !again(err) {
		return err
	}
	return v.decideForm(fault.Status(err), frontend.ProblemOf(err))
}

// bans fills in who does not write in a community, for those who look after it.
func (v *visit) bans(tx *store.Tx, p frontend.Bans) (frontend.Bans, error) {
	var err error
	if p.Actor, err = v.keptCommunity(tx); err != nil {
		return p, err
	}
	list, err := communities.ShutOutOf(tx, v.who.Actor, p.Actor, v.onPage())
	if err != nil || len(list) == 0 {
		return p, err
	}
	p.Older = v.older(len(list), list[len(list)-1].ID)
	p.Lines, err = v.rulingLines(tx, list)
	return p, err
}

// ban shuts somebody out until the end of a day, or for good.
func (v *visit) ban() error {
	var to string
	p := frontend.Bans{Whom: v.form("whom"), Reason: v.form("reason"), Until: v.form("until"), Posts: v.ticked("posts")}
	err := v.write(func(tx *store.Tx) error {
		in, err := v.keptCommunity(tx)
		if err != nil {
			return err
		}
		to = frontend.PathBans.With(frontend.Name(in))
		d := communities.Decided{Community: in, By: v.who.Actor, What: models.Banned, Reason: p.Reason, Posts: p.Posts}
		whom, err := v.named(tx, p.Whom)
		switch {
		case fault.Is(err, fault.Missing) || fault.Is(err, fault.Hidden):
			return fault.New(fault.Invalid, "web.ban", "Nobody known here is called "+p.Whom+". Look them up first.").Because(err)
		case err != nil:
			return err
		}
		d.Whom = whom.ID
		if p.Until != "" {
			day, err := time.Parse(time.DateOnly, p.Until)
			if err != nil {
				return fault.New(fault.Invalid, "web.ban", "The last day is written as in 2027-03-31.").Because(err)
			}
			d.Until = models.At(day.AddDate(0, 0, 1))
		}
		_, err = communities.Rule(tx, v.Site, d)
		return err
	})
	if err == nil {
		return v.done(to, "flash.decided")
	}
	if !again(err) {
		return err
	}
	return v.page(fault.Status(err), func(tx *store.Tx) (frontend.Page, error) {
		p.Problem = frontend.ProblemOf(err)
		return v.bans(tx, p)
	})
}

func (v *visit) rulingLog() error {
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		var p frontend.RulingLog
		var err error
		if p.Actor, err = v.named(tx, v.name()); err != nil {
			return p, err
		}
		list, err := communities.Log(tx, v.who.Actor, p.Actor, v.onPage())
		if err != nil {
			return p, err
		}
		if p.Keeps, err = access.Keeps(tx, v.who.Actor, p.Actor.ID); err != nil || len(list) == 0 {
			return p, err
		}
		p.Older = v.older(len(list), list[len(list)-1].ID)
		p.Lines, err = v.rulingLines(tx, list)
		return p, err
	})
}

// logged is the line of the log that the address names.
func (v *visit) logged(tx *store.Tx) (in models.Actor, e communities.Entry, err error) {
	id, err := v.target()
	if err == nil {
		in, err = v.named(tx, v.name())
	}
	if err == nil {
		e, err = communities.LogEntry(tx, v.who.Actor, in, id)
	}
	return in, e, err
}

func (v *visit) ruling(status int, problem frontend.Problem) error {
	return v.page(status, func(tx *store.Tx) (frontend.Page, error) {
		p := frontend.RulingPage{Reason: v.form("reason"), Problem: problem}
		in, e, err := v.logged(tx)
		if err != nil {
			return p, err
		}
		p.Actor = in
		lines, err := v.rulingLines(tx, []communities.Entry{e})
		if err != nil {
			return p, err
		}
		p.Line = lines[0]
		if p.Undoes, err = access.Keeps(tx, v.who.Actor, in.ID); err != nil {
			return p, err
		}
		if p.Undoes = p.Undoes && p.Line.Undoable(); p.Undoes {
			p.Back, p.Lost, err = communities.ComesBack(tx, e.Ruling)
		}
		return p, err
	})
}

func (v *visit) undoRuling() error {
	var to string
	err := v.write(func(tx *store.Tx) error {
		in, e, err := v.logged(tx)
		if err != nil {
			return err
		}
		to = frontend.PathLog.With(frontend.Name(in))
		return communities.Undo(tx, v.Site, v.who.Actor, in, e.ID, v.form("reason"))
	})
	if err == nil {
		return v.done(to, "flash.undone")
	}
	if !again(err) {
		return err
	}
	return v.ruling(fault.Status(err), frontend.ProblemOf(err))
}

// rulingLines are lines of a log as pages show them, with the posts that the viewer may read.
func (v *visit) rulingLines(tx *store.Tx, list []communities.Entry) ([]frontend.RulingLine, error) {
	var ids []models.ID
	for _, e := range list {
		if e.PostID != 0 {
			ids = append(ids, e.PostID)
		}
	}
	shown, err := tx.ShowPosts(v.me(), ids)
	if err != nil {
		return nil, err
	}
	posts := map[models.ID]frontend.Post{}
	for _, p := range asShown(shown) {
		posts[p.ID] = p
	}
	out := make([]frontend.RulingLine, len(list))
	for i, e := range list {
		out[i] = rulingLine(e, tx.Now())
		if p, ok := posts[e.PostID]; ok {
			out[i].Post = &p
		}
	}
	return out, nil
}

func rulingLine(e communities.Entry, now models.Time) frontend.RulingLine {
	there := func(a models.Actor) *models.Actor {
		if a.ID == 0 {
			return nil
		}
		return &a
	}
	return frontend.RulingLine{Ruling: e.Ruling, By: there(e.By), Whom: there(e.Whom), UndoneBy: there(e.UndoneBy), AnswerBy: there(e.AnswerBy), Appeal: e.Appeal, Along: e.Along, Stands: e.Stands(now)}
}

// ruled puts to posts what moderators of communities decided about them: of a lock everybody who reads hears, of a post that was taken
// out its author, and those who look after the community.
func (v *visit) ruled(tx *store.Tx, lists ...[]frontend.Post) error {
	keeps, err := v.decides(tx, lists...)
	if err != nil {
		return err
	}
	var ids []models.ID
	for _, list := range lists {
		for i := range list {
			ids = append(ids, list[i].ID)
		}
	}
	rulings, err := tx.RulingsOn(ids)
	if err != nil || len(rulings) == 0 {
		return err
	}
	where := make([]models.ID, len(rulings))
	for i, r := range rulings {
		where[i] = r.CommunityID
	}
	in, err := tx.Actors(where)
	for id, a := range in {
		if _, known := keeps[id]; known || err != nil || !a.Local {
			continue
		}
		keeps[id], err = access.Keeps(tx, v.who.Actor, id)
	}
	for _, list := range lists {
		for i := range list {
			p := &list[i]
			for _, r := range rulings {
				stands := p.CommunityID != nil && *p.CommunityID == r.CommunityID
				if r.PostID == p.ID && (r.What == models.Shut && stands || r.What == models.Removed && !stands && (p.AuthorID == v.me() || keeps[r.CommunityID])) {
					p.Ruled = append(p.Ruled, frontend.Ruled{Ruling: r, Community: in[r.CommunityID], Keeps: keeps[r.CommunityID]})
				}
			}
		}
	}
	return err
}

// shutOut says in the composer, before anything is written, where the viewer does not write for now, and leaves those communities out.
func (v *visit) shutOut(tx *store.Tx, c *frontend.Composer) error {
	bans, err := tx.BansOf(v.me())
	if err != nil || len(bans) == 0 {
		return err
	}
	for i := 0; i < len(c.Communities); i++ {
		if !slices.ContainsFunc(bans, func(b models.Ruling) bool { return b.CommunityID == c.Communities[i].ID }) {
			continue
		}
		why := access.ShutOut(tx, v.who.Actor, c.Communities[i])
		if !fault.Is(why, fault.Forbidden) {
			return why
		}
		c.ShutOut = append(c.ShutOut, fault.Say(why))
		if c.Communities[i].ID != c.Community {
			c.Communities = slices.Delete(c.Communities, i, i+1)
			i--
		}
	}
	return nil
}
