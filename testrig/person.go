package testrig

import (
	"cmp"
	"context"
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/services/reactions"
	"guildhall/store"
)

// Person is somebody of an organisation of the world, acting as pages and apps would: the network first, then the verb.
type Person struct {
	models.Actor
	Home *Server
	w    *World
}

// As gives a person by address (ada@acme.example), made on first sight.
func (w *World) As(address string) *Person {
	w.T.Helper()
	if p := w.people[address]; p != nil {
		return p
	}
	name, host, _ := strings.Cut(address, "@")
	s := w.Server(host)
	p := &Person{Actor: s.create(models.Handle(name)), Home: s, w: w}
	w.people[address] = p
	return p
}

// GoesOutward lets others find the person.
func (p *Person) GoesOutward() *Person {
	p.w.T.Helper()
	p.Home.Write(func(tx *store.Tx) error {
		_, err := people.GoOutward(tx, p.Actor)
		return err
	})
	return p
}

// finds resolves an address as the search field does.
func (p *Person) finds(address string) (models.Actor, error) {
	return p.Home.Resolve.Handle(context.Background(), "@"+address)
}

// Follows asks to follow somebody and lets it happen.
func (p *Person) Follows(address string) *Person {
	p.w.T.Helper()
	p.w.Say("%s follows %s", p.Address(), address)
	if err := p.TriesToFollow(address); err != nil {
		p.w.T.Fatalf("%s could not follow %s: %v", p.Address(), address, err)
	}
	p.w.Settle()
	return p
}

// TriesToFollow gives the sentence that stands in the way, or nil.
func (p *Person) TriesToFollow(address string) error {
	p.w.T.Helper()
	whom, err := p.finds(address)
	if err != nil {
		return err
	}
	return p.Home.Store.Write(context.Background(), func(tx *store.Tx) error {
		if err := p.Home.Gate.May(tx, models.Follow, p.in(tx), whom); err != nil {
			return err
		}
		_, err := people.Follow(tx, p.Home.Site, p.in(tx), whom, "")
		return err
	})
}

// in is the person inside a transaction.
func (p *Person) in(tx *store.Tx) models.Actor {
	a, err := tx.ActorByID(p.ID)
	if err != nil {
		p.w.T.Fatal(err)
	}
	return a
}

// Unfollows ends a follow.
func (p *Person) Unfollows(address string) *Person {
	p.w.T.Helper()
	p.w.Say("%s unfollows %s", p.Address(), address)
	whom, err := p.finds(address)
	if err != nil {
		p.w.T.Fatal(err)
	}
	p.Home.Write(func(tx *store.Tx) error { return people.Unfollow(tx, p.Home.Site, p.in(tx), whom) })
	p.w.Settle()
	return p
}

// Blocks shuts somebody out for this person.
func (p *Person) Blocks(address string) *Person {
	p.w.T.Helper()
	p.w.Say("%s blocks %s", p.Address(), address)
	whom, err := p.finds(address)
	if err != nil {
		p.w.T.Fatal(err)
	}
	p.Home.Write(func(tx *store.Tx) error {
		_, err := people.Block(tx, p.Home.Site, p.in(tx), whom, "")
		return err
	})
	p.w.Settle()
	return p
}

// Posts writes to everyone at a distance (inside, partners, world) and lets it travel.
func (p *Person) Posts(text, where string) models.Post {
	p.w.T.Helper()
	return p.Writes(conversations.Ask{Text: text, Where: where, Audience: models.Everyone})
}

// Writes posts whatever is asked and lets it travel; a refusal ends the test.
func (p *Person) Writes(ask conversations.Ask) models.Post {
	p.w.T.Helper()
	if ask.ReplyTo != 0 {
		p.w.Say("%s answers: %q", p.Address(), ask.Text)
	} else {
		p.w.Say("%s writes for %s, %s: %q", p.Address(), ask.Audience, cmp.Or(ask.Where, "as far as they can be reached"), ask.Text)
	}
	post, err := p.TriesToWrite(ask)
	if err != nil {
		p.w.T.Fatalf("%s could not write: %v", p.Address(), err)
	}
	p.w.Settle()
	return post
}

// TriesToWrite gives the post, or the sentence that stands in the way.
func (p *Person) TriesToWrite(ask conversations.Ask) (post models.Post, err error) {
	err = p.Home.Store.Write(context.Background(), func(tx *store.Tx) error {
		ask.By = p.in(tx)
		post, err = conversations.Post(tx, p.Home.Site, ask)
		return err
	})
	return post, err
}

// Replies answers the newest post that holds the words, as far as it goes by default.
func (p *Person) Replies(words, text string) models.Post {
	p.w.T.Helper()
	return p.Writes(conversations.Ask{Text: text, ReplyTo: p.Finds(words).ID})
}

// Edits changes a post.
func (p *Person) Edits(post models.Post, c conversations.Change) {
	p.w.T.Helper()
	p.w.Say("%s edits a post", p.Address())
	p.Home.Write(func(tx *store.Tx) error {
		_, err := conversations.Edit(tx, p.Home.Site, p.in(tx), post.ID, c)
		return err
	})
	p.w.Settle()
}

// Deletes takes a post back.
func (p *Person) Deletes(post models.Post) {
	p.w.T.Helper()
	p.w.Say("%s deletes a post", p.Address())
	p.Home.Write(func(tx *store.Tx) error {
		_, err := conversations.Delete(tx, p.Home.Site, p.in(tx), post.ID)
		return err
	})
	p.w.Settle()
}

