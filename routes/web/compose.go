package web

import (
	"net/http"
	"strings"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/services/conversations"
	"guildhall/store"
)

func rowsOfWriting(w *Web) []door.Row {
	return []door.Row{
		w.member(get, frontend.PathCompose, (*visit).compose),
		w.member(post, frontend.PathCompose, (*visit).submit),
		w.member(get, frontend.PathPostEdit, (*visit).editForm),
		w.member(post, frontend.PathPostEdit, (*visit).submitEdit),
		{Method: post, Path: frontend.PathPreview.String(), Who: door.App, Scope: "write:statuses", Judge: "session", Handle: w.handle((*visit).preview)},
	}
}

// blank is what a new post begins with.
func (v *visit) blank() frontend.Draft {
	return frontend.Draft{Audience: models.Everyone, Distance: v.who.Account.Distance, Language: v.who.Account.Language, Quotable: v.who.Account.Quotes}
}

// draft reads the form of the composer.
func (v *visit) draft() frontend.Draft {
	d := frontend.Draft{
		Text: v.form(frontend.FieldText), Title: v.form(frontend.FieldTitle), Warning: v.form(frontend.FieldWarning),
		Language: v.form(frontend.FieldLanguage), Audience: models.Audience(v.form(frontend.FieldAudience)), Distance: v.form(frontend.FieldDistance),
		Community: models.ParseID(v.form(frontend.FieldCommunity)), Reply: models.ParseID(v.form(frontend.FieldReply)),
		Quote: models.ParseID(v.form(frontend.FieldQuote)), Quotable: models.QuotePolicy(v.form(frontend.FieldQuotable)), Label: v.form(frontend.FieldLabel),
		Poll: v.draftPoll(), Files: v.keptFiles(), Nudged: v.form(frontend.FieldNudged) != "",
	}
	v.draftKind(&d)
	return d
}

// ask is what a draft asks to post. An answer that may go as far as its parent keeps to exactly that.
func (v *visit) ask(tx *store.Tx, d frontend.Draft) (conversations.Ask, error) {
	a := conversations.Ask{By: v.who.Actor, Text: d.Text, Title: d.Title, Summary: d.Warning, Language: d.Language, Audience: d.Audience,
		Where: d.Distance, ReplyTo: d.Reply, Community: d.Community, Poll: pollAsked(d.Poll), Files: fileIDs(d), Quote: d.Quote, Quotable: d.Quotable, Label: d.Label, Described: v.Settings.DescribeMedia}
	askKind(&a, d)
	if err := a.Shape(tx.Now()); err != nil {
		return a, err
	}
	switch d.Distance {
	case frontend.DistanceInside, frontend.DistancePartners, frontend.DistanceWorld, "":
	default:
		return a, fault.New(fault.Invalid, "web.ask", "There is no such distance. Choose inside, partners or world.")
	}
	if d.Reply == 0 || d.Distance == "" {
		return a, nil
	}
	widest, err := conversations.Settle(tx, v.Site, conversations.Ask{By: v.who.Actor, ReplyTo: d.Reply})
	if err != nil {
		return a, ifMissing(err)
	}
	if distanceWord(widest.Distance) == d.Distance {
		a.Where = conversations.Default
	}
	return a, nil
}

// ifMissing lets pass what is no more than a wish that cannot be met: the real question will say so.
func ifMissing(err error) error {
	if fault.Is(err, fault.Invalid) {
		return nil
	}
	return err
}

// distanceWord is a distance as the composer's form says it.
func distanceWord(d models.Distance) string {
	switch {
	case d.World:
		return frontend.DistanceWorld
	case d.IsInside():
		return frontend.DistanceInside
	}
	return frontend.DistancePartners
}

// composer makes the form round a draft: what may be chosen, and what is chosen to begin with.
func (v *visit) composer(tx *store.Tx, d frontend.Draft) (frontend.Composer, error) {
	c := frontend.Composer{Draft: d, Described: v.Settings.DescribeMedia}
	if d.Reply == 0 {
		var err error
		if c.Communities, err = tx.CommunitiesToPostIn(v.me(), mostCommunities); err != nil {
			return c, err
		}
		if d.Community != 0 {
			s, err := conversations.Settle(tx, v.Site, conversations.Ask{By: v.who.Actor, Community: d.Community})
			if err == nil {
				err = v.guide(tx, &c, s)
			}
			if err != nil && !again(err) && !fault.Is(err, fault.Missing) {
				return c, err
			}
		}
		return c, v.shutOut(tx, &c)
	}
	s, err := conversations.Settle(tx, v.Site, conversations.Ask{By: v.who.Actor, ReplyTo: d.Reply})
	if s.Parent == nil {
		return c, err
	}
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Forbidden) { // a thread that is locked, a community that the viewer was shut out of
		c.Problem, err = frontend.ProblemOf(err), nil
	}
	if err == nil {
		err = v.guide(tx, &c, s)
	}
	c.ReplyTo, c.Limit = &s.Parent.Author, distanceWord(s.Distance)
	c.Narrow = s.Audience == models.Named || s.Audience == models.Self
	if c.Narrow {
		c.Limit = frontend.DistanceWorld // the names are the limit
	}
	if c.Audience == "" {
		c.Audience = s.Audience
	}
	if c.Distance == "" {
		c.Distance = distanceWord(s.Distance)
	}
	return c, err
}

