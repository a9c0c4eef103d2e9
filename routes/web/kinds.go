package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/prose"
	"guildhall/routes/door"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/store"
)

func rowsOfKinds(w *Web) []door.Row {
	return []door.Row{
		w.member(get, frontend.PathKinds, (*visit).kinds),
		w.member(get, frontend.PathQuestions, (*visit).questions),
		w.member(post, frontend.PathLock, pressed("flash.locked", conversations.Lock)),
		w.member(post, frontend.PathUnlock, pressed("flash.unlocked", conversations.Unlock)),
		w.member(post, frontend.PathPinIn, pressed("flash.pinned-in", communities.Pin)),
		w.member(post, frontend.PathUnpinIn, pressed("flash.unpinned-in", communities.Unpin)),
		w.member(post, frontend.PathSum, pressed("flash.sum", conversations.Summarise)),
		w.member(post, frontend.PathUnsum, pressed("flash.unsum", conversations.Unsummarise)),
		w.member(post, frontend.PathAccept, pressed("flash.solved", conversations.Accept)),
		w.member(post, frontend.PathUnaccept, pressed("flash.unsolved", conversations.Unaccept)),
	}
}

// kinds lists what there is of a kind, as far as the viewer may read it.
func (v *visit) kinds() error {
	kind := models.PostKind(v.gin.Param("kind"))
	if _, ok := models.FormOf(kind); !ok || kind == models.Note {
		return nothing()
	}
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		p := frontend.Kinds{Kind: kind}
		list, err := tx.KindPosts(v.me(), kind, v.onPage())
		if err != nil || len(list) == 0 {
			return p, err
		}
		p.Posts, p.Older = asShown(list), v.older(len(list), list[len(list)-1].ID)
		return p, nil
	})
}

// questions lists questions by how they stand: with nothing asked, those that nobody has replied to.
func (v *visit) questions() error {
	q := store.Questions{State: store.QuestionState(v.query("state")), Community: models.ParseID(v.query("community"))}
	if q.State != store.OpenQuestions && q.State != store.AnsweredQuestions {
		q.State = store.UnansweredQuestions
	}
	days, _ := strconv.Atoi(v.query("days")) // what is no number is no limit
	days = min(max(days, 0), 3650)
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		q.Before = tx.Now() - models.Time((time.Duration(days) * 24 * time.Hour).Milliseconds())
		q.After = models.ParseID(v.query("after"))
		p := frontend.Questions{State: string(q.State), Days: days, Community: q.Community}
		var err error
		if p.In, err = tx.CommunitiesFollowed(v.me(), 100); err != nil {
			return p, err
		}
		list, err := tx.QuestionPosts(v.me(), q, pageSize)
		if err != nil || len(list) == 0 {
			return p, err
		}
		p.Posts = asShown(list)
		if len(list) == pageSize {
			u := *v.gin.Request.URL
			values := u.Query()
			values.Set("after", list[len(list)-1].ID.String())
			u.RawQuery = values.Encode()
			p.Older = u.RequestURI()
		}
		return p, nil
	})
}

// draftKind reads what the form of a kind asks beside text and title.
func (v *visit) draftKind(d *frontend.Draft) {
	if d.Kind == "" { // a post that is edited has its kind
		d.Kind = models.PostKind(v.form(frontend.FieldKind))
	}
	if d.Kind == models.Note {
		d.Kind = ""
	}
	form, _ := models.FormOf(d.Kind)
	if len(form.Parts) > 0 {
		d.Parts = map[string]string{}
		for _, p := range form.Parts {
			if t := v.form(frontend.FieldPart + p.Name); t != "" {
				d.Parts[p.Name] = t
			}
		}
	}
	d.Link = v.form(frontend.FieldLink)
	d.Event = frontend.DraftEvent{Starts: v.form(frontend.FieldStarts), Ends: v.form(frontend.FieldEnds), Zone: v.form(frontend.FieldZone),
		Place: v.form(frontend.FieldPlace), Online: v.form(frontend.FieldOnline), Status: v.form(frontend.FieldStatus)}
}

// askKind puts it into what is asked.
func askKind(a *conversations.Ask, d frontend.Draft) {
	a.Kind, a.Parts, a.Link = d.Kind, d.Parts, d.Link
	if d.Kind == models.EventPost {
		a.Event = eventAsk(d.Event)
	}
}

func eventAsk(e frontend.DraftEvent) *conversations.EventAsk {
	return &conversations.EventAsk{Starts: e.Starts, Ends: e.Ends, Zone: e.Zone, Place: e.Place, Online: e.Online, Status: e.Status}
}

// chosenKind is the kind that an address asks for; a plain post for what is none.
func (v *visit) chosenKind() models.PostKind {
	kind := models.PostKind(v.query("kind"))
	if _, ok := models.FormOf(kind); !ok || kind == models.Note {
		return ""
	}
	return kind
}

// kindOf puts what a post of a kind tells beside its text into the draft that changes it.
func kindOf(d *frontend.Draft, p models.Post, details *models.Details) {
	if p.Kind == models.Note || p.Kind == models.Article {
		return
	}
	d.Kind = p.Kind
	form, _ := models.FormOf(p.Kind)
	if len(form.Parts) > 0 {
		d.Parts = prose.Split(form.Parts, p.Source)
	}
	if details == nil {
		return
	}
	d.Link = details.Link
	at := func(t models.Time) string {
		if t == 0 {
			return ""
		}
		return details.At(t).Format("2006-01-02T15:04")
	}
	d.Event = frontend.DraftEvent{Starts: at(details.Starts), Ends: at(details.Ends), Zone: details.Zone, Place: details.Place, Online: details.Online, Status: details.Status}
}

// synthesis takes what sums a thread up out of the answers, or reads it where it stands beyond them.
func (v *visit) synthesis(tx *store.Tx, root models.PostShown, after []frontend.Post) (*frontend.Post, []frontend.Post, error) {
	if root.SynthesisID == nil {
		return nil, after, nil
	}
	shown, err := tx.ShowPost(v.me(), *root.SynthesisID)
	if fault.Is(err, fault.Missing) { // it goes to others
		return nil, after, nil
	}
	if err != nil {
		return nil, after, err
	}
	one := &asShown([]models.PostShown{shown})[0]
	if i := slices.IndexFunc(after, func(p frontend.Post) bool { return p.ID == one.ID }); i >= 0 {
		one, after = &after[i], slices.Delete(slices.Clone(after), i, i+1)
		again := *one
		one = &again
	}
	one.Sums = true
	return one, after, nil
}

// settles marks what the viewer may do about a thread that they look after, and which answer of its question was accepted.
func (v *visit) settles(tx *store.Tx, root models.PostShown, lists ...[]frontend.Post) error {
	may := false
	if root.Local {
		var err error
		if may, err = v.maySettle(tx, root.Post); err != nil {
			return err
		}
	}
	for _, list := range lists {
		for i := range list {
			list[i].Keeps = may
			if list[i].ID != root.ID {
				list[i].Settles = may && root.Kind == models.QuestionPost
				list[i].Accepted = root.AnswerID != nil && *root.AnswerID == list[i].ID
			}
		}
	}
	return nil
}

func (v *visit) maySettle(tx *store.Tx, question models.Post) (bool, error) {
	return conversations.MaySettle(tx, v.who.Actor, question)
}

// firstAnswer puts the accepted answer before the others.
func firstAnswer(list []frontend.Post) {
	at := slices.IndexFunc(list, func(p frontend.Post) bool { return p.Accepted })
	if at > 0 {
		one := list[at]
		copy(list[1:at+1], list[:at])
		list[0] = one
	}
}
