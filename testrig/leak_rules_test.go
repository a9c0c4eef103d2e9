package testrig_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"guildhall/models"
	"guildhall/policy"
	"guildhall/services/boundary"
	"guildhall/services/conversations"
	"guildhall/services/files"
	"guildhall/store"
	"guildhall/testrig/maysee"
)

// policy puts another policy in force at an organisation, or none.
func (l *leak) policy() []*written {
	org := pick(l, l.orgs)
	o := l.law.Organisations[maysee.Host(org)]
	o.Rules = nil
	if l.dice.IntN(3) == 0 {
		l.say("%s has no policy any more", org)
		l.w.Server(org).Write(func(tx *store.Tx) error { return tx.SetPolicy(0) })
		l.tally.add("rule", "none")
		return l.some(2)
	}
	text := "rules:\n"
	for range 1 + l.dice.IntN(2) {
		l.policies++
		r := maysee.Rule{Name: fmt.Sprintf("rule-%d", l.policies), Does: pick(l, []maysee.Effect{maysee.Denies, maysee.Holds, maysee.Holds, maysee.Nears, maysee.Strips, maysee.Rewrites})}
		if l.dice.IntN(5) == 0 {
			r.In, r.Does = true, maysee.Denies
		}
		if l.dice.IntN(4) == 0 {
			r.Audience = pick(l, []maysee.Audience{maysee.Named, maysee.Followers, maysee.Everyone})
		}
		if l.dice.IntN(5) == 0 {
			r.Standing = pick(l, []maysee.Standing{maysee.Partner, maysee.Allowed, maysee.Open})
		}
		if l.dice.IntN(5) == 0 {
			r.Host = maysee.Host(pick(l, append(l.hosts(), string(models.Web))))
		}
		o.Rules = append(o.Rules, r)
		text += asFile(r)
		l.tally.add("rule", string(r.Does))
	}
	l.say("%s obeys\n%s", org, text)
	l.w.Server(org).Obeys(text)
	return l.some(3)
}

// asFile is a rule as an administrator would write it.
func asFile(r maysee.Rule) string {
	when, then := []string{`crossing.direction == "out"`, `post.text.contains("zqsecret")`}, "{verdict: deny}"
	if r.In {
		when[0] = `crossing.direction == "in"`
	}
	for name, value := range map[string]string{"post.audience": string(r.Audience), "peer.standing": string(r.Standing), "peer.domain": string(r.Host)} {
		if value != "" {
			when = append(when, fmt.Sprintf("%s == %q", name, value))
		}
	}
	switch r.Does {
	case maysee.Holds:
		then = "{verdict: hold, reviewers: 1}"
	case maysee.Nears:
		then = "{changes: [{distance: partners}]}"
	case maysee.Strips:
		then = "{changes: [{remove: attachments}]}"
	case maysee.Rewrites:
		then = `{changes: [{replace: 'zqsecret\d+zq', with: a project}]}`
	}
	return fmt.Sprintf("  - name: %s\n    why: So it is.\n    when: '%s'\n    then: %s\n", r.Name, strings.Join(when, " && "), then)
}

// reviews answers something that waits, or asks for somebody to look at what only its author sees.
func (l *leak) reviews() []*written {
	org := pick(l, l.orgs)
	srv := l.w.Server(org)
	var items []models.HeldItem
	srv.Read(func(tx *store.Tx) (err error) {
		items, err = tx.HeldItems(store.HeldFilter{Open: true})
		return err
	})
	if len(items) == 0 {
		return nil
	}
	item := pick(l, items)
	p := l.marks[slug(item.Thing)].post
	if item.State == models.Private {
		err := srv.Store.Write(context.Background(), func(tx *store.Tx) error {
			by, err := tx.ActorByID(item.ByID)
			if err == nil {
				err = boundary.AskReview(tx, by, item.ID)
			}
			return err
		})
		l.say("the author asks for a review of %s at %s: %v", item.Thing, org, err)
		return nil
	}
	if item.Door == models.In || p == nil || l.dice.IntN(4) == 0 {
		err := l.reviewers[org].RefusesToRelease(item)
		l.say("%s of %s is refused at %s: %v", item.Verb, item.Thing, org, err)
		l.tally.add("review", "refused")
		return l.some(1)
	}
	var needs []policy.Need
	if err := json.Unmarshal([]byte(item.Needs), &needs); err != nil {
		l.differs("%s waits for what cannot be read: %s", item.Thing, item.Needs)
	}
	if item.State == models.Waiting && len(needs) > 0 {
		for _, n := range needs {
			for _, h := range strings.Fields(item.Hosts) {
				l.law.Released[maysee.Release{Post: p.law.ID, Version: item.Version, Host: maysee.Host(h), Rule: n.Rule}] = true
			}
		}
	}
	free, err := l.reviewers[org].Releases(item)
	l.say("%s of %s, version %d, is let go to %s by %v: %v %v", item.Verb, item.Thing, item.Version, item.Hosts, needs, free, err)
	l.tally.add("review", "released")
	return []*written{p}
}

