package testrig_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"guildhall/models"
	"guildhall/store"
	"guildhall/testrig"
	"guildhall/testrig/maysee"
)

// ourOwn is a head that marks what the test asks for itself.
const ourOwn = "X-Asked-By-The-Test"

// watch compares every byte that left an organisation since the last time with the law.
func (l *leak) watch() {
	for _, x := range l.w.Net.Take() {
		if l.aloud {
			l.tells(x)
		}
		if l.law.Organisations[maysee.Host(x.From)] != nil && x.Header.Get(ourOwn) == "" {
			l.sent(x)
		}
		if l.law.Organisations[maysee.Host(x.To)] != nil {
			l.answered(x)
		}
		l.learns(x)
	}
	for _, r := range l.read { // once all that came along is known
		r.post.Knows[r.by] = 0
	}
	for _, r := range l.read {
		if r.version > r.post.Knows[r.by] {
			l.law.Takes(r.by, r.post, r.version)
		}
	}
	l.read = nil
}

// reading is that an organisation has read a version of a post.
type reading struct {
	by      maysee.Host
	post    *maysee.Post
	version int
}

// sent is a request of an organisation: something delivered, or something asked for.
func (l *leak) sent(x testrig.Exchange) {
	from, to := maysee.Host(x.From), maysee.Host(x.To)
	withdraws, kind := false, ""
	if x.Method == http.MethodPost {
		var a struct {
			Type   string
			Object json.RawMessage
		}
		if json.Unmarshal(x.Sent, &a) != nil {
			l.differs("%s sent what is no activity: %s", from, x.Sent)
		}
		kind = a.Type
		if kind == "Announce" { // what a community passes on is what it is there: a withdrawal goes to whoever has the thing
			var inner struct{ Type string }
			if json.Unmarshal(a.Object, &inner) == nil && (inner.Type == "Delete" || inner.Type == "Undo") {
				kind = inner.Type
			}
		}
		withdraws = kind == "Delete" || kind == "Undo" || kind == "Reject"
		l.tally.add("activity", kind)
		l.tally.add("door", "out")
	} else {
		l.tally.add("door", "fetch")
		if !l.law.MayAsk(from, to) {
			l.differs("%s asked %s for %s", from, to, x.Path)
		}
	}
	if !withdraws && kind != "" && !l.law.Gives(from, to) {
		l.differs("%s sent a %s to %s, which is %s there: %s", from, kind, to, l.law.Peer(from, to).Standing, x.Sent)
	}
	l.addresses(string(to), string(x.Sent))
	for word, m := range l.found(x.Path, head(x.Header), string(x.Sent)) {
		what := fmt.Sprintf("%s %s of %s to %s holds %s: %s\n%s", x.Method, kind, from, to, word, x.Path, x.Sent)
		switch {
		case m.lent != nil:
			if string(to) != m.lent.to && to != m.lent.post.law.Host {
				l.differs("the address that was made for %s is told: %s", m.lent.to, what)
			}
		case m.person != nil:
			host := string(to) + " " + m.person.id
			if withdraws && l.told[host] {
				continue
			}
			if !l.mayTellOf(from, to, m.person) {
				l.differs("somebody is told of: %s", what)
			}
			l.told[host] = true
		case withdraws:
			if m.version > 0 {
				l.differs("a withdrawal carries a text: %s", what)
			}
			if !l.law.MayWithdraw(to, m.post.law) && !l.mayTell(from, to, m) {
				l.differs("a withdrawal tells of what was never there: %s", what)
			}
			if kind == "Delete" {
				m.post.law.Ended[to] = true
			}
		default:
			if !l.mayTell(from, to, m) {
				l.differs("this may not be told: %s\npost %+v", what, *m.post.law)
			}
			if to != m.post.law.Host {
				l.hands(m, to)
				if m.version > 0 || m.what == inFile { // its name alone brings nothing back
					m.post.law.Ended[to] = false
				}
			}
		}
	}
}

// tells adds what went over the wire to the trace: which posts, in which version, between whom.
func (l *leak) tells(x testrig.Exchange) {
	var a struct{ Type string }
	_ = json.Unmarshal(x.Sent, &a)
	for word, m := range l.found(x.Path, string(x.Sent), string(x.Got)) {
		if m.post != nil {
			l.say("%s %s%s %s%s, answered %d: %s version %d, by %q%s", x.From, x.Method, a.Type, x.To, x.Path, x.Status, m.post.law.ID, m.version, word, x.Header.Get(ourOwn))
		}
	}
}