// compose is the composer on a page of its own: ?reply=ID answers a post, ?to=NAME names somebody, ?community=ID posts there.
func (v *visit) compose() error {
	d := v.blank()
	if reply := models.ParseID(v.query("reply")); reply != 0 {
		d = frontend.Draft{Reply: reply, Language: d.Language, Quotable: d.Quotable}
	}
	if to := strings.TrimPrefix(v.query("to"), "@"); to != "" && len(to) < 300 && !strings.ContainsAny(to, " \r\n\t") {
		d.Text = "@" + to + " "
	}
	d.Kind = v.chosenKind()
	d.Community, d.Quote = models.ParseID(v.query("community")), models.ParseID(v.query("quote"))
	return v.showComposer(http.StatusOK, d, 0, frontend.Problem{}, false)
}

// showComposer draws the composer round a draft, with what the gate says of it where that was asked.
func (v *visit) showComposer(status int, d frontend.Draft, editing models.ID, problem frontend.Problem, foretell bool) error {
	return v.page(status, func(tx *store.Tx) (frontend.Page, error) {
		c, err := v.composer(tx, d)
		if err != nil {
			return nil, err
		}
		c.Editing = editing
		if problem.Sentence != "" {
			c.Problem = problem
		}
		if foretell {
			f, err := v.foresee(tx, d, editing)
			if err != nil {
				return nil, err
			}
			c.Gate = &f
		}
		if editing != 0 {
			return frontend.EditPost{Composer: c}, nil
		}
		p := frontend.Compose{Composer: c}
		if d.Reply != 0 {
			parent, err := tx.ShowPost(v.me(), d.Reply)
			if err != nil {
				return nil, err
			}
			p.Parent = &asShown([]models.PostShown{parent})[0]
		}
		if d.Quote != 0 {
			quoted, err := tx.ShowPost(v.me(), d.Quote)
			if err != nil {
				return nil, err
			}
			p.Quoted = &asShown([]models.PostShown{quoted})[0]
		}
		return p, nil
	})
}

// submit posts what was written, or shows whom it would reach, as the button says.
func (v *visit) submit() error {
	d := v.draft()
	if err := v.takeFiles(&d); err != nil {
		if again(err) || fault.Is(err, fault.TooLarge) {
			return v.showComposer(fault.Status(err), d, 0, frontend.ProblemOf(err), false)
		}
		return err
	}
	if v.form(frontend.FieldDo) == "preview" {
		if err := v.Door.Pace(v.gin.Writer, door.Previews, v.me().String()); err != nil {
			return err
		}
		return v.showComposer(http.StatusOK, d, 0, frontend.Problem{}, true)
	}
	nudges, err := v.nudges(d)
	if len(nudges) > 0 {
		d.Nudges, d.Nudged = nudges, true
		return v.showComposer(http.StatusOK, d, 0, frontend.Problem{}, false)
	}
	if err == nil {
		err = v.learn(wordsOf(d))
	}
	var made models.Post
	if err == nil {
		err = v.write(func(tx *store.Tx) error {
			ask, err := v.ask(tx, d)
			if err == nil {
				made, err = conversations.Post(tx, v.Site, ask)
			}
			return err
		})
	}
	switch {
	case again(err):
		return v.showComposer(fault.Status(err), d, 0, frontend.ProblemOf(err), false)
	case err != nil:
		return err
	case v.form(frontend.FieldBack) != "":
		return v.back("flash.posted")
	}
	return v.done(v.pageOf(made), "flash.posted")
}

// wordsOf are all words that a draft may name somebody in.
func wordsOf(d frontend.Draft) string {
	words := d.Text
	for _, t := range d.Parts {
		words += "\n" + t
	}
	return words
}

