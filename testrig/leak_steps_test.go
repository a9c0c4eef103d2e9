package testrig_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/services/reactions"
	"guildhall/store"
	"guildhall/testrig/maysee"
)

// deeds are what may happen in one step, with how often.
var deeds = []struct {
	often int
	name  string
	do    func(*leak) []*written
}{
	{34, "write", (*leak).writes}, {12, "edit", (*leak).edits}, {4, "delete", (*leak).deletes}, {6, "boost", (*leak).boosts},
	{3, "thank", (*leak).thanks}, {8, "follow", (*leak).follows}, {3, "unfollow", (*leak).unfollows}, {3, "refuse", (*leak).refuses},
	{4, "standing", (*leak).standing}, {2, "mode", (*leak).mode}, {3, "jump", (*leak).jumps}, {2, "crash", (*leak).crashes},
	{4, "policy", (*leak).policy}, {5, "review", (*leak).reviews}, {6, "crawl", (*leak).crawls}, {3, "vote", (*leak).votes},
	{5, "reaction from elsewhere", (*leak).heardReaction}, {10, "told from elsewhere", (*leak).hears}, {8, "look up", (*leak).looksUp}, {3, "outward", (*leak).outward}, {4, "follow from elsewhere", (*leak).heardFollow},
	{8, "join", (*leak).joinsRoom}, {2, "leave", (*leak).leavesRoom}, {4, "admit", (*leak).admits}, {4, "community", (*leak).turns},
}

// step lets one thing happen, lets it settle, and compares.
func (l *leak) step() {
	l.n++
	l.tick(time.Second)
	all := 0
	for _, d := range deeds {
		all += d.often
	}
	roll := l.dice.IntN(all)
	for _, d := range deeds {
		if roll -= d.often; roll >= 0 {
			continue
		}
		l.say("-- step %d: %s", l.n, d.name)
		touched := d.do(l)
		l.w.Settle()
		l.watch()
		for _, p := range touched {
			l.within(p)
			l.fetched(p)
		}
		l.tally.add("deed", d.name)
		break
	}
	if l.n%25 == 0 {
		l.whoFollows()
	}
	if l.n%200 == 0 {
		l.closure()
	}
}

var labels = []string{"", "", "", "", "", "", "CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"}

// wish rolls what somebody asks for, in both languages.
func (l *leak) wish(by *someone) (conversations.Ask, maysee.Wish) {
	text, _ := l.text()
	ask := conversations.Ask{Audience: pick(l, []models.Audience{models.Self, models.Named, models.Followers, models.Followers, models.Everyone, models.Everyone}), Label: pick(l, labels)}
	wish := maysee.Wish{Author: by.id, Audience: maysee.Audience(ask.Audience), Label: ask.Label}
	ask.Where, wish.Distance = l.distance(by.host)
	for range l.dice.IntN(3) {
		p := pick(l, l.people)
		if p != by && l.knows(by, p) && !slices.Contains(wish.Mentions, p.id) {
			wish.Mentions = append(wish.Mentions, p.id)
			text += " @" + p.id
		}
	}
	ask.Text = text
	return ask, wish
}

// distance rolls where something shall go.
func (l *leak) distance(org string) (string, maysee.Distance) {
	partners := l.law.Partners(maysee.Host(org))
	switch l.dice.IntN(6) {
	case 0, 1:
		return conversations.Inside, maysee.Distance{}
	case 2:
		return conversations.Partners, partners
	case 3:
		if len(partners.Hosts) > 0 {
			one := pick(l, partners.Hosts)
			return string(one), maysee.Distance{Hosts: []maysee.Host{one}}
		}
	}
	return conversations.World, maysee.Distance{World: true}
}

// knows tells whether somebody can name another: their organisation has heard of them.
func (l *leak) knows(by, p *someone) bool {
	if by.host == p.host {
		return true
	}
	return l.actorAt(by.host, p) != nil
}

func (l *leak) actorAt(host string, p *someone) *models.Actor {
	var found *models.Actor
	l.w.Server(host).Read(func(tx *store.Tx) error {
		if a, err := tx.ActorByIRI(p.iri); err == nil {
			found = &a
		}
		return nil
	})
	return found
}