// mayTell is mayTellNow, after another look at who follows whom: a follow may have begun or ended unheard.
func (l *leak) mayTell(from, to maysee.Host, m mark) bool {
	if l.mayTellNow(from, to, m) {
		return true
	}
	l.whoFollows()
	return l.mayTellNow(from, to, m)
}

// mayTellNow is the law's answer for an id, as the post stands, or for one of its texts.
func (l *leak) mayTellNow(from, to maysee.Host, m mark) bool {
	if p := m.post.law; p.Host == from {
		switch {
		case m.what == secret && !l.law.TellsSecret(p, m.version, to), m.what == inFile && !l.law.TellsFiles(p, to):
			return false
		case m.what == own: // is shown only where everybody may have it
			return to == p.Host || l.law.WebReads(p) && l.law.TellsFiles(p, to)
		}
	}
	version := m.version
	if version == 0 {
		version = len(m.post.law.Versions)
		if m.post.law.Host != from {
			if version = m.post.law.Knows[from]; version == 0 {
				return m.post.law.Host == to
			}
		}
	}
	return l.law.MayTell(from, to, m.post.law, version)
}

// mayHave tells whether a server may get again what it has: one version, or, for an address, any of them that no rule stops.
func (l *leak) mayHave(to maysee.Host, m mark) bool {
	if m.version > 0 || m.what != 0 {
		return l.law.MayHave(to, m.post.law, max(m.version, 1))
	}
	for v := range m.post.law.Versions {
		if l.law.MayHave(to, m.post.law, v+1) {
			return true
		}
	}
	return false
}

// mayTellOf is the law's answer for a person: one's own as it says, others where they are known to be out.
func (l *leak) mayTellOf(from, to maysee.Host, p *someone) bool {
	if p.law.Host == from {
		return l.law.Shown(p.id, to)
	}
	return p.law.Outward || p.law.Host == to
}

// hands notes that a server has something of a post.
func (l *leak) hands(m mark, to maysee.Host) {
	p := m.post
	if m.what == secret {
		if p.told == nil {
			p.told = map[string]int{}
		}
		p.told[string(to)] = max(p.told[string(to)], m.version)
	}
	p.law.Handed[to] = max(p.law.Handed[to], len(p.law.Versions))
	switch {
	case m.what == inFile: // stands for the post as it is
		p.law.Has[to] = len(p.law.Versions)
	case m.version > 0:
		p.law.Has[to] = max(p.law.Has[to], m.version)
	}
}