// pageOf is the page of one's own post.
func (v *visit) pageOf(p models.Post) string {
	return frontend.PathPost.With(string(v.who.Handle), p.ID.String())
}

// learn looks up on the network whom a text names and who is not known here yet. Nobody found is a name left as text.
func (v *visit) learn(text string) error {
	if strings.Count(text, "@") < 2 { // an address elsewhere has two
		return nil
	}
	var unknown []string
	err := v.read(func(tx *store.Tx) (err error) {
		unknown, err = conversations.Strangers(tx, v.Site, text)
		return err
	})
	for _, address := range unknown {
		if err != nil {
			return err
		}
		if _, missed := v.Resolve.Handle(v.ctx(), address); fault.Is(missed, fault.Internal) || fault.Is(missed, fault.TooMany) {
			err = missed
		}
	}
	return err
}

// mine is one of the viewer's own posts; others' are answered as if it were not there.
func (v *visit) mine(tx *store.Tx) (models.Post, error) {
	id, err := v.target()
	if err != nil {
		return models.Post{}, err
	}
	p, err := tx.VisiblePost(v.me(), id)
	if err == nil && (p.AuthorID != v.me() || !p.Local) {
		err = fault.New(fault.Forbidden, "web.mine", "Only its author can change a post.")
	}
	return p, err
}

// editForm is the composer with a post of the viewer's in it.
func (v *visit) editForm() error {
	var p models.PostView
	var have []models.Media
	err := v.read(func(tx *store.Tx) error {
		own, err := v.mine(tx)
		if err != nil {
			return err
		}
		if p, err = tx.PostView(own.ID); err == nil {
			have, err = tx.MediaOf(p.ID)
		}
		return err
	})
	if err != nil {
		return err
	}
	d := draftOf(p.Post)
	kindOf(&d, p.Post, p.Details)
	d.Files = have
	return v.showComposer(http.StatusOK, d, p.ID, frontend.Problem{}, false)
}

func draftOf(p models.Post) frontend.Draft {
	d := frontend.Draft{Text: p.Source, Title: p.Title, Warning: p.Summary, Language: p.Language, Audience: p.Audience, Distance: distanceWord(p.Distance), Label: p.Label}
	kindOf(&d, p, nil)
	if p.ParentID != nil {
		d.Reply = *p.ParentID
	}
	if p.CommunityID != nil {
		d.Community = *p.CommunityID
	}
	return d
}

// submitEdit saves a change, or shows whom the post would reach with it. Its distance stays as it was settled unless
// another one was chosen.
func (v *visit) submitEdit() error {
	d := v.draft()
	var was models.Post
	err := v.read(func(tx *store.Tx) (err error) {
		was, err = v.mine(tx)
		return err
	})
	if err != nil {
		return err
	}
	before := draftOf(was)
	d.Reply, d.Community, d.Kind = before.Reply, before.Community, before.Kind
	v.draftKind(&d)
	if err := v.takeFiles(&d); err != nil {
		if again(err) || fault.Is(err, fault.TooLarge) {
			return v.showComposer(fault.Status(err), d, was.ID, frontend.ProblemOf(err), false)
		}
		return err
	}
	if v.form(frontend.FieldDo) == "preview" {
		if err := v.Door.Pace(v.gin.Writer, door.Previews, v.me().String()); err != nil {
			return err
		}
		return v.showComposer(http.StatusOK, d, was.ID, frontend.Problem{}, true)
	}
	if err = v.learn(wordsOf(d)); err == nil {
		have := fileIDs(d)
		c := conversations.Change{Files: &have, Words: fileWords(d), Described: v.Settings.DescribeMedia, Text: &d.Text, Title: &d.Title, Summary: &d.Warning, Language: &d.Language}
		if d.Parts != nil {
			c.Parts, c.Text = &d.Parts, nil
		}
		switch d.Kind {
		case models.EventPost:
			c.Event = eventAsk(d.Event)
		case models.PageDoc:
			c.Link = &d.Link
		}
		if d.Audience != before.Audience {
			c.Audience = &d.Audience
		}
		if d.Label != before.Label {
			c.Label = &d.Label
		}
		if d.Distance != before.Distance {
			c.Where = &d.Distance
		}
		err = v.write(func(tx *store.Tx) error {
			_, err := conversations.Edit(tx, v.Site, v.who.Actor, was.ID, c)
			return err
		})
	}
	switch {
	case again(err):
		return v.showComposer(fault.Status(err), d, was.ID, frontend.ProblemOf(err), false)
	case err != nil:
		return err
	}
	return v.done(v.pageOf(was), "flash.edited")
}