func (l *leak) writes() []*written {
	by := l.ours()
	ask, wish := l.wish(by)
	if l.dice.IntN(3) == 0 {
		if parent := l.readable(by); parent != nil {
			ask.ReplyTo, wish.Parent = l.rowAt(by.host, parent), parent.law.ID
			if parent.by.host != by.host {
				wish.ParentIn = l.standsIn(parent, by.host)
			}
		}
	} else if l.dice.IntN(10) == 0 {
		if quoted := l.readable(by); quoted != nil && quoted.by.peer == nil && quoted.by.host == by.host {
			ask.Quote, wish.Quote = l.rowAt(by.host, quoted), quoted.law.ID
		}
	}
	if wish.Quote == "" && l.dice.IntN(3) == 0 {
		r := pick(l, l.roomsOf(by.host))
		ask.Community, wish.Community = r.ID, r.law.ID
		if wish.Parent == "" && l.dice.IntN(4) != 0 {
			ask.Audience, wish.Audience = models.Everyone, maysee.Everyone
		}
	}
	file, content := l.attaches(by, &ask)
	v, can := l.law.Settle(wish)
	l.say("in %s %s asks for %s, %s, label %q, parent %q, quote %q: %s", wish.Community, by.id, ask.Audience, ask.Where, ask.Label, wish.Parent, wish.Quote, ask.Text)
	row, err := by.TriesToWrite(ask)
	if wish.Community != "" {
		l.tally.add("in a community", fmt.Sprint(err == nil))
		if err == nil {
			c := l.law.Communities[wish.Community]
			l.tally.add("community", c.State+" "+c.Switch)
		}
	}
	if (err == nil) != can {
		l.differs("%s asked for %+v: the law lets it: %v, the product says %v\n%s", by.id, wish, can, err, l.both(by.host, wish.Parent, wish.Quote))
	}
	if err != nil {
		l.tally.add("verdict", "refused to its author")
		return nil
	}
	if wish.Abroad = l.abroad(by.host, row.ID); wish.Abroad {
		v, _ = l.law.Settle(wish)
	}
	p := &written{law: &maysee.Post{Community: v.Room, ID: slug(row.IRI), Author: by.id, Host: maysee.Host(by.host), Parent: wish.Parent, Quote: wish.Quote, Versions: []maysee.Version{v},
		Handed: map[maysee.Host]int{}, Has: map[maysee.Host]int{}, Ended: map[maysee.Host]bool{}, Knows: map[maysee.Host]int{}, Taken: map[maysee.Host]*maysee.Version{}, Alone: map[maysee.Host]bool{}, Gone: map[maysee.Host]bool{}}, row: row, iri: row.IRI, by: by, seen: map[string]models.ID{}}
	if l.keep(p, ask.Text); content != "" {
		p.file = file
		l.marks[content], l.marks[file.Slug] = mark{post: p, what: inFile}, mark{post: p, what: own}
	}
	if ask.Poll != nil {
		for _, o := range ask.Poll.Options {
			l.marks[o] = mark{post: p}
		}
	}
	l.settled(p)
	return []*written{p}
}

// abroad tells whether a post stands in a community elsewhere, as an organisation has it.
func (l *leak) abroad(host string, post models.ID) (abroad bool) {
	l.w.Server(host).Read(func(tx *store.Tx) error {
		view, err := tx.PostView(post)
		abroad = err == nil && view.Community != nil && !view.Community.Local
		return nil
	})
	return abroad
}

// both tells how posts stand in the law and in the database of an organisation.
func (l *leak) both(org string, posts ...string) string {
	var out strings.Builder
	for _, id := range posts {
		m, ok := l.marks[id]
		if !ok {
			continue
		}
		fmt.Fprintf(&out, "law %+v\n", *m.post.law)
		l.w.Server(org).Read(func(tx *store.Tx) error {
			view, err := tx.PostView(l.rowAt(org, m.post))
			var named []string
			for _, a := range view.People {
				named = append(named, a.Address())
			}
			room := "none"
			if view.Community != nil {
				room = view.Community.Address()
			}
			fmt.Fprintf(&out, "row %s %s label %q names %v in %v %v\n", view.Audience, view.Distance, view.Label, named, room, err)
			return nil
		})
	}
	return out.String()
}

// keep takes a post into both worlds.
func (l *leak) keep(p *written, text string) {
	l.law.Posts[p.law.ID] = p.law
	l.posts = append(l.posts, p)
	l.marks[p.law.ID] = mark{post: p}
	l.notes(p, text)
	if p.by.peer == nil {
		l.marks[p.row.ID.String()] = mark{post: p}
		if v := p.law.Last(); v.Audience != maysee.Self && !v.Distance.Inside() {
			p.by.law.Outward = true
		}
		l.tally.add("audience at door", string(p.law.Last().Audience)+" out")
		l.tally.add("label", p.law.Last().Label)
		l.tally.add("distance", l.far(p.law.Last().Distance))
	}
}

