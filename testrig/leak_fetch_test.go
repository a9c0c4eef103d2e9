package testrig_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"guildhall/models"
	"guildhall/store"
	"guildhall/testrig/maysee"
)

// fetched asks for a post of ours as everybody who may ask, and compares each answer with the law.
func (l *leak) fetched(p *written) {
	if p.by.peer != nil {
		return
	}
	if l.crash != "" {
		l.tally.add("crash", "with a later fetch")
		l.crash = ""
	}
	for _, who := range l.people {
		if who.host == p.by.host || who.peer == nil && (!who.law.Outward || l.dice.IntN(6) != 0) {
			continue
		}
		if who.peer != nil && l.dice.IntN(2) != 0 || who.peer == nil && !l.law.Gives(who.law.Host, p.law.Host) {
			continue // an organisation that tells another nothing cannot prove who signs
		}
		status := l.asks(who, p.iri)
		if want := l.law.AnswerTo(who.id, p.law); (want == maysee.Given) != (status == http.StatusOK) {
			l.whoFollows() // a follow may have ended unheard
		}
		l.compare(who.id, status, p, l.law.AnswerTo(who.id, p.law), "pull")
	}
	if org := pick(l, l.orgs); org != p.by.host && l.law.Gives(maysee.Host(org), p.law.Host) {
		status := l.get(org, l.w.Server(org).Signed(nil, p.iri, "application/activity+json"))
		l.compare("the server "+org, status, p, l.law.AnswerToServer(maysee.Host(org), p.law), "pull")
	}
	want := maysee.Absent
	if l.law.Unsigned(p.law) {
		want = maysee.Given
	}
	l.compare("a stranger", l.visits(p, "application/activity+json"), p, want, "page")
	if want = maysee.Absent; l.law.WebReads(p.law) {
		want = maysee.Given
	}
	l.compare("a visitor", l.visits(p, "text/html"), p, want, "page")
	l.opens(p)
}

// opens asks for the file of a post by its own address, as everybody may who knows it.
func (l *leak) opens(p *written) {
	if p.file.ID == 0 {
		return
	}
	address := models.IRI(p.by.Home.Site.Media(p.file.Slug))
	for _, who := range l.people {
		if who.host == p.by.host || who.peer == nil && (!who.law.Outward || l.dice.IntN(3) != 0 || !l.law.Gives(who.law.Host, p.law.Host)) {
			continue
		}
		want := maysee.Absent
		if l.law.Reads(who.id, p.law) && l.law.TellsFiles(p.law, who.law.Host) {
			want = maysee.Given
		}
		l.compare(who.id+" for its file", l.asks(who, address), p, want, "pull")
	}
	want := maysee.Absent
	if l.law.WebReads(p.law) && l.law.TellsFiles(p.law, maysee.Web) {
		want = maysee.Given
	}
	l.compare("a stranger for its file", l.get(string(models.Web), accepting(string(address), "*/*")), p, want, "page")
}

func (l *leak) compare(who string, status int, p *written, want maysee.Answer, door string) {
	l.tally.add("audience at door", string(p.law.Last().Audience)+" "+door)
	l.tally.add("distance fetched", l.far(p.law.Last().Distance))
	l.tally.add("door", door)
	l.tally.add("answer", http.StatusText(status))
	got := maysee.Absent
	switch status {
	case http.StatusOK:
		got = maysee.Given
	case http.StatusGone:
		got = maysee.Gone
	case http.StatusNotFound:
	case http.StatusForbidden:
		if host := maysee.Host(who[strings.LastIndexAny(who, "@ ")+1:]); p.law.Handed[host] == 0 {
			l.differs("%s asked for %s, which was never there, and was answered %d\npost %+v", who, p.law.ID, status, *p.law)
		}
	default:
		l.differs("%s asked for %s and was answered %d %s", who, p.law.ID, status, l.body)
	}
	if got == maysee.Absent && want == maysee.Given && l.waits(p) {
		l.tally.add("verdict", "waits, or waited")
		l.watch()
		return
	}
	if host, server := strings.CutPrefix(who, "the server "); server && got == maysee.Given && l.law.MayHave(maysee.Host(host), p.law, len(p.law.Versions)) {
		want = got
	}
	if got != want && !(want == maysee.Gone && got == maysee.Absent) { // 410 is for those who had it; nobody needs to get one
		l.differs("%s asked for %s of %s and was answered %d; by the law %v (0 absent, 1 given, 2 gone)\npost %+v\npeers %+v", who, p.law.ID, p.law.Host, status, want, *p.law, l.law.Organisations[p.law.Host])
	}
	l.watch()
}

// waits tells whether something of a post is held, or what it came of: then nobody needs to get it.
func (l *leak) waits(p *written) bool {
	things := []models.IRI{p.iri}
	for _, id := range []string{p.law.Parent, p.law.Quote} {
		if m := l.marks[id]; m.post != nil {
			things = append(things, m.post.iri)
		}
	}
	held := false
	l.w.Server(p.by.host).Read(func(tx *store.Tx) error {
		facts, err := tx.HeldFacts(things...)
		for i := range facts {
			held = held || facts[i].State != models.Released && facts[i].State != models.Voided
		}
		return err
	})
	return held
}

// asks fetches as somebody elsewhere, signed.
func (l *leak) asks(who *someone, iri models.IRI) int {
	if who.peer != nil {
		status, body := who.peer.Reads(iri)
		l.body = body
		return status
	}
	return l.get(who.host, who.Home.Signed(who.Person, iri, "application/activity+json"))
}

func (l *leak) get(from string, r *http.Request) int {
	r.Header.Set(ourOwn, "yes")
	answer := l.w.Carry(models.Host(from), r)
	body, _ := io.ReadAll(answer.Body)
	l.body = string(body)
	return answer.StatusCode
}

func (l *leak) visits(p *written, accept string) int {
	r := httptest.NewRequest(http.MethodGet, string(p.iri), nil)
	if accept == "text/html" {
		r = httptest.NewRequest(http.MethodGet, p.row.URL, nil)
	}
	r.Header.Set("Accept", accept)
	return l.get(string(models.Web), r)
}

// closure asks for the posts of late, for some old ones and for all lists, as each peer and as a visitor.
func (l *leak) closure() {
	l.say("-- everything that can be fetched")
	l.whoFollows()
	for _, p := range l.posts[max(0, len(l.posts)-12):] {
		l.fetched(p)
		l.within(p)
	}
	for range 6 {
		if p := l.recent(nil); p != nil {
			l.fetched(p)
		}
	}
	for _, p := range l.people {
		if p.peer != nil {
			continue
		}
		for _, list := range []string{"", "/outbox", "/outbox?page=1", "/followers", "/following", "/featured"} {
			iri := p.iri + models.IRI(list)
			for _, who := range l.people[3*len(l.orgs):] {
				l.asks(who, iri)
			}
			if strings.HasPrefix(list, "/outbox") || list == "" {
				l.get(string(models.Web), accepting(string(iri), "application/activity+json"))
				l.get(string(models.Web), accepting(string(iri), "text/html"))
			}
		}
		l.get(string(models.Web), accepting("https://"+p.host+"/@"+string(p.Handle), "text/html"))
	}
	for _, org := range l.orgs {
		for _, path := range []string{"/", "/partners", "/.well-known/nodeinfo", "/nodeinfo/2.1"} {
			l.get(string(models.Web), accepting("https://"+org+path, "text/html"))
		}
	}
	l.watch()
}

func accepting(url, accept string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, url, nil)
	r.Header.Set("Accept", accept)
	return r
}
