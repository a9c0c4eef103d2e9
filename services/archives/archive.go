package archives

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"

	"guildhall/blobs"
	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/store"
)

// page is how much is read at a time: what a page of the store holds at most.
const page = 80

// public is everybody in addressing.
const public = "https://www.w3.org/ns/activitystreams#Public"

const stream = "https://www.w3.org/ns/activitystreams"

// Made says what went into an archive.
type Made struct {
	Posts     int `json:"posts"`
	Boosts    int `json:"boosts"`
	Likes     int `json:"likes"`
	Following int `json:"following"`
	Followers int `json:"followers"`
	Blocks    int `json:"blocks"`
	Files     int `json:"files"`
	Lost      int `json:"lost_files"` // files whose bytes are not there any more
}

// Source is where an archive is read.
type Source struct {
	Store *store.Store
	Blobs blobs.Blobs
	Room  string // of blobs, where the files of posts lie
}

// Told records that somebody with a duty has an archive of a person made. It is called before anything is written.
func Told(tx *store.Tx, by, whose models.Actor, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return fault.New(fault.Invalid, "archives.Told", "Say why: an archive holds private letters, and the record keeps the reason.")
	}
	return ledger.Act(tx, by, models.Act{Verb: "account.exported", About: whose.ID, What: whose.Address(), Before: "here", After: "here, and in an archive", Reason: reason})
}

// writer is an archive that is being written.
type writer struct {
	Source
	ctx  context.Context
	who  models.Actor
	zip  *zip.Writer
	at   time.Time
	made Made
}

// Write writes all that is a person's own.
func Write(ctx context.Context, from Source, who models.Actor, out io.Writer) (Made, error) {
	w := &writer{Source: from, ctx: ctx, who: who, zip: zip.NewWriter(out)}
	if err := from.Store.Read(ctx, func(tx *store.Tx) error { w.at = tx.Now().Go(); return nil }); err != nil {
		return w.made, err
	}
	for _, part := range []func() error{w.actor, w.outbox, w.likes, w.following, w.followers, w.blocks, w.files, w.zip.Close} {
		if err := part(); err != nil {
			return w.made, failed(err)
		}
	}
	return w.made, nil
}

func failed(err error) error {
	if fault.Is(err, fault.Internal) {
		return fault.New(fault.Internal, "archives.Write", "The archive could not be written to its end. Look for room on the disk, and make it again.").Because(err)
	}
	return err
}

// part begins one file of the archive.
func (w *writer) part(name string, method uint16) (io.Writer, error) {
	return w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: w.at})
}

// each reads page after page, until there is none: next gives the cursor of the last, 0 at the end.
func (w *writer) each(next func(*store.Tx, store.Page) (models.ID, error)) error {
	for p := (store.Page{Limit: page}); ; {
		var last models.ID
		err := w.Store.Read(w.ctx, func(tx *store.Tx) (err error) {
			last, err = next(tx, p)
			return err
		})
		if err != nil || last == 0 {
			return err
		}
		p.MaxID = last
	}
}

// actor writes who the person is, as others read it.
func (w *writer) actor() error {
	out, err := w.part("actor.json", zip.Deflate)
	if err != nil {
		return err
	}
	fields := []object{}
	for _, f := range w.who.Fields {
		fields = append(fields, object{"type": "PropertyValue", "name": f.Name, "value": f.Value})
	}
	return encode(out, object{"@context": []any{stream, object{"schema": "http://schema.org#", "PropertyValue": "schema:PropertyValue", "value": "schema:value"}},
		"id": w.who.IRI, "type": "Person", "preferredUsername": w.who.Handle, "name": w.who.Name, "summary": w.who.Summary, "url": w.who.URL,
		"published": when(w.who.Published), "attachment": fields, "alsoKnownAs": w.who.AlsoKnownAs, "outbox": "outbox.json", "liked": "likes.json"})
}

// outbox writes what the person wrote and passed on.
func (w *writer) outbox() error {
	list, err := w.list("outbox.json")
	if err != nil {
		return err
	}
	err = w.posts(func(v *models.PostView) error {
		w.made.Posts++
		return list.add(w.create(v))
	})
	if err != nil {
		return err
	}
	err = w.each(func(tx *store.Tx, p store.Page) (last models.ID, err error) {
		rows, err := tx.BoostsBy(w.who.ID, p)
		for _, b := range rows {
			if last = b.ID; err != nil {
				break
			}
			var post models.Post
			if post, err = tx.VisiblePost(w.who.ID, b.PostID); fault.Is(err, fault.Missing) {
				err = nil
				continue
			}
			if err == nil {
				w.made.Boosts++
				err = list.add(object{"id": b.IRI, "type": "Announce", "actor": w.who.IRI, "object": post.IRI})
			}
		}
		return last, err
	})
	if err != nil {
		return err
	}
	return list.end()
}