// crawls asks for addresses of ours that a host received: as that host, as another, and as a stranger.
func (l *leak) crawls() []*written {
	from := pick(l, append(l.hosts(), string(models.Web)))
	list := l.seen[from]
	if len(list) == 0 {
		return nil
	}
	for range 4 {
		at := max(0, len(list)-60)
		if l.dice.IntN(3) == 0 {
			at = 0
		}
		address := list[at+l.dice.IntN(len(list)-at)]
		for _, as := range []string{from, pick(l, l.hosts()), string(models.Web)} {
			l.tally.add("crawl as", l.asksAs(as, address))
			l.watch()
		}
	}
	return nil
}

// asksAs fetches an address as somebody of a host, as the host itself, or as a stranger, and tells who it was and what came.
func (l *leak) asksAs(host, address string) string {
	accept := pick(l, []string{"application/activity+json", "text/html", "*/*"})
	if host == string(models.Web) || strings.HasPrefix(address, "https://"+host+"/") {
		return "stranger " + http.StatusText(l.get(string(models.Web), accepting(address, accept)))
	}
	for _, p := range l.people {
		if p.host != host {
			continue
		}
		if p.peer != nil {
			return "peer " + http.StatusText(l.asks(p, models.IRI(address)))
		}
		to, _, _ := strings.Cut(strings.TrimPrefix(address, "https://"), "/")
		if !l.law.Gives(maysee.Host(host), maysee.Host(to)) {
			break
		}
		return "server " + http.StatusText(l.get(host, p.Home.Signed(nil, models.IRI(address), accept)))
	}
	return "stranger " + http.StatusText(l.get(string(models.Web), accepting(address, accept)))
}

// attaches now and then gives a post a file, or answers to choose from.
func (l *leak) attaches(by *someone, ask *conversations.Ask) (file models.Media, content string) {
	switch l.dice.IntN(10) {
	case 0:
		content = strings.Replace(l.word(), "zqword", "zqfile", 1)
		m, err := by.Home.Files.Upload(context.Background(), by.Actor, files.Upload{Name: "notes.txt", Body: strings.NewReader(content + "\n")})
		if err != nil {
			l.t.Fatal(err)
		}
		ask.Files = []models.ID{m.ID}
		l.tally.add("kind", "with a file")
		return m, content
	case 1:
		ask.Poll = &conversations.PollAsk{Options: []string{l.word(), l.word()}, Open: 24 * time.Hour}
		l.tally.add("kind", "poll")
	}
	return file, ""
}

// votes lets somebody of ours choose in a poll that they may read.
func (l *leak) votes() []*written {
	by := l.ours()
	p := l.recent(func(p *written) bool { return p.row.Kind == models.PollPost })
	if p == nil || l.rowAt(by.host, p) == 0 {
		return nil
	}
	err := by.Home.Store.Write(context.Background(), func(tx *store.Tx) error {
		a, err := tx.ActorByID(by.ID)
		if err == nil {
			err = conversations.Vote(tx, by.Home.Site, a, l.rowAt(by.host, p), []int{l.dice.IntN(2)})
		}
		return err
	})
	l.say("%s votes in %s: %v", by.id, p.law.ID, err)
	if err == nil {
		l.outwardNow(by)
		l.tally.add("kind", "vote")
	}
	return []*written{p}
}

// heardReaction lets a scripted server thank for or share a post of ours, of which it may have heard nothing.
func (l *leak) heardReaction() []*written {
	by := l.people[3*len(l.orgs)+l.dice.IntN(len(l.peers))]
	p := l.recent(func(p *written) bool { return p.by.peer == nil })
	if p == nil {
		return nil
	}
	l.words++
	kind := pick(l, []string{"Like", "Announce"})
	lawful := l.law.Reads(by.id, p.law) && l.law.Enters(p.law.Host, by.law.Host, false) == maysee.In
	before := l.counts(p)
	status, _ := by.peer.Sends(l.inboxOf(p.by), fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/acts/%d","type":"%s","actor":"%s","object":"%s","to":["%s"]}`, by.host, l.words, kind, by.iri, p.iri, p.by.iri))
	l.say("%s sends a %s of %s and is answered %d", by.id, kind, p.law.ID, status)
	l.w.Settle()
	if after := l.counts(p); !lawful && after != before {
		l.differs("a %s of %s, who may not read it, counts under %s: %d then, %d now\npost %+v", kind, by.id, p.law.ID, before, after, *p.law)
	}
	l.tally.add("heard", kind)
	return []*written{p}
}

// counts is how often a post of ours was thanked for and shared.
func (l *leak) counts(p *written) (n int64) {
	p.by.Home.Read(func(tx *store.Tx) error {
		shown, err := tx.ShowPost(p.by.ID, p.row.ID)
		n = shown.Favourites + shown.Boosts
		if err != nil {
			n = -1
		}
		return nil
	})
	return n
}