func (l *leak) far(d maysee.Distance) string {
	switch {
	case d.World:
		return "world"
	case d.Inside():
		return "inside"
	}
	return "partners"
}

// settled compares the reach that was stored with the law's.
func (l *leak) settled(p *written) {
	var row models.Post
	var named []string
	l.w.Server(p.by.host).Read(func(tx *store.Tx) error {
		view, err := tx.PostView(p.row.ID)
		for _, a := range view.People {
			named = append(named, string(a.Handle)+"@"+a.Domain)
		}
		row = view.Post
		return err
	})
	p.row = row
	slices.Sort(named)
	v := p.law.Last()
	stored := maysee.Distance{World: row.Distance.World}
	for _, h := range row.Distance.Hosts {
		stored.Hosts = append(stored.Hosts, maysee.Host(h))
	}
	lawful := slices.Clone(v.Distance.Hosts)
	slices.Sort(lawful)
	if maysee.Audience(row.Audience) != v.Audience || stored.World != v.Distance.World || !slices.Equal(stored.Hosts, lawful) || !slices.Equal(named, v.Named) || row.Label != v.Label {
		l.differs("a post of %s is for %s at %s, names %v, label %q; by the law %s at %v, %v, %s", p.by.id, row.Audience, row.Distance, named, row.Label, v.Audience, v.Distance, v.Named, v.Label+"\n"+l.both(p.by.host, p.law.ID, p.law.Parent, p.law.Quote))
	}
}

// readable picks a post that somebody of ours may read.
func (l *leak) readable(by *someone) *written {
	return l.recent(func(p *written) bool {
		id := l.rowAt(by.host, p)
		if id == 0 || p.law.Deleted {
			return false
		}
		may := false
		by.Home.Read(func(tx *store.Tx) error {
			_, err := tx.VisiblePost(by.ID, id)
			may = err == nil
			return nil
		})
		return may
	})
}

func (l *leak) mine() *written {
	return l.recent(func(p *written) bool { return p.by.peer == nil && !p.law.Deleted })
}

func (l *leak) edits() []*written {
	p := l.mine()
	if p == nil {
		return nil
	}
	text, _ := l.text()
	wish := maysee.Wish{Author: p.by.id, Audience: p.law.Last().Audience, Distance: p.law.Last().Distance, Keeps: true, Label: p.law.Last().Label, Parent: p.law.Parent, Quote: p.law.Quote, Community: p.law.Community, Before: p.law.Last()}
	wish.Abroad = l.abroad(p.by.host, p.row.ID)
	c := conversations.Change{Text: &text}
	if l.dice.IntN(2) == 0 {
		where, d := l.distance(p.by.host)
		c.Where, wish.Distance, wish.Keeps = &where, d, false
	}
	if p.law.Community == "" && l.dice.IntN(3) == 0 {
		a := pick(l, []models.Audience{models.Self, models.Named, models.Followers, models.Everyone})
		c.Audience, wish.Audience = &a, maysee.Audience(a)
	}
	before := p.law.Last()
	v, can := l.law.Settle(wish)
	v.Settled = before.Settled
	l.say("%s edits %s: %+v", p.by.id, p.law.ID, wish)
	err := p.by.Home.Store.Write(context.Background(), func(tx *store.Tx) error {
		a, err := tx.ActorByID(p.by.ID)
		if err == nil {
			_, err = conversations.Edit(tx, p.by.Home.Site, a, p.row.ID, c)
		}
		return err
	})
	if (err == nil) != can {
		l.differs("the edit of %s, %+v: the law lets it: %v, the product says %v\n%s", p.law.ID, wish, can, err, l.both(p.by.host, p.law.ID, wish.Parent, wish.Quote))
	}
	if err != nil {
		return nil
	}
	if abroad := l.abroad(p.by.host, p.row.ID); abroad != wish.Abroad {
		wish.Abroad = abroad
		v, _ = l.law.Settle(wish)
		v.Settled = before.Settled
	}
	p.law.Versions = append(p.law.Versions, v)
	l.notes(p, text)
	if v.Audience != maysee.Self && !v.Distance.Inside() {
		p.by.law.Outward = true
	}
	l.tally.add("audience at door", string(v.Audience)+" out")
	l.settled(p)
	return []*written{p}
}