// posts goes through what the person wrote, newest first.
func (w *writer) posts(visit func(*models.PostView) error) error {
	all := []models.Audience{models.Self, models.Named, models.Followers, models.Members, models.Everyone}
	return w.each(func(tx *store.Tx, p store.Page) (models.ID, error) {
		rows, err := tx.PostsBy(w.who.ID, all, p)
		if err != nil || len(rows) == 0 {
			return 0, err
		}
		ids := make([]models.ID, len(rows))
		for i, r := range rows {
			ids[i] = r.ID
		}
		views, err := tx.PostViews(ids)
		for i := 0; i < len(views) && err == nil; i++ {
			err = visit(&views[i])
		}
		return ids[len(ids)-1], err
	})
}

// create is the activity that made a post.
func (w *writer) create(v *models.PostView) object {
	to, cc := w.addressed(v)
	tags, files := []object{}, []object{}
	for _, t := range v.Tags {
		tags = append(tags, object{"type": "Hashtag", "name": "#" + t})
	}
	for i := range v.People {
		if p := &v.People[i]; p.Mention {
			tags = append(tags, object{"type": "Mention", "href": p.IRI, "name": p.Address()})
		}
	}
	for i := range v.Media {
		if m := &v.Media[i]; m.Local() {
			files = append(files, object{"type": "Document", "mediaType": m.Type, "url": nameOf(m), "name": m.Alt})
		}
	}
	note := object{"id": v.IRI, "type": typeOf(v.Kind), "attributedTo": w.who.IRI, "to": to, "cc": cc, "published": when(v.Published), "url": v.URL,
		"content": v.Content, "sensitive": v.Sensitive, "tag": tags, "attachment": files}
	for key, text := range map[string]string{"name": v.Title, "summary": v.Summary, "inReplyTo": string(v.ReplyTo)} {
		if text != "" {
			note[key] = text
		}
	}
	if v.Source != "" {
		note["source"] = object{"content": v.Source, "mediaType": "text/markdown"}
	}
	if v.Edited != 0 {
		note["updated"] = when(v.Edited)
	}
	beside(note, v)
	return object{"id": string(v.IRI) + "#create", "type": "Create", "actor": w.who.IRI, "published": when(v.Published), "to": to, "cc": cc, "object": note}
}

// typeOf is the nearest type of the vocabulary for a kind of post; what it has none for is a Note, and its kind stands beside it.
func typeOf(k models.PostKind) string {
	switch k {
	case models.Article:
		return "Article"
	case models.PageDoc:
		return "Page"
	case models.PollPost:
		return "Question"
	case models.EventPost:
		return "Event"
	}
	return "Note"
}

// beside adds what a post tells beside its text: when and where, what a link leads to, what a poll lets choose, which answer was accepted.
func beside(note object, v *models.PostView) {
	if d := v.Details; d != nil {
		for key, t := range map[string]models.Time{"startTime": d.Starts, "endTime": d.Ends} {
			if t != 0 {
				note[key] = d.At(t).Format(time.RFC3339)
			}
		}
		where := []object{}
		if d.Place != "" {
			where = append(where, object{"type": "Place", "name": d.Place})
		}
		if d.Online != "" {
			where = append(where, object{"type": "VirtualLocation", "url": d.Online})
		}
		if len(where) > 0 {
			note["location"] = where
		}
		for key, text := range map[string]string{"timezone": d.Zone, "status": d.Status} {
			if text != "" {
				note[key] = text
			}
		}
		if d.Link != "" {
			note["attachment"] = append(note["attachment"].([]object), object{"type": "Link", "href": d.Link})
		}
	}
	if p := v.Poll; p != nil {
		options := []object{}
		for _, o := range p.Options {
			options = append(options, object{"type": "Note", "name": o.Name, "replies": object{"type": "Collection", "totalItems": o.Votes}})
		}
		note[map[bool]string{false: "oneOf", true: "anyOf"}[p.Multiple]] = options
		if p.Closes != 0 {
			note["endTime"] = when(p.Closes)
		}
	}
	if v.Kind.Told() {
		note["postKind"] = v.Kind
	}
	if v.Answer != nil {
		note["acceptedAnswer"] = v.Answer.IRI
	}
}

// addressed says for whom a post is.
func (w *writer) addressed(v *models.PostView) (to, cc []models.IRI) {
	to, cc = []models.IRI{}, []models.IRI{}
	switch v.Audience {
	case models.Everyone:
		if v.Distance.World {
			to = append(to, public)
		}
		cc = append(cc, w.who.FollowersIRI)
	case models.Followers:
		to = append(to, w.who.FollowersIRI)
	}
	if v.Community != nil {
		cc = append(cc, v.Community.IRI)
	}
	for _, p := range v.People {
		cc = append(cc, p.IRI)
	}
	return to, cc
}

