package interop_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/store"
)

// Worker is somebody with an account at the house, who uses an app.
type Worker struct {
	models.Actor
	Handle string // @ada@127.0.0.1:PORT
	token  string
	home   *House
}

// Employs makes a person whom others can find.
func (h *House) Employs(name string) *Worker {
	h.t.Helper()
	w := &Worker{Handle: "@" + name + "@" + string(h.Site.Host), home: h}
	h.Does(func(tx *store.Tx) (err error) {
		w.Actor, err = accounts.Create(tx, h.Site, accounts.New{Handle: models.Handle(name), Email: name + "@mail.invalid", Hash: "none"})
		if err == nil {
			w.Actor, err = people.GoOutward(tx, w.Actor)
		}
		if err != nil {
			return err
		}
		m, err := accounts.Member(tx, w.ID)
		if err == nil {
			w.token, err = accounts.NewToken(tx, m, "interop", "read write follow")
		}
		return err
	})
	return w
}

// Status is a post as apps are told of it.
type Status struct {
	ID, URI, Content, Visibility string
	InReplyToID                  string `json:"in_reply_to_id"`
	EditedAt                     string `json:"edited_at"`
	Account                      struct{ ID, Acct, URI string }
	Reblog                       *Status
	Favourites                   int `json:"favourites_count"`
	Boosts                       int `json:"reblogs_count"`
}

// Asks does a request of an app and reads the answer into out, unless nil. It gives the status and, of a refusal, the
// sentence.
func (w *Worker) Asks(method, path string, form url.Values, out any) (int, string) {
	w.home.t.Helper()
	req, err := http.NewRequestWithContext(w.home.t.Context(), method, w.home.Site.Base+path, strings.NewReader(form.Encode()))
	if err != nil {
		w.home.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+w.token)
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	status, body := exchange(w.home.t, req)
	if status != http.StatusOK {
		var no struct{ Error string }
		_ = json.Unmarshal(body, &no)
		return status, no.Error
	}
	if out != nil {
		if err := json.Unmarshal(body, out); err != nil {
			w.home.t.Fatalf("%s %s answers what no app can read: %v: %s", method, path, err, body)
		}
	}
	return status, ""
}

// does is Asks for what must work.
func (w *Worker) does(method, path string, form url.Values, out any) {
	w.home.t.Helper()
	if status, why := w.Asks(method, path, form, out); status != http.StatusOK {
		w.home.t.Fatalf("%s: %s %s is answered %d %s", w.Handle, method, path, status, why)
	}
}

// Searches looks for a handle or address, also elsewhere.
func (w *Worker) Searches(what string) (people []struct{ ID, Acct string }, posts []Status) {
	w.home.t.Helper()
	return w.looks("?resolve=true&q=" + url.QueryEscape(what))
}

func (w *Worker) looks(query string) (people []struct{ ID, Acct string }, posts []Status) {
	w.home.t.Helper()
	var found struct {
		Accounts []struct{ ID, Acct string }
		Statuses []Status
	}
	w.does(http.MethodGet, "/api/v2/search"+query, nil, &found)
	return found.Accounts, found.Statuses
}

// Finds is Searches for the one account of a program's person.
func (w *Worker) Finds(p *Peer) (account string) {
	w.home.t.Helper()
	people, _ := w.Searches(p.Handle)
	if len(people) != 1 || "@"+people[0].Acct != p.Handle {
		w.home.t.Fatalf("%s searches %s and finds %v", w.Handle, p.Handle, people)
	}
	return people[0].ID
}

// Here finds a post by its id among those that are here, without asking for it elsewhere.
func (w *Worker) Here(post string) (Status, bool) {
	w.home.t.Helper()
	_, posts := w.looks("?q=" + url.QueryEscape(post))
	if len(posts) == 0 {
		return Status{}, false
	}
	return posts[0], true
}

// Follows follows a program's person and waits until that is accepted.
func (w *Worker) Follows(p *Peer) {
	w.home.t.Helper()
	account := w.Finds(p)
	w.does(http.MethodPost, "/api/v1/accounts/"+account+"/follow", nil, nil)
	Eventually(w.home.t, w.Handle+" follows "+p.Handle, func() bool { return w.Related(account).Following })
}

// Relation is what apps show between the worker and an account.
type Relation struct {
	Following, Requested bool
	FollowedBy           bool `json:"followed_by"`
}

// Related asks for it.
func (w *Worker) Related(account string) Relation {
	w.home.t.Helper()
	var r []Relation
	w.does(http.MethodGet, "/api/v1/accounts/relationships?id[]="+account, nil, &r)
	if len(r) != 1 {
		w.home.t.Fatalf("%s is told %d relations to %s", w.Handle, len(r), account)
	}
	return r[0]
}

// Says posts with an app: public, unless visibility is among the pairs of names and values.
func (w *Worker) Says(text string, more ...string) (s Status) {
	w.home.t.Helper()
	form := url.Values{"status": {text}, "visibility": {"public"}}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	w.does(http.MethodPost, "/api/v1/statuses", form, &s)
	return s
}

// Writes posts as a page does, with whatever reach.
func (w *Worker) Writes(ask conversations.Ask) (p models.Post) {
	w.home.t.Helper()
	w.home.Does(func(tx *store.Tx) (err error) {
		if ask.By, err = tx.ActorByID(w.ID); err == nil {
			p, err = conversations.Post(tx, w.home.Site, ask)
		}
		return err
	})
	return p
}

// Home is the worker's home timeline.
func (w *Worker) Home() (list []Status) {
	w.home.t.Helper()
	w.does(http.MethodGet, "/api/v1/timelines/home?limit=40", nil, &list)
	return list
}

// Reads waits until a post of the given id is in home, and gives it.
func (w *Worker) Reads(post string) (s Status) {
	w.home.t.Helper()
	Eventually(w.home.t, post+" is in the home of "+w.Handle, func() bool {
		for _, s = range w.Home() {
			if s.URI == post {
				return true
			}
		}
		return false
	})
	return s
}

// Notified tells whether the worker was told of a kind of thing (mention, favourite, reblog, follow, follow_request) by
// somebody, about a post unless that is empty.
func (w *Worker) Notified(kind string, by *Peer, post string) bool {
	w.home.t.Helper()
	var list []struct {
		Type    string
		Account struct{ Acct string }
		Status  *Status
	}
	w.does(http.MethodGet, "/api/v1/notifications?types[]="+kind, nil, &list)
	for _, n := range list {
		if n.Type == kind && "@"+n.Account.Acct == by.Handle && (post == "" || n.Status != nil && n.Status.URI == post) {
			return true
		}
	}
	return false
}

// Thread is what stands above and below a post.
func (w *Worker) Thread(id string) (above, below []Status) {
	w.home.t.Helper()
	var c struct{ Ancestors, Descendants []Status }
	w.does(http.MethodGet, "/api/v1/statuses/"+id+"/context", nil, &c)
	return c.Ancestors, c.Descendants
}

// String tells it in one line.
func (s Status) String() string { return fmt.Sprintf("%s %q", s.URI, s.Content) }
