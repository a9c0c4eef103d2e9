package testrig_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/store"
	"guildhall/testrig"
	"guildhall/testrig/maysee"
)

// leak is one world under random steps, with the same world as the second opinion knows it beside it.
type leak struct {
	t     *testing.T
	w     *testrig.World
	law   *maysee.World
	dice  *rand.Rand
	tally tally

	orgs   []string
	peers  []*testrig.Peer
	people []*someone
	posts  []*written
	rooms  []*room
	marks  map[string]mark // every word by which something may be recognised in what left
	told   map[string]bool // host and person: the host was told of them
	read   []reading
	n      int // steps so far
	words  int
	trace  []string
	aloud  bool   // the trace tells of each exchange
	body   string // of the last answer
	crash  string // the organisation that was killed, until somebody fetched from it

	reviewers map[string]*testrig.Person // of each organisation
	seen      map[string][]string        // addresses of ours in what a host, or web, received
	once      map[string]bool            // of them, with the host
	policies  int                        // so far
}

// someone is a person of an organisation, or the one of a scripted server.
type someone struct {
	*testrig.Person
	id    string // name@host
	iri   models.IRI
	host  string
	peer  *testrig.Peer // of somebody elsewhere
	law   *maysee.Person
	inbox models.IRI
}

// written is a post as both sides know it.
type written struct {
	law  *maysee.Post
	row  models.Post // of ours
	iri  models.IRI
	by   *someone
	seen map[string]models.ID // its row at other organisations
	kept string               // the text of a post elsewhere, for its updates
	room *room                // that a post elsewhere asks to stand in
	told map[string]int       // which version's secret each server got from where it lives
	file models.Media         // that it has; of ours
}

// mark is what a word stands for.
type mark struct {
	post    *written
	version int // of a text; 0 for an id
	person  *someone
	what    part
	lent    *lent
}

// part is what of a post a word stands for, where that is not the text or the id.
type part int

const (
	secret part = iota + 1 // the word that rules look for
	inFile                 // the content of its file
	own                    // the file's own address
)

// lent is an address that was made for one host.
type lent struct {
	to   string
	post *written
	told int64
}

func newLeak(t *testing.T, seed, n uint64, all tally) *leak {
	l := &leak{t: t, dice: rand.New(rand.NewPCG(seed, n)), law: maysee.New(), tally: all, marks: map[string]mark{}, told: map[string]bool{},
		reviewers: map[string]*testrig.Person{}, seen: map[string][]string{}, once: map[string]bool{}}
	l.orgs = []string{"acme.example", "guild.example", "north.example"}
	l.w = testrig.NewRoughWorld(t, l.orgs...)
	l.w.Told = func(line string) { l.say("%s", line) }
	for _, h := range l.orgs {
		l.law.Organisations[maysee.Host(h)] = &maysee.Organisation{Host: maysee.Host(h), Peers: map[maysee.Host]maysee.Peer{}}
		for i := range 3 {
			name := fmt.Sprintf("xq%dp%s", i, h[:2])
			p := l.w.As(name + "@" + h)
			l.joins(&someone{Person: p, id: name + "@" + h, iri: p.IRI, host: h, inbox: p.Inbox})
			l.marks[slug(p.IRI)] = mark{person: l.people[len(l.people)-1]}
			l.marks[name] = mark{person: l.people[len(l.people)-1]}
		}
		l.reviewers[h] = l.w.As("reviewer@" + h).Has(models.Reviewer)
	}
	for _, h := range []string{"peer.example", "other.example"} {
		p := l.w.Peer(h)
		p.Instead = p.Lives
		l.peers = append(l.peers, p)
		l.joins(&someone{id: "nell@" + h, iri: p.Nell, host: h, peer: p, inbox: p.Nell + "/inbox"})
		l.people[len(l.people)-1].law.Outward = true
	}
	for _, h := range l.orgs { // most know each other well enough for something to happen
		for _, other := range l.hosts() {
			if other != h {
				l.stands(h, other, []models.Standing{models.Partner, models.Partner, models.Allowed, models.Open}[l.dice.IntN(4)])
			}
		}
	}
	for _, org := range l.orgs {
		l.founds(org)
	}
	l.w.Settle()
	l.tick(time.Second)
	return l
}