func (l *leak) deletes() []*written {
	p := l.mine()
	if p == nil {
		return nil
	}
	l.say("%s deletes %s", p.by.id, p.law.ID)
	p.by.Home.Write(func(tx *store.Tx) error {
		a, err := tx.ActorByID(p.by.ID)
		if err == nil {
			_, err = conversations.Delete(tx, p.by.Home.Site, a, p.row.ID)
		}
		return err
	})
	p.law.Deleted = true
	return []*written{p}
}

// acts lets somebody of ours do something to a post that they may read.
func (l *leak) acts(say string, do func(tx *store.Tx, by *someone, a models.Actor, post models.ID) error) []*written {
	by := l.ours()
	p := l.readable(by)
	if p == nil {
		return nil
	}
	l.say("%s %s %s", by.id, say, p.law.ID)
	err := by.Home.Store.Write(context.Background(), func(tx *store.Tx) error {
		a, err := tx.ActorByID(by.ID)
		if err != nil {
			return err
		}
		return do(tx, by, a, l.rowAt(by.host, p))
	})
	if err == nil {
		l.outwardNow(by)
	}
	return []*written{p}
}

// outwardNow takes over whether somebody went outward by what they did.
func (l *leak) outwardNow(by *someone) {
	if a := l.actorAt(by.host, by); a != nil && a.Outward != 0 {
		by.law.Outward = true
	}
}

func (l *leak) boosts() []*written {
	return l.acts("shares", func(tx *store.Tx, by *someone, a models.Actor, post models.ID) error {
		_, err := reactions.Boost(tx, by.Home.Site, a, post, "", 0)
		return err
	})
}

func (l *leak) thanks() []*written {
	return l.acts("thanks for", func(tx *store.Tx, by *someone, a models.Actor, post models.ID) error {
		_, err := reactions.Favourite(tx, by.Home.Site, a, post, "")
		return err
	})
}

func (l *leak) follows() []*written {
	by, whom := l.ours(), pick(l, l.people)
	if by == whom {
		return nil
	}
	err := by.TriesToFollow(whom.id)
	l.say("%s follows %s: %v", by.id, whom.id, err)
	l.outwardNow(by)
	l.w.Settle()
	if whom.peer != nil {
		whom.peer.Answers()
		l.w.Settle()
	}
	l.pair(by, whom)
	return nil
}

func (l *leak) unfollows() []*written {
	by, whom := l.ours(), pick(l, l.people)
	a := l.actorAt(by.host, whom)
	if a == nil || by == whom {
		return nil
	}
	l.say("%s unfollows %s", by.id, whom.id)
	by.Home.Write(func(tx *store.Tx) error {
		me, err := tx.ActorByID(by.ID)
		if err != nil {
			return err
		}
		return people.Unfollow(tx, by.Home.Site, me, *a)
	})
	l.w.Settle()
	l.pair(by, whom)
	return nil
}

func (l *leak) refuses() []*written {
	by, who := l.ours(), pick(l, l.people)
	a := l.actorAt(by.host, who)
	if a == nil || by == who || !l.law.Follows[maysee.Follow{Who: who.id, Whom: by.id}] {
		return nil
	}
	l.say("%s removes the follower %s", by.id, who.id)
	by.Home.Write(func(tx *store.Tx) error {
		me, err := tx.ActorByID(by.ID)
		if err != nil {
			return err
		}
		return people.Reject(tx, by.Home.Site, me, *a)
	})
	delete(l.law.Follows, maysee.Follow{Who: who.id, Whom: by.id})
	l.w.Settle()
	l.pair(who, by)
	return nil
}

// pair takes over whether somebody follows another, as the followed one's organisation has it.
func (l *leak) pair(who, whom *someone) {
	f := maysee.Follow{Who: who.id, Whom: whom.id}
	if whom.peer != nil {
		l.law.Follows[f] = l.followsAt(who.host, who, whom)
	} else {
		l.law.Follows[f] = l.followsAt(whom.host, who, whom)
	}
	if !l.law.Follows[f] {
		delete(l.law.Follows, f)
	}
}

func (l *leak) followsAt(host string, who, whom *someone) (yes bool) {
	a, b := l.actorAt(host, who), l.actorAt(host, whom)
	if a == nil || b == nil {
		return false
	}
	l.w.Server(host).Read(func(tx *store.Tx) (err error) {
		yes, err = tx.Follows(a.ID, b.ID)
		return err
	})
	return yes
}