// likes writes the ids of what the person liked and may still read.
func (w *writer) likes() error {
	list, err := w.list("likes.json")
	if err != nil {
		return err
	}
	err = w.each(func(tx *store.Tx, p store.Page) (last models.ID, err error) {
		posts, err := tx.FavouredBy(w.who.ID, p)
		for i := 0; i < len(posts) && err == nil; i++ {
			w.made.Likes++
			last, err = posts[i].ID, list.add(posts[i].IRI)
		}
		return last, err
	})
	if err != nil {
		return err
	}
	return list.end()
}

func (w *writer) following() error {
	return w.table("following_accounts.csv", []string{"Account address", "Show boosts", "Notify on new posts", "Languages"}, func(tx *store.Tx, p store.Page, put func(...string)) (last models.ID, err error) {
		rows, err := tx.FollowedBy(w.who.ID, w.who.ID, p)
		for _, r := range rows {
			w.made.Following++
			put(address(r.Actor), "true", "false", "")
			last = r.ID
		}
		return last, err
	})
}

func (w *writer) followers() error {
	return w.table("followers.csv", []string{"Account address"}, func(tx *store.Tx, p store.Page, put func(...string)) (last models.ID, err error) {
		rows, err := tx.FollowersOf(w.who.ID, w.who.ID, p)
		for _, r := range rows {
			w.made.Followers++
			put(address(r.Actor))
			last = r.ID
		}
		return last, err
	})
}

func (w *writer) blocks() error {
	return w.table("blocked_accounts.csv", nil, func(tx *store.Tx, p store.Page, put func(...string)) (last models.ID, err error) {
		actors, rows, err := tx.BlockedBy(w.who.ID, p)
		for _, a := range actors {
			w.made.Blocks++
			put(address(a))
		}
		if len(rows) > 0 {
			last = rows[len(rows)-1].ID
		}
		return last, err
	})
}

// table writes a list as CSV.
func (w *writer) table(name string, head []string, next func(*store.Tx, store.Page, func(...string)) (models.ID, error)) error {
	out, err := w.part(name, zip.Deflate)
	if err != nil {
		return err
	}
	rows := csv.NewWriter(out)
	put := func(cells ...string) { _ = rows.Write(cells) } // a failure is kept, and told by Error
	if head != nil {
		put(head...)
	}
	if err := w.each(func(tx *store.Tx, p store.Page) (models.ID, error) { return next(tx, p, put) }); err != nil {
		return err
	}
	rows.Flush()
	return rows.Error()
}

// files writes the bytes of what the person showed in posts.
func (w *writer) files() error {
	return w.posts(func(v *models.PostView) error {
		for i := range v.Media {
			if err := w.file(&v.Media[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *writer) file(m *models.Media) error {
	if !m.Local() {
		return nil
	}
	from, err := w.Blobs.Open(w.ctx, w.Room+"/"+m.Slug)
	if fault.Is(err, fault.Missing) {
		w.made.Lost++
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	out, err := w.part(nameOf(m), zip.Store)
	if err == nil {
		_, err = io.Copy(out, from)
	}
	w.made.Files++
	return err
}

// endings are those of the files that we take, by media type; what is not in it goes without.
var endings = map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "video/mp4": ".mp4", "video/webm": ".webm",
	"audio/mpeg": ".mp3", "audio/ogg": ".ogg", "application/pdf": ".pdf", "text/plain": ".txt"}

func nameOf(m *models.Media) string { return "files/" + m.Slug + endings[m.Type] }

// address is how lists of others write an actor.
func address(a models.Actor) string { return strings.TrimPrefix(a.Address(), "@") }

func when(t models.Time) string { return t.Go().Format(time.RFC3339) }

// object is one thing in JSON.
type object map[string]any

func encode(out io.Writer, v any) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// list is a collection that is written item by item.
type list struct {
	out io.Writer
	n   int
}

func (w *writer) list(name string) (*list, error) {
	out, err := w.part(name, zip.Deflate)
	if err == nil {
		_, err = io.WriteString(out, `{"@context":"`+stream+`","id":"`+name+`","type":"OrderedCollection","orderedItems":[`)
	}
	return &list{out: out}, err
}

func (l *list) add(v any) error {
	if l.n++; l.n > 1 {
		if _, err := io.WriteString(l.out, ","); err != nil {
			return err
		}
	}
	return encode(l.out, v)
}

func (l *list) end() error {
	_, err := io.WriteString(l.out, `],"totalItems":`+strconv.Itoa(l.n)+"}\n")
	return err
}
