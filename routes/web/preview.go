package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"guildhall/fault"
	"guildhall/federation/outbound"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/phrases"
	"guildhall/routes/door"
	"guildhall/services/conversations"
	"guildhall/store"
)

// preview says whom a draft would reach and what the boundary would do (boundary.md, law 11): for our own script as the
// piece of page to put in place, for programs as JSON. It asks nobody elsewhere and writes nothing.
func (v *visit) preview() error {
	if err := v.Door.Pace(v.gin.Writer, door.Previews, v.me().String()); err != nil {
		return err
	}
	d, editing, err := v.previewed()
	if err != nil {
		return err
	}
	var f frontend.Foresight
	var shell frontend.Shell
	err = v.read(func(tx *store.Tx) error {
		if editing != 0 {
			own, err := tx.VisiblePost(v.me(), editing)
			if err != nil {
				return err
			}
			before := draftOf(own)
			d.Reply, d.Community, d.Kind = before.Reply, before.Community, before.Kind
		}
		if f, err = v.foresee(tx, d, editing); err != nil {
			return err
		}
		shell, err = v.shell(tx)
		return err
	})
	if err != nil {
		return err
	}
	if strings.Contains(v.gin.GetHeader("Accept"), "text/html") {
		if err := frontend.RenderPart(v.ctx(), v.gin.Writer, http.StatusOK, shell, f); err != nil {
			v.Log.Debug("a preview was not written", "err", err)
		}
		return nil
	}
	if f.In == nil {
		f.In = []frontend.Destination{}
	}
	if f.Out == nil {
		f.Out = []frontend.Destination{}
	}
	v.json(http.StatusOK, f)
	return nil
}

// previewed reads the draft that is asked about, as a form or as JSON with the same names.
func (v *visit) previewed() (frontend.Draft, models.ID, error) {
	if !strings.HasPrefix(v.gin.GetHeader("Content-Type"), "application/json") {
		return v.draft(), models.ParseID(v.form(frontend.FieldEdit)), nil
	}
	var in struct {
		Text, Title, Warning, Language, Audience, Distance, Community, Reply, Quote, Edit, Label, Kind, Link string
		Parts                                                                                                map[string]string
		Event                                                                                                frontend.DraftEvent
	}
	if err := json.NewDecoder(v.gin.Request.Body).Decode(&in); err != nil {
		return frontend.Draft{}, 0, fault.New(fault.Malformed, "web.preview", "The body is not the JSON that is read here: an object of texts.").Because(err)
	}
	return frontend.Draft{Kind: models.PostKind(in.Kind), Parts: in.Parts, Event: in.Event, Link: in.Link, Text: in.Text, Title: in.Title, Warning: in.Warning, Language: in.Language, Audience: models.Audience(in.Audience),
		Distance: in.Distance, Community: models.ParseID(in.Community), Reply: models.ParseID(in.Reply), Quote: models.ParseID(in.Quote), Label: in.Label}, models.ParseID(in.Edit), nil
}

// foresee asks what would become of a draft, in the same way as posting settles and publishing judges it. A draft that
// cannot be posted like this is an answer too.
func (v *visit) foresee(tx *store.Tx, d frontend.Draft, editing models.ID) (frontend.Foresight, error) {
	shell := frontend.Shell{Site: v.Site, Organisation: v.Settings.Name, Lang: lang}
	ask, err := v.ask(tx, d)
	if err == nil && editing != 0 {
		ask.Where, err = v.whereNow(tx, d, editing)
	}
	var s conversations.Settled
	if err == nil {
		s, err = conversations.Settle(tx, v.Site, ask)
	}
	if err != nil {
		if !again(err) && !fault.Is(err, fault.Missing) {
			return frontend.Foresight{}, err
		}
		f := frontend.Foretell(shell, d.Audience, d.Distance, nil, nil)
		f.Sentence, f.Blocked = fault.Say(err), true
		return f, nil
	}
	view, err := conversations.Imagine(tx, ask, s)
	if err != nil {
		return frontend.Foresight{}, err
	}
	in, out, told, err := v.destinations(tx, view, s)
	f := frontend.Foretell(shell, s.Audience, distanceWord(s.Distance), in, out).Ruled(shell, told)
	if editing != 0 && !f.Blocked {
		f.Button = phrases.For(lang).T("gate.do.edit")
	}
	f.In, f.Out = few(f.In), few(f.Out)
	return f, err
}

// mostTold is how many destinations are named; the sentence counts all of them.
const mostTold = 20

func few(list []frontend.Destination) []frontend.Destination {
	if len(list) <= mostTold {
		return list
	}
	rest := phrases.For(lang).T("gate.more", len(list)-mostTold+1)
	return append(list[:mostTold-1:mostTold-1], frontend.Destination{Kind: frontend.World, Name: rest})
}