func (l *leak) joins(s *someone) {
	s.law = &maysee.Person{ID: s.id, Host: maysee.Host(s.host)}
	l.law.People[s.id] = s.law
	l.people = append(l.people, s)
}

// slug is the random part of an id of ours.
func slug(iri models.IRI) string {
	return string(iri)[strings.LastIndexByte(string(iri), '/')+1:]
}

// tick moves time on in both worlds.
func (l *leak) tick(d time.Duration) {
	l.w.Clock.Advance(d)
	l.law.Now = l.w.Clock.Now().UnixMilli()
}

func (l *leak) say(format string, args ...any) {
	l.trace = append(l.trace, fmt.Sprintf(format, args...))
	if !l.aloud && len(l.trace) > 1000 {
		l.trace = l.trace[200:]
	}
}

// differs ends the test: the world and the second opinion do not agree.
func (l *leak) differs(format string, args ...any) {
	l.t.Helper()
	l.t.Fatalf("what happened before:\n%s\n\nstep %d: %s", strings.Join(l.trace, "\n"), l.n, fmt.Sprintf(format, args...))
}

func (l *leak) hosts() []string {
	all := append([]string(nil), l.orgs...)
	for _, p := range l.peers {
		all = append(all, string(p.Host))
	}
	return all
}

func pick[T any](l *leak, of []T) T { return of[l.dice.IntN(len(of))] }

// ours picks somebody of an organisation.
func (l *leak) ours() *someone { return l.people[l.dice.IntN(3*len(l.orgs))] }

// word makes a text that is found again wherever it goes.
func (l *leak) word() string {
	l.words++
	return fmt.Sprintf("zqword%06dzq", l.words)
}

// text makes one, now and then with a word that rules look for.
func (l *leak) text() (text, hidden string) {
	text = l.word()
	if l.dice.IntN(4) == 0 {
		hidden = fmt.Sprintf("zqsecret%06dzq", l.words)
		text += " " + hidden
	}
	return text, hidden
}

// notes writes down the words of a version.
func (l *leak) notes(p *written, text string) {
	v := p.law.Last()
	for i, word := range strings.Fields(text) {
		if i > 1 || i == 1 && !strings.HasPrefix(word, "zqsecret") {
			break
		}
		m := mark{post: p, version: len(p.law.Versions)}
		if i == 1 {
			m.what, v.Secret = secret, true
		}
		l.marks[word] = m
	}
}

// recent picks a post of the last ones, or now and then an old one; nil when there is none.
func (l *leak) recent(fits func(*written) bool) *written {
	for range 12 {
		if len(l.posts) == 0 {
			return nil
		}
		from := max(0, len(l.posts)-25)
		if l.dice.IntN(8) == 0 {
			from = 0
		}
		p := l.posts[from+l.dice.IntN(len(l.posts)-from)]
		if fits == nil || fits(p) {
			return p
		}
	}
	return nil
}

// rowAt is a post in the database of an organisation; 0 when it is not there.
func (l *leak) rowAt(host string, p *written) models.ID {
	if p.by.host == host {
		return p.row.ID
	}
	if id := p.seen[host]; id != 0 {
		return id
	}
	l.w.Server(host).Read(func(tx *store.Tx) error {
		if row, err := tx.PostByIRI(p.iri); err == nil {
			p.seen[host] = row.ID
		}
		return nil
	})
	return p.seen[host]
}

// stands sets a standing in both worlds.
func (l *leak) stands(org, host string, s models.Standing) {
	srv := l.w.Server(org)
	switch s {
	case models.Partner:
		srv.Partners(host)
	case models.Allowed:
		srv.Allows(host)
	case models.Limited:
		srv.Limits(host)
	case models.Blocked:
		srv.Blocks(host)
	default:
		srv.Opens(host)
	}
	peers := l.law.Organisations[maysee.Host(org)].Peers
	before := peers[maysee.Host(host)]
	now := maysee.Peer{Standing: maysee.Standing(s)}
	if now.Standing == maysee.Partner {
		now.Since = l.w.Clock.Now().UnixMilli()
		if before.Standing == maysee.Partner {
			now.Since = before.Since // it goes on
		}
	}
	peers[maysee.Host(host)] = now
	l.tally.add("standing", string(s))
}
