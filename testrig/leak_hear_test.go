package testrig_test

import (
	"fmt"
	"net/http"
	"strings"

	"guildhall/models"
	"guildhall/store"
	"guildhall/testrig/maysee"
)

// hears lets a scripted server write to somebody: a new post, an answer, an edit or the end of one.
func (l *leak) hears() []*written {
	by := l.people[3*len(l.orgs)+l.dice.IntN(len(l.peers))]
	if p := l.recent(func(p *written) bool { return p.by == by && !p.law.Deleted }); p != nil && l.dice.IntN(4) == 0 {
		return l.hearsAgain(p)
	}
	text, _ := l.text()
	v := maysee.Version{Audience: pick(l, []maysee.Audience{maysee.Named, maysee.Followers, maysee.Everyone}), Distance: maysee.Distance{World: true}, Settled: l.law.Now}
	to, in := l.ours(), l.openTo(by)
	if in != nil {
		v.Audience, to = maysee.Everyone, pick(l, l.peopleOf(string(in.law.Host)))
	}
	v.Named = []string{to.id}
	l.words++
	iri := models.IRI(fmt.Sprintf("https://%s/notes/xqnote%06dxq", by.host, l.words))
	p := &written{iri: iri, by: by, seen: map[string]models.ID{}, law: &maysee.Post{ID: slug(iri), Author: by.id, Host: maysee.Host(by.host), Versions: []maysee.Version{v},
		Handed: map[maysee.Host]int{}, Has: map[maysee.Host]int{}, Ended: map[maysee.Host]bool{}, Knows: map[maysee.Host]int{}, Taken: map[maysee.Host]*maysee.Version{}, Alone: map[maysee.Host]bool{}, Gone: map[maysee.Host]bool{}}}
	more := ""
	if parent := l.recent(func(o *written) bool { return o.by.host == to.host }); parent != nil && l.dice.IntN(2) == 0 {
		p.law.Parent = parent.law.ID
		more = fmt.Sprintf(`,"inReplyTo":"%s"`, parent.iri)
		l.say("in answer to %s", parent.law.ID)
	}
	p.kept = text
	if p.law.Parent == "" && in != nil {
		p.room = in
		l.say("in %s", in.law.ID)
	}
	l.keep(p, text)
	object := l.note(p, to, more)
	by.peer.Serves("/notes/"+slug(iri), `{"@context":"https://www.w3.org/ns/activitystreams",`+object[1:])
	status, _ := by.peer.Sends(l.inboxOf(to), fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s/create","type":"Create","actor":"%s",%s,"object":%s}`, iri, by.iri, l.addressed(p, to), object))
	l.say("%s writes for %s to %s, answered %d: %s", by.id, v.Audience, to.id, status, text)
	l.arrived(p, to.host, status)
	return []*written{p}
}

// openTo picks a community for somebody elsewhere to write in, now and then; mostly one in which they may.
func (l *leak) openTo(by *someone) *room {
	if l.dice.IntN(3) != 0 {
		return nil
	}
	var may []*room
	for _, r := range l.rooms {
		if l.members(r); l.law.MayPost(by.id, r.law) {
			may = append(may, r)
		}
	}
	if len(may) == 0 || l.dice.IntN(4) == 0 {
		return pick(l, l.rooms)
	}
	return pick(l, may)
}

func (l *leak) inboxOf(to *someone) models.IRI {
	if l.dice.IntN(2) == 0 {
		return models.IRI("https://" + to.host + "/inbox")
	}
	return to.inbox
}

func (l *leak) addressed(p *written, to *someone) string {
	public, followers := "https://www.w3.org/ns/activitystreams#Public", string(p.by.iri)+"/followers"
	switch p.law.Last().Audience {
	case maysee.Everyone:
		if p.room != nil {
			return fmt.Sprintf(`"to":["%s","%s"],"cc":["%s","%s"],"audience":"%s"`, public, p.room.IRI, followers, to.iri, p.room.IRI)
		}
		return fmt.Sprintf(`"to":["%s"],"cc":["%s","%s"]`, public, followers, to.iri)
	case maysee.Followers:
		return fmt.Sprintf(`"to":["%s","%s"]`, followers, to.iri)
	}
	return fmt.Sprintf(`"to":["%s"]`, to.iri)
}

func (l *leak) note(p *written, to *someone, more string) string {
	return fmt.Sprintf(`{"id":"%s","type":"Note","attributedTo":"%s","content":"<p>%s</p>","tag":[{"type":"Mention","href":"%s","name":"@%s"}],%s%s}`,
		p.iri, p.by.iri, p.kept, to.iri, to.id, l.addressed(p, to), more)
}

// standsIn tells in which community of an organisation a post of elsewhere stands, as the organisation took it in: when it was told,
// or when somebody looked it up while its author might write there. It is empty where it stands in none.
func (l *leak) standsIn(p *written, org string) (in string) {
	l.w.Server(org).Read(func(tx *store.Tx) error {
		row, err := tx.PostByIRI(p.iri)
		if err != nil || row.CommunityID == nil {
			return nil
		}
		for _, r := range l.roomsOf(org) {
			if r.ID == *row.CommunityID {
				in = r.law.ID
			}
		}
		return nil
	})
	return in
}

// arrived notes what an organisation has heard, that it heard what it should, and that what came stands in a community only where its
// author may write there.
func (l *leak) arrived(p *written, org string, status int) {
	may := map[string]bool{}
	for _, r := range l.roomsOf(org) {
		l.members(r)
		may[r.law.ID] = l.law.MayPost(p.by.id, r.law)
	}
	l.w.Settle()
	l.w.Server(org).Read(func(tx *store.Tx) error {
		row, err := tx.PostByIRI(p.iri)
		if err != nil || row.CommunityID == nil {
			p.law.Community = ""
			return nil // it did not come in, or stands in none
		}
		for _, r := range l.roomsOf(org) {
			if r.ID == *row.CommunityID {
				if p.law.Community == "" && !may[r.law.ID] {
					l.differs("%s of %s stands in %s, where they may not write: %+v", p.law.ID, p.by.id, r.law.ID, *r.law)
				}
				p.law.Community = r.law.ID
				l.tally.add("in a community", "from elsewhere")
			}
		}
		return nil
	})
	enters := l.law.Enters(maysee.Host(org), p.law.Host, false)
	l.tally.add("audience at door", string(p.law.Last().Audience)+" in")
	l.tally.add("verdict", string(enters))
	if enters == maysee.Out && status != http.StatusForbidden || enters != maysee.Out && status != http.StatusAccepted && status != http.StatusNotFound {
		l.differs("what %s sent to %s was answered %d; by the law it is: %s", p.by.host, org, status, enters)
	}
}

// hearsAgain is an edit of a post elsewhere, or its end.
func (l *leak) hearsAgain(p *written) []*written {
	to := l.personOf(p.law.Last().Named[0])
	activity := ""
	if l.dice.IntN(3) == 0 {
		p.law.Deleted = true
		by := p.by.peer
		by.Serves("/notes/"+slug(p.iri), "")
		activity = fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s/delete","type":"Delete","actor":"%s","object":"%s"}`, p.iri, p.by.iri, p.iri)
		status, _ := by.Sends(l.inboxOf(to), activity)
		l.say("%s deletes %s, answered %d", p.by.id, p.law.ID, status)
		return []*written{p}
	}
	if in := l.standsIn(p, to.host); in != "" {
		p.law.Community = in
	}
	p.kept, _ = l.text()
	v := *p.law.Last()
	v.Secret = false
	p.law.Versions = append(p.law.Versions, v)
	l.notes(p, p.kept)
	more := ""
	if parent := l.marks[p.law.Parent].post; parent != nil {
		more = fmt.Sprintf(`,"inReplyTo":"%s"`, parent.iri)
	}
	object := strings.Replace(l.note(p, to, more), `"type":"Note"`, fmt.Sprintf(`"type":"Note","updated":"%s"`, l.w.Clock.Now().UTC().Format("2006-01-02T15:04:05Z")), 1)
	p.by.peer.Serves("/notes/"+slug(p.iri), `{"@context":"https://www.w3.org/ns/activitystreams",`+object[1:])
	l.words++
	status, _ := p.by.peer.Sends(l.inboxOf(to), fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s/update/%d","type":"Update","actor":"%s",%s,"object":%s}`, p.iri, l.words, p.by.iri, l.addressed(p, to), object))
	l.say("%s edits %s, answered %d", p.by.id, p.law.ID, status)
	l.arrived(p, to.host, status)
	return []*written{p}
}

func (l *leak) personOf(id string) *someone {
	for _, p := range l.people {
		if p.id == id {
			return p
		}
	}
	l.t.Fatalf("nobody is called %s", id)
	return nil
}