// answered is an answer of an organisation to whoever asked.
func (l *leak) answered(x testrig.Exchange) {
	org, to := maysee.Host(x.To), maysee.Host(x.From)
	signed := x.Header.Get("Signature") != "" && !strings.HasPrefix(x.Answered.Get("Content-Type"), "text/html") // a page is one, whoever asks
	if x.Status == http.StatusOK {
		l.addresses(string(to), string(x.Got))
	}
	if loan := l.marks[strings.TrimPrefix(x.Path, "/lent/")].lent; loan != nil { // whoever shows it speaks for whom it was made for
		to, signed = maysee.Host(loan.to), true
		if x.Status == http.StatusOK && l.law.Now > loan.told+7*24*60*60*1000 {
			l.differs("an address that ended answers %d: %s", x.Status, x.Path)
		}
		l.tally.add("lent address", http.StatusText(x.Status))
	}
	for word, m := range l.found(head(x.Answered), string(x.Got)) {
		what := fmt.Sprintf("the answer %d of %s to %s (signed: %v), %s %s, holds %s: %s", x.Status, org, to, signed, x.Method, x.Path, word, x.Got)
		if strings.Contains(x.Path, word) {
			continue // who asked for it by its name has it already; what the answer says of it is compared in fetched
		}
		switch {
		case m.lent != nil:
			if string(to) != m.lent.to {
				l.differs("the address that was made for %s is told: %s", m.lent.to, what)
			}
		case m.person != nil && (!signed || strings.HasPrefix(x.Path, "/.well-known/webfinger")): // which answers alike for everybody (law 6)
			if c := l.law.Communities[m.person.id]; m.person.law.Host == org && (!m.person.law.Outward || c != nil && !c.Known()) {
				l.differs("a stranger is told of somebody inside: %s", what)
			}
		case m.person != nil:
			if !l.mayTellOf(org, to, m.person) {
				l.differs("a server is told of somebody inside: %s", what)
			}
			l.told[string(to)+" "+m.person.id] = true
		case !signed:
			if v := l.knownAt(org, m); m.post.law.Host == org && (!l.law.WebReads(m.post.law) || m.what == secret && !l.law.TellsSecret(m.post.law, m.version, maysee.Web) || m.what >= inFile && !l.law.TellsFiles(m.post.law, maysee.Web)) || v == nil || v.Audience != maysee.Everyone || !v.Distance.World {
				l.differs("a stranger reads: %s", what)
			}
		case m.post.law.Host == org && l.mayHave(to, m) && (m.what == 0 || m.what == inFile && l.law.TellsFiles(m.post.law, to) ||
			m.what == secret && l.law.TellsSecret(m.post.law, m.version, to) && m.post.told[string(to)] >= m.version): // it has it already
		case !l.mayTell(org, to, m):
			l.differs("a server reads: %s\npost %+v\n%s stands there as %+v", what, *m.post.law, to, l.law.Peer(org, to))
		case x.Status == http.StatusOK && to != m.post.law.Host:
			if v := m.post.law.Last(); v.Audience == maysee.Everyone && v.Distance.World { // what anybody reads is handed to nobody (law 15)
				m.post.law.Handed[to] = max(m.post.law.Handed[to], len(m.post.law.Versions))
				continue
			}
			l.hands(m, to)
			m.post.law.Ended[to] = false
		}
	}
}

func (l *leak) knownAt(org maysee.Host, m mark) *maysee.Version {
	p := m.post.law
	if p.Host == org {
		return p.Last()
	}
	return p.Taken[org]
}

// learns notes which version of a post an organisation has read: what was delivered to it and taken, or what it fetched.
// What the test asks for in its name, the organisation itself never sees.
func (l *leak) learns(x testrig.Exchange) {
	if x.Header.Get(ourOwn) != "" {
		return
	}
	reader, body := maysee.Host(x.To), x.Sent
	if x.Method == http.MethodGet {
		reader, body = maysee.Host(x.From), x.Got
	}
	if l.law.Organisations[reader] == nil || x.Method == http.MethodGet && x.Status != http.StatusOK || x.Method == http.MethodPost && x.Status != http.StatusAccepted {
		return
	}
	ends := x.Method == http.MethodPost && strings.Contains(string(body), `"type":"Delete"`)
	for _, m := range l.found(string(body)) {
		if m.post == nil || m.post.law.Host == reader || m.what != 0 {
			continue
		}
		if ends && m.post.law.Taken[reader] != nil && (maysee.Host(x.From) == m.post.law.Host || l.law.MayAsk(reader, m.post.law.Host)) { // what others say of it is looked at where it lives
			m.post.law.Gone[reader] = true
		}
		if m.version == 0 {
			continue
		}
		if x.Method == http.MethodPost {
			l.tally.add("audience at door", string(m.post.law.Versions[m.version-1].Audience)+" in")
			l.tally.add("door", "in")
			l.tally.add("verdict", string(l.law.Enters(reader, maysee.Host(x.From), false)))
		}
		if l.law.TakesIn(reader, m.post.law, m.version) {
			m.post.law.Knows[reader] = max(m.post.law.Knows[reader], m.version)
			l.read = append(l.read, reading{reader, m.post.law, m.version})
		}
	}
}

// addresses keeps those of ours that stand in what a host received, or web, and notes for whom addresses of files were made.
func (l *leak) addresses(to, text string) {
	for rest := text; ; {
		i := strings.Index(rest, "https://")
		if i < 0 {
			return
		}
		rest = rest[i:]
		end := strings.IndexAny(rest, " \"'<>\\)\n")
		if end < 0 {
			end = len(rest)
		}
		address, _, _ := strings.Cut(rest[:end], "#")
		rest = rest[end:]
		host, path, _ := strings.Cut(strings.TrimPrefix(address, "https://"), "/")
		if l.law.Organisations[maysee.Host(host)] == nil || host == to || l.once[to+" "+address] {
			continue
		}
		l.once[to+" "+address] = true
		l.seen[to] = append(l.seen[to], address)
		if ticket, ok := strings.CutPrefix(path, "lent/"); ok && l.marks[ticket].lent == nil {
			var doc any
			if json.Unmarshal([]byte(text), &doc) == nil {
				l.lends(to, doc)
			}
		}
	}
}

