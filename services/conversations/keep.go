package conversations

import (
	"cmp"
	"time"

	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/prose"
	"guildhall/store"
)

// justNow is how old a post is at most that takes its place by arrival; an older one takes that of its date.
const justNow = 10 * time.Minute

// Keep stores a post of another server that somebody refers to, and tells nobody of it: it waits to be read. The post
// comes with its author's ID; people and tags are what it names. Content is cleaned here, and the post takes its place in
// its thread. A parent of ours cuts its reach, and one that its author may not read is treated as if it did not exist
// (boundary.md, laws 3 and 5). A post that is here already is given as it is, also a tombstone.
func Keep(tx *store.Tx, p models.Post, people []models.PostPerson, tags []string) (models.Post, error) {
	p, _, err := keep(tx, p, people, tags)
	return p, err
}

// Arrive is Keep for a post that its author sent us: it comes into home streams, and those whom it names are told. Told
// twice it is one post; one that is here because somebody referred to it a moment ago comes to them all the same.
func Arrive(tx *store.Tx, p models.Post, people []models.PostPerson, tags []string) (models.Post, error) {
	p, kept, err := keep(tx, p, people, tags)
	if err == nil && kept == nil && p.Deleted == 0 && p.Published > tx.Now()-models.Time(justNow.Milliseconds()) {
		view, err := tx.PostView(p.ID)
		if err != nil {
			return p, err
		}
		kept = []models.PostPerson{}
		for _, a := range view.People {
			kept = append(kept, models.PostPerson{ActorID: a.ID, Mention: a.Mention})
		}
	}
	if err != nil || kept == nil {
		return p, err
	}
	author, err := tx.ActorByID(p.AuthorID)
	if err != nil {
		return p, err
	}
	return p, bringRows(tx, p, author, kept, len(tags) > 0)
}

// keep stores a post and gives the people whom it names as stored; nil for a post that was here.
func keep(tx *store.Tx, p models.Post, people []models.PostPerson, tags []string) (models.Post, []models.PostPerson, error) {
	author, err := sender(tx, p)
	if err != nil {
		return p, nil, err
	}
	old, err := tx.PostByIRI(p.IRI)
	switch {
	case err == nil && old.AuthorID != p.AuthorID:
		return old, nil, fault.New(fault.Forbidden, "conversations.Keep", "Only its author can change a post.")
	case err == nil || !fault.Is(err, fault.Missing):
		return old, nil, err
	}
	p.Local, p.Source, p.Once, p.Deleted, p.Version = false, "", nil, 0, 1
	p.Content = prose.Clean(p.Content)
	if p.Published == 0 || p.Published > tx.Now() {
		p.Published = tx.Now()
	}
	if p.ReplyTo != "" {
		if parent, err := tx.PostByIRI(p.ReplyTo); err == nil {
			if err := shut(tx, "conversations.Keep", author, parent.ThreadID); err != nil {
				return p, nil, err
			}
		} else if !fault.Is(err, fault.Missing) {
			return p, nil, err
		}
	}
	p.ID = tx.IDAt(p.Published)
	if p.Published > tx.Now()-models.Time(justNow.Milliseconds()) {
		p.ID = tx.NewID()
	}
	p.ThreadID = p.ID
	if people, err = under(tx, &p, author, people); err != nil {
		return p, nil, err
	}
	if err := arriving(tx, &p, author); err != nil {
		return p, nil, err
	}
	if people == nil {
		people = []models.PostPerson{}
	}
	return p, people, tx.AddPost(&p, people, fold(tags))
}

// Revise stores a newer version of a post, as its author sent it; an older one changes nothing, and one that is not here
// is Missing. Whoever is named anew is told.
func Revise(tx *store.Tx, p models.Post, people []models.PostPerson, tags []string) (models.Post, error) {
	const op = "conversations.Revise"
	author, err := sender(tx, p)
	if err != nil {
		return p, err
	}
	old, err := tx.PostByIRI(p.IRI)
	switch {
	case err != nil:
		return p, err
	case old.AuthorID != p.AuthorID:
		return old, fault.New(fault.Forbidden, op, "Only its author can change a post.")
	case old.Deleted != 0 || !newer(p, old):
		return old, nil
	}
	before, err := tx.PostView(old.ID)
	if err == nil {
		err = tx.AddVersion(before)
	}
	if err != nil {
		return old, err
	}
	p.ID, p.Local, p.Source, p.Once = old.ID, false, "", nil
	p.Published, p.Version, p.Deleted, p.CommunityID = old.Published, old.Version+1, 0, old.CommunityID
	p.ParentID, p.ThreadID, p.ReplyTo = nil, old.ThreadID, old.ReplyTo
	p.AnswerID, p.SynthesisID, p.Locked, p.Folded = old.AnswerID, old.SynthesisID, old.Locked, old.Folded
	p.Context = cmp.Or(p.Context, old.Context)
	p.Content = prose.Clean(p.Content)
	if p.Edited == 0 {
		p.Edited = tx.Now()
	}
	if people, err = under(tx, &p, author, people); err != nil {
		return p, err
	}
	p.ParentID, p.ThreadID = old.ParentID, old.ThreadID
	if err := tx.SavePost(&p, people, fold(tags)); err != nil {
		return p, err
	}
	known := map[models.ID]bool{}
	for _, a := range before.People {
		known[a.ID] = true
	}
	if err := tellQuoters(tx, p, author); err != nil {
		return p, err
	}
	fresh := make([]models.PostPerson, 0, len(people))
	for _, a := range people {
		if !known[a.ActorID] {
			fresh = append(fresh, a)
		}
	}
	return p, bringRows(tx, p, author, fresh, len(tags) > 0)
}