// whereNow is the distance that an edit asks for: as the post has it, unless another one is chosen.
func (v *visit) whereNow(tx *store.Tx, d frontend.Draft, editing models.ID) (string, error) {
	p, err := tx.VisiblePost(v.me(), editing)
	if err == nil && p.AuthorID != v.me() {
		err = nothing()
	}
	if err == nil && distanceWord(p.Distance) == d.Distance {
		return p.Distance.String(), nil
	}
	return d.Distance, err
}

// destinations puts a forecast into what people know: organisations by name, and people where they are named.
func (v *visit) destinations(tx *store.Tx, view *models.PostView, s conversations.Settled) (in, out []frontend.Destination, told frontend.Boundary, err error) {
	if s.Audience == models.Self {
		return nil, nil, told, nil
	}
	f, err := v.Out.Foresee(tx, view)
	if err != nil {
		return nil, nil, told, err
	}
	told = boundaryWords(f)
	names, err := partners(tx)
	if err != nil {
		return nil, nil, told, err
	}
	if s.Audience == models.Named {
		in, out = persons(s.People, f)
	} else {
		in, out, err = v.organisations(tx, s, f, names)
	}
	for _, left := range s.Left {
		d := frontend.Destination{Kind: frontend.World, Name: left.String(), Why: phrases.For(lang).T("gate.left")}
		if left.Domain == "" {
			d.Kind = frontend.In
		}
		out = append(out, d)
	}
	return in, out, told, err
}

// boundaryWords are what rules would do with the post, each sentence once: hold it somewhere, change its copy, keep it from
// visitors.
func boundaryWords(f outbound.Forecast) (b frontend.Boundary) {
	once := func(list *[]string, s string) {
		if s != "" && !slices.Contains(*list, s) {
			*list = append(*list, s)
		}
	}
	all := slices.Concat(f.In, f.Out)
	if f.Visitors != nil {
		all = append(all, *f.Visitors)
		b.NoVisitors = f.Visitors.Why
	}
	for _, d := range all {
		if d.Held {
			once(&b.Holds, d.Why)
		}
		for _, why := range d.Changed {
			once(&b.Changes, why)
		}
	}
	return b
}

// organisations are where a post for many goes: ours first. A partner that nobody of follows the author is not sent
// the post, and may read it all the same.
func (v *visit) organisations(tx *store.Tx, s conversations.Settled, f outbound.Forecast, names map[models.Host]string) (in, out []frontend.Destination, err error) {
	inside := f.Inside
	if inside < 0 {
		all, err := tx.CountAccounts()
		if err != nil {
			return nil, nil, err
		}
		inside = max(0, int(all)-1)
	}
	in = append(in, frontend.Destination{Kind: frontend.In, Name: v.Settings.Name, Count: inside})
	place := func(d outbound.Destination) frontend.Destination {
		name := names[d.Host]
		if name == "" {
			name = string(d.Host)
		}
		return frontend.Destination{Kind: frontend.OriginOf(d.Standing), Name: name, Why: d.Why}
	}
	var told []models.Host
	for _, d := range f.In {
		in, told = append(in, place(d)), append(told, d.Host)
	}
	for _, d := range f.Out {
		out, told = append(out, place(d)), append(told, d.Host)
	}
	if s.Audience != models.Everyone {
		return in, out, nil
	}
	for _, h := range s.Distance.Hosts {
		if _, still := names[h]; still && !slices.Contains(told, h) {
			in = append(in, place(outbound.Destination{Host: h, Standing: models.Partner}))
		}
	}
	return in, out, nil
}

// persons are where a post for those named goes.
func persons(named []models.Actor, f outbound.Forecast) (in, out []frontend.Destination) {
	for _, a := range named {
		d := frontend.Destination{Kind: frontend.In, Name: a.DisplayName()}
		if a.Local {
			in = append(in, d)
			continue
		}
		d.Name += " " + a.Address()
		same := func(at outbound.Destination) bool { return at.Host == a.Host }
		if i := slices.IndexFunc(f.In, same); i >= 0 {
			d.Kind = frontend.OriginOf(f.In[i].Standing)
			in = append(in, d)
		} else if i := slices.IndexFunc(f.Out, same); i >= 0 {
			d.Kind, d.Why = frontend.OriginOf(f.Out[i].Standing), f.Out[i].Why
			out = append(out, d)
		} else {
			d.Kind, d.Why = frontend.World, phrases.For(lang).T("gate.left")
			out = append(out, d)
		}
	}
	return in, out
}