// lends notes for whom the addresses of files were made that stand in posts.
func (l *leak) lends(to string, of any) {
	switch v := of.(type) {
	case []any:
		for _, one := range v {
			l.lends(to, one)
		}
	case map[string]any:
		for _, one := range v {
			l.lends(to, one)
		}
		id, _ := v["id"].(string)
		files, _ := v["attachment"].([]any)
		for _, f := range files {
			if f, ok := f.(map[string]any); ok {
				address, _ := f["url"].(string)
				_, ticket, ok := strings.Cut(address, "/lent/")
				if m := l.marks[slug(models.IRI(id))]; ok && m.post != nil && l.marks[ticket].lent == nil {
					l.marks[ticket] = mark{lent: &lent{to: to, post: m.post, told: l.law.Now}}
					l.say("an address of the file of %s is made for %s", m.post.law.ID, to)
				}
			}
		}
	}
}

// found lists the words that stand for something in what left. What an author wrote of somebody stays as words, where there is no
// link to them: of those whom the post names, by their name alone.
func (l *leak) found(texts ...string) map[string]mark {
	all := map[string]mark{}
	for _, text := range texts {
		var in mark // the text that is being read
		start := -1
		for i := 0; i <= len(text); i++ {
			if i < len(text) && wordly[text[i]] {
				if start < 0 {
					start = i
				}
				continue
			}
			if start >= 0 && i-start >= 6 {
				if m, ok := l.marks[text[start:i]]; ok && !strings.HasSuffix(text[:start], ">@<span>") && !(strings.HasSuffix(text[:start], " @") && in.leaves(m.person)) {
					all[text[start:i]] = m
					if m.version > 0 {
						in = m
					}
				}
			}
			start = -1
		}
	}
	return all
}

// leaves tells whether a text has somebody's name in it and does not mean them.
func (m mark) leaves(who *someone) bool {
	return who != nil && m.post != nil && !slices.Contains(m.post.law.Versions[m.version-1].Named, who.id)
}

// wordly are the bytes of which ids and words are made.
var wordly = func() (is [256]bool) {
	for _, c := range "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_" {
		is[c] = true
	}
	return is
}()

func head(h http.Header) string {
	var b strings.Builder
	for k, vs := range h {
		if k != "Signature" && k != "Digest" && k != "Date" {
			fmt.Fprintf(&b, "%s %s\n", k, vs)
		}
	}
	for _, s := range h["Signature"] { // the name of the key tells who signed
		before, _, _ := strings.Cut(s, `signature="`)
		b.WriteString(before)
	}
	return b.String()
}

// within compares what people of each organisation may read of a post with the law.
func (l *leak) within(p *written) {
	for _, org := range l.orgs {
		id := l.rowAt(org, p)
		if id == 0 || p.law.Gone[maysee.Host(org)] { // of what was taken back they see that it was there
			continue
		}
		may := map[*someone]bool{}
		l.w.Server(org).Read(func(tx *store.Tx) (err error) {
			for _, who := range l.people {
				if who.host == org && err == nil {
					may[who], err = tx.MayRead(who.ID, id)
				}
			}
			return err
		})
		for _, who := range l.people {
			if who.host != org {
				continue
			}
			if org == p.by.host {
				if lawful := l.law.ReadsVersion(who.id, p.law, p.law.Last()); may[who] != lawful { // of what was deleted they see that it was there
					l.differs("%s may read %s: %v; by the law: %v\npost %+v", who.id, p.law.ID, may[who], lawful, *p.law)
				}
				continue
			}
			v := l.knownAt(maysee.Host(org), mark{post: p})
			if may[who] && (v == nil || !l.law.Means(p.law, v, who.id)) {
				l.differs("%s reads %s of another server and was never meant\npost %+v", who.id, p.law.ID, *p.law)
			}
		}
	}
}