// sender finds the author, who lives where the post does.
func sender(tx *store.Tx, p models.Post) (models.Actor, error) {
	author, err := tx.ActorByID(p.AuthorID)
	if err == nil && (author.Local || p.IRI == "" || p.IRI.Host() != author.Host) {
		return author, fault.New(fault.Forbidden, "conversations.Keep", "A server can only tell what its own people wrote.")
	}
	return author, err
}

// bringRows is bring for people given as rows.
func bringRows(tx *store.Tx, p models.Post, author models.Actor, people []models.PostPerson, tagged bool) error {
	ids := make([]models.ID, len(people))
	for i, a := range people {
		ids[i] = a.ActorID
	}
	found, err := tx.Actors(ids)
	if err != nil {
		return err
	}
	var actors []models.Actor
	for _, id := range ids {
		if a, ok := found[id]; ok {
			actors = append(actors, a)
		}
	}
	return bring(tx, p, author, actors, tagged)
}

// newer tells whether a version that came is another than the one here, and not an older one. One that tells no time of its own, or the
// second in which it was written, is newer when its words changed, or when it is for fewer than before.
func newer(p, old models.Post) bool {
	if p.Edited != 0 {
		return p.Edited > old.Edited
	}
	if width[p.Audience] < width[old.Audience] || old.Distance.Cut(p.Distance).String() != old.Distance.String() || p.Label != old.Label && policy.Strictest(old.Label, p.Label) == p.Label {
		return true
	}
	return prose.Clean(p.Content) != old.Content || p.Title != old.Title || p.Summary != old.Summary || p.Sensitive != old.Sensitive
}

// under finds the parent and cuts reach and people by it.
func under(tx *store.Tx, p *models.Post, author models.Actor, people []models.PostPerson) ([]models.PostPerson, error) {
	p.ParentID = nil
	if p.ReplyTo == "" {
		return people, nil
	}
	parent, err := tx.PostByIRI(p.ReplyTo)
	if err != nil {
		return people, orMissing(err)
	}
	if parent.Local {
		may, err := tx.MayRead(author.ID, parent.ID)
		if err != nil {
			return nil, err
		}
		if !may || !parent.Distance.Holds(author.Host) {
			p.ReplyTo = ""
			return people, nil
		}
		if d := p.Distance.Cut(parent.Distance); !d.IsInside() || p.Distance.IsInside() {
			p.Distance = d
		} else { // its author has it in any case
			p.Distance = models.Within(author.Host)
		}
	}
	p.ParentID, p.ThreadID, p.Context = &parent.ID, parent.ThreadID, cmp.Or(parent.Context, p.Context)
	if parent.Audience == models.Everyone || p.Audience == models.Named {
		return people, nil
	}
	if parent.AuthorID == author.ID && parent.Audience == models.Followers && p.Audience == models.Followers {
		return people, nil
	}
	p.Audience = models.Named
	return readersAmong(tx, parent, people)
}

// readersAmong keeps the parent's author and those who may read the parent, and adds the former.
func readersAmong(tx *store.Tx, parent models.Post, people []models.PostPerson) ([]models.PostPerson, error) {
	out := []models.PostPerson{{ActorID: parent.AuthorID, Mention: true}}
	for _, a := range people {
		if a.ActorID == parent.AuthorID {
			continue
		}
		may, err := tx.MayRead(a.ActorID, parent.ID)
		if err != nil {
			return nil, err
		}
		if may {
			out = append(out, a)
		}
	}
	return out, nil
}

// Withdraw turns a post of another server into a tombstone, as its author told us. One that is not here is no fault.
func Withdraw(tx *store.Tx, by models.Actor, iri models.IRI) error {
	p, err := tx.PostByIRI(iri)
	if err != nil {
		return orMissing(err)
	}
	if p.AuthorID != by.ID || p.Local {
		return fault.New(fault.Forbidden, "conversations.Withdraw", "Only its author can delete a post.")
	}
	if p.Deleted != 0 {
		return nil
	}
	if err := tx.RemoveReactionsTo(p.ID); err != nil {
		return err
	}
	if err := tx.EmptyPost(p.ID); err != nil {
		return err
	}
	return ledger.ForgetPost(tx, p.IRI)
}

func orMissing(err error) error {
	if fault.Is(err, fault.Missing) {
		return nil
	}
	return err
}

func fold(tags []string) []string {
	out := make([]string, 0, min(len(tags), prose.MostTags))
	for _, t := range tags {
		if t = prose.FoldTag(t); t != "" && len(out) < prose.MostTags {
			out = append(out, t)
		}
	}
	return out
}