// whoFollows is pair for everybody.
func (l *leak) whoFollows() {
	for _, r := range l.rooms {
		l.members(r)
	}
	for _, org := range l.orgs {
		l.w.Server(org).Read(func(tx *store.Tx) error {
			rows := map[*someone]models.ID{}
			for _, who := range l.people {
				if a, err := tx.ActorByIRI(who.iri); err == nil {
					rows[who] = a.ID
				}
			}
			for _, who := range l.people {
				for _, whom := range l.people {
					if who == whom || !(whom.host == org || whom.peer != nil && who.host == org) {
						continue
					}
					f, yes := maysee.Follow{Who: who.id, Whom: whom.id}, false
					if rows[who] != 0 && rows[whom] != 0 {
						var err error
						if yes, err = tx.Follows(rows[who], rows[whom]); err != nil {
							return err
						}
					}
					if delete(l.law.Follows, f); yes {
						l.law.Follows[f] = true
					}
				}
			}
			return nil
		})
	}
}

func (l *leak) standing() []*written {
	org := pick(l, l.orgs)
	host := pick(l, l.hosts())
	if host == org {
		return nil
	}
	l.stands(org, host, pick(l, []models.Standing{models.Partner, models.Partner, models.Partner, models.Allowed, models.Allowed, models.Open, models.Limited, models.Blocked}))
	return l.some(2)
}

// some are a few posts of late.
func (l *leak) some(n int) (few []*written) {
	for range n {
		if p := l.recent(nil); p != nil {
			few = append(few, p)
		}
	}
	return few
}

func (l *leak) mode() []*written {
	org := pick(l, l.orgs)
	o := l.law.Organisations[maysee.Host(org)]
	o.OpenFor = l.dice.IntN(3) == 0
	mode := models.Allowlist
	if o.OpenFor {
		mode = models.OpenMode
	}
	l.say("%s is in mode %s", org, mode)
	l.w.Server(org).Write(func(tx *store.Tx) error { return tx.SetMode(mode) })
	l.tally.add("mode", string(mode))
	return l.some(2)
}

func (l *leak) jumps() []*written {
	d := pick(l, []time.Duration{time.Minute, time.Hour, 25 * time.Hour, 8 * 24 * time.Hour})
	l.say("%s later", d)
	l.tick(d)
	return l.some(2)
}

func (l *leak) crashes() []*written {
	org := pick(l, l.orgs)
	touched := l.writes()
	l.w.Crashes(org, l.dice.IntN(4), l.dice.IntN(2) == 0)
	l.law.Now = l.w.Clock.Now().UnixMilli()
	l.tally.add("crash", org)
	l.crash = org
	return append(touched, l.some(1)...)
}

func (l *leak) outward() []*written {
	by := l.ours()
	l.say("%s goes outward", by.id)
	by.GoesOutward()
	by.law.Outward = true
	return nil
}

// looksUp lets an organisation fetch a post of another, for somebody who asks for it.
func (l *leak) looksUp() []*written {
	by := l.ours()
	p := l.recent(func(p *written) bool { return p.by.host != by.host && p.law.Last().Audience != maysee.Self })
	if p == nil {
		return nil
	}
	before, may := l.standsIn(p, by.host), map[string]bool{}
	for _, r := range l.roomsOf(by.host) {
		l.members(r)
		may[r.law.ID] = l.law.MayPost(p.by.id, r.law)
	}
	_, err := by.Home.Resolve.Post(context.Background(), p.iri, nil)
	l.say("%s looks up %s: %v", by.id, p.law.ID, err)
	if in := l.standsIn(p, by.host); in != before && in != "" && !may[in] {
		l.differs("%s of %s stands in %s since somebody looked it up; its author may not write there", p.law.ID, p.by.id, in)
	}
	l.tally.add("audience at door", string(p.law.Last().Audience)+" fetch")
	return []*written{p}
}

func (l *leak) heardFollow() []*written {
	p := l.people[3*len(l.orgs)+l.dice.IntN(len(l.peers))]
	whom := l.ours()
	l.words++
	status, _ := p.peer.Sends(whom.inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/follows/%d","type":"Follow","actor":"%s","object":"%s"}`, p.host, l.words, p.iri, whom.iri))
	l.say("%s follows %s and is answered %d", p.id, whom.id, status)
	l.w.Settle()
	l.pair(p, whom)
	if l.law.Follows[maysee.Follow{Who: p.id, Whom: whom.id}] && status != http.StatusAccepted {
		l.whoFollows()
	}
	return nil
}