// Thanks favourites, and Shares boosts, the newest post that holds the words.
func (p *Person) Thanks(words string) *Person {
	p.w.T.Helper()
	p.w.Say("%s thanks for %q", p.Address(), words)
	post := p.Finds(words)
	p.Home.Write(func(tx *store.Tx) error {
		_, err := reactions.Favourite(tx, p.Home.Site, p.in(tx), post.ID, "")
		return err
	})
	p.w.Settle()
	return p
}

// Shares boosts it.
func (p *Person) Shares(words string) *Person {
	p.w.T.Helper()
	p.w.Say("%s shares %q", p.Address(), words)
	post := p.Finds(words)
	p.Home.Write(func(tx *store.Tx) error {
		_, err := reactions.Boost(tx, p.Home.Site, p.in(tx), post.ID, "", 0)
		return err
	})
	p.w.Settle()
	return p
}

// Finds gives the newest post with the words that the person may read: at home, else in public, else among notices.
func (p *Person) Finds(words string) models.PostShown {
	p.w.T.Helper()
	post, ok := p.looks(words)
	if !ok {
		p.w.T.Fatalf("%s does not see %q", p.Address(), words)
	}
	return post
}

func (p *Person) looks(words string) (models.PostShown, bool) {
	p.w.T.Helper()
	var lists [][]models.PostShown
	p.Home.Read(func(tx *store.Tx) error {
		home, err := tx.Home(p.ID, store.Page{Limit: 80})
		if err != nil {
			return err
		}
		public, err := tx.PublicPosts(p.ID, "", store.Page{Limit: 80})
		if err != nil {
			return err
		}
		noticed, err := tx.Notices(p.ID, nil, nil, store.Page{Limit: 80})
		lists = append(lists, home, public)
		for _, n := range noticed {
			if n.Post != nil {
				lists = append(lists, []models.PostShown{*n.Post})
			}
		}
		return err
	})
	for _, list := range lists {
		for _, post := range list {
			if strings.Contains(post.Content, words) || strings.Contains(post.Title, words) {
				return post, true
			}
		}
	}
	return models.PostShown{}, false
}

// Sees fails when the person can find no post with the words.
func (p *Person) Sees(words string) *Person {
	p.w.T.Helper()
	p.Finds(words)
	p.w.Say("%s sees %q", p.Address(), words)
	return p
}

// SeesNot fails when the person can.
func (p *Person) SeesNot(words string) *Person {
	p.w.T.Helper()
	if _, ok := p.looks(words); ok {
		p.w.T.Fatalf("%s sees %q", p.Address(), words)
	}
	p.w.Say("%s does not see %q", p.Address(), words)
	return p
}

// HomeShows tells how many lines of the home stream hold the words.
func (p *Person) HomeShows(words string) int {
	p.w.T.Helper()
	n := 0
	p.Home.Read(func(tx *store.Tx) error {
		home, err := tx.Home(p.ID, store.Page{Limit: 80})
		for _, post := range home {
			if strings.Contains(post.Content, words) {
				n++
			}
		}
		return err
	})
	return n
}

// Noticed tells how many notices of a kind the person has.
func (p *Person) Noticed(kind models.NoticeKind) int {
	p.w.T.Helper()
	var all []models.NoticeShown
	p.Home.Read(func(tx *store.Tx) (err error) {
		all, err = tx.Notices(p.ID, []models.NoticeKind{kind}, nil, store.Page{Limit: 80})
		return err
	})
	return len(all)
}

// IsFollowedBy tells whether somebody follows the person, accepted.
func (p *Person) IsFollowedBy(address string) bool {
	p.w.T.Helper()
	name, domain, _ := strings.Cut(address, "@")
	yes := false
	p.Home.Read(func(tx *store.Tx) error {
		a, err := tx.ActorByAddress(models.Handle(name), domain)
		if fault.Is(err, fault.Missing) {
			return nil
		}
		if err == nil {
			yes, err = tx.Follows(a.ID, p.ID)
		}
		return err
	})
	return yes
}

// Accepts lets a follower in who asked; Refuses refuses one, or removes one later.
func (p *Person) Accepts(address string) *Person {
	p.w.T.Helper()
	p.w.Say("%s accepts %s", p.Address(), address)
	p.answers(address, func(tx *store.Tx, who models.Actor) error {
		_, err := people.Accept(tx, p.Home.Site, p.in(tx), who)
		return err
	})
	return p
}

// Refuses refuses a follower, or removes one later.
func (p *Person) Refuses(address string) *Person {
	p.w.T.Helper()
	p.w.Say("%s refuses %s", p.Address(), address)
	p.answers(address, func(tx *store.Tx, who models.Actor) error { return people.Reject(tx, p.Home.Site, p.in(tx), who) })
	return p
}

func (p *Person) answers(address string, verb func(*store.Tx, models.Actor) error) {
	p.w.T.Helper()
	name, domain, _ := strings.Cut(address, "@")
	p.Home.Write(func(tx *store.Tx) error {
		who, err := tx.ActorByAddress(models.Handle(name), domain)
		if err != nil {
			return err
		}
		return verb(tx, who)
	})
	p.w.Settle()
}

// Below tells how many replies the person sees under a post.
func (p *Person) Below(post models.Post) int {
	p.w.T.Helper()
	n := 0
	p.Home.Read(func(tx *store.Tx) error {
		_, below, err := tx.Thread(p.ID, post.ID)
		n = len(below)
		return err
	})
	return n
}
