package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/services/boundary"
	"guildhall/store"
)

// Who may change what a peer is to us, and who may read about it.
const (
	whoDecides = "admin boundary"
	whoReads   = "admin boundary auditor"
)

const (
	mostPeers    = 50
	mostRefusals = 30
	week         = 7 * 24 * time.Hour
	daysShown    = 30 * 24 * time.Hour
)

// rowsOfPeers are the administrators' pages of other servers: what each is to us, what crossed, what was refused and why.
func rowsOfPeers(w *Web) []door.Row {
	return []door.Row{
		w.duty(get, frontend.PathPeers, whoReads, func(v *visit) error { return v.peers(http.StatusOK, "", frontend.Problem{}) }),
		w.duty(post, frontend.PathPeers, whoDecides, (*visit).namePeer),
		w.duty(get, frontend.PathPeer, whoReads, func(v *visit) error { return v.peer(http.StatusOK, frontend.Problem{}) }),
		w.duty(post, frontend.PathPeerStanding, whoDecides, (*visit).changePeer),
		w.duty(post, frontend.PathPeerKeys, whoDecides, (*visit).weakKeys),
		w.duty(post, frontend.PathPeerForget, whoDecides, (*visit).forgetPeer),
		w.duty(post, frontend.PathPeerLook, whoDecides, (*visit).lookAtPeer),
		w.duty(post, frontend.PathPeerAnswer, whoDecides, (*visit).answerPeer),
		w.duty(post, frontend.PathPeerAbout, whoDecides, (*visit).aboutPeer),
	}
}

// peers lists the servers that are known, with their last seven days.
func (v *visit) peers(status int, typed string, problem frontend.Problem) error {
	p := frontend.Peers{Only: models.Standing(v.query("standing")), Query: v.query("q"), Domain: typed, Problem: problem}
	return v.page(status, func(tx *store.Tx) (frontend.Page, error) {
		var err error
		if p.Mode, err = tx.Mode(); err != nil {
			return p, err
		}
		list, err := tx.Peers(store.PeerFilter{Standing: p.Only, Words: p.Query, After: models.Host(v.query("after")), Limit: mostPeers})
		if err != nil {
			return p, err
		}
		if len(list) == mostPeers {
			q := v.gin.Request.URL.Query()
			q.Set("after", string(list[mostPeers-1].Host))
			p.Older = frontend.PathPeers.With() + "?" + q.Encode()
		}
		asked, err := tx.AskedHosts(mostPeers)
		if err != nil {
			return p, err
		}
		for _, a := range asked {
			p.Asked = append(p.Asked, frontend.AskedHost(a))
		}
		hosts := make([]models.Host, len(list))
		for i := range list {
			hosts[i] = list[i].Host
		}
		days, err := tx.DaysOf(hosts, day(tx.Now(), week))
		for _, one := range list {
			line := frontend.PeerLine{Peer: one}
			for _, d := range frontend.PeerDays(days[one.Host]) {
				line.In, line.Out, line.Refused = line.In+d.In, line.Out+d.Out, line.Refused+d.Refused
			}
			p.Lines = append(p.Lines, line)
		}
		return p, err
	})
}

// weakKeys lets a peer sign with keys of 1024 bits, or not any more.
func (v *visit) weakKeys() error {
	host, err := v.host(v.gin.Param("host"))
	if err != nil {
		return nothing()
	}
	err = v.write(func(tx *store.Tx) error {
		_, err := boundary.SetWeakKeys(tx, v.who.Actor, v.Site.Host, host, v.ticked("weak"), v.form("why"))
		return err
	})
	if again(err) {
		return v.peer(fault.Status(err), frontend.ProblemOf(err))
	}
	if err != nil {
		return err
	}
	return v.done(frontend.PathPeer.With(string(host)), "flash.peer.keys")
}

// aboutPeer says who answers for a peer, why it has its standing, and when to look at it again.
func (v *visit) aboutPeer() error {
	host, err := v.host(v.gin.Param("host"))
	if err != nil {
		return nothing()
	}
	owner, reason, below := models.Handle(strings.TrimPrefix(v.form("owner"), "@")), v.form("reason"), v.ticked("below")
	var review models.Time
	if typed := v.form("review"); typed != "" {
		at, err := time.Parse(time.DateOnly, typed)
		if err != nil {
			return v.peer(http.StatusUnprocessableEntity, frontend.Problem{Field: "review", Sentence: "Write the day like 2027-03-01."})
		}
		review = models.At(at)
	}
	err = v.write(func(tx *store.Tx) error {
		_, err := boundary.Describe(tx, v.who.Actor, v.Site.Host, host, boundary.About{Owner: &owner, Reason: &reason, Review: &review, Below: &below}, v.form("why-about"))
		return err
	})
	if again(err) {
		return v.peer(fault.Status(err), frontend.ProblemOf(err))
	}
	if err != nil {
		return err
	}
	return v.done(frontend.PathPeer.With(string(host)), "flash.peer.about")
}

// day is the day some time ago, as counts are kept by.
func day(now models.Time, ago time.Duration) string {
	return now.Go().Add(-ago).Format("2006-01-02")
}

// namePeer says for the first time what a server is to us.
func (v *visit) namePeer() error {
	typed := v.form("domain")
	host, err := v.host(typed)
	if err == nil {
		err = v.setStanding(host)
	}
	if again(err) {
		return v.peers(fault.Status(err), typed, frontend.Problem{Field: "domain", Sentence: fault.Say(err)})
	}
	return err
}

// changePeer says so again, on the page of the peer.
func (v *visit) changePeer() error {
	host, err := v.host(v.gin.Param("host"))
	if err != nil {
		return nothing()
	}
	if err = v.setStanding(host); again(err) {
		return v.peer(fault.Status(err), frontend.ProblemOf(err))
	}
	return err
}

// told is said once a peer has a standing.
var told = map[models.Standing]string{
	models.Partner: "flash.peer.partner", models.Allowed: "flash.peer.allowed", models.Open: "flash.peer.open",
	models.Limited: "flash.peer.limited", models.Blocked: "flash.peer.blocked",
}

// setStanding does what the form says, and sends the browser to the page of the peer. Whoever may be asked now is asked what
// software it runs, in the background.
func (v *visit) setStanding(host models.Host) error {
	standing := models.Standing(v.form("standing"))
	err := v.write(func(tx *store.Tx) error {
		_, err := boundary.SetStanding(tx, v.who.Actor, v.Site.Host, host, standing, v.form("why"))
		return err
	})
	if err != nil {
		return err
	}
	if standing == models.Partner || standing == models.Allowed {
		ctx := context.WithoutCancel(v.ctx())
		go func() {
			if err := v.Resolve.Software(ctx, host, v.Settings.InsecureHTTP); err != nil {
				v.Log.DebugContext(ctx, "a peer did not tell its software", "host", host, "err", err)
			}
		}()
	}
	return v.done(frontend.PathPeer.With(string(host)), told[standing])
}

// forgetPeer makes a server a stranger again.
func (v *visit) forgetPeer() error {
	host, err := v.host(v.gin.Param("host"))
	if err != nil {
		return nothing()
	}
	err = v.write(func(tx *store.Tx) error { return boundary.Forget(tx, v.who.Actor, host, v.form("why")) })
	if err != nil && !fault.Is(err, fault.Missing) { // forgotten already
		return err
	}
	return v.done(frontend.PathPeers.With(), "flash.peer.forgot")
}

// peer shows one server. One that was never met stands open.
func (v *visit) peer(status int, problem frontend.Problem) error {
	host, err := v.host(v.gin.Param("host"))
	if err != nil || host == v.Site.Host {
		return nothing()
	}
	if typed := v.gin.Param("host"); typed != string(host) && v.gin.Request.Method == get {
		return v.done(frontend.PathPeer.With(string(host)), "")
	}
	return v.page(status, func(tx *store.Tx) (frontend.Page, error) {
		p := frontend.PeerPage{Problem: problem}
		var err error
		if p.Peer, err = tx.Peer(host); err != nil {
			return p, err
		}
		if p.Mode, err = tx.Mode(); err != nil {
			return p, err
		}
		if err := v.waiting(tx, &p); err != nil {
			return p, err
		}
		p.Suspended = p.Peer.Standing.Closed(p.Mode)
		days, err := tx.PeerDays(host, day(tx.Now(), daysShown))
		if err != nil {
			return p, err
		}
		p.Days = frontend.PeerDays(days)
		if p.Followers, p.Follows, err = tx.FollowsWith(host); err != nil {
			return p, err
		}
		p.Refusals, err = tx.Decisions(store.DecisionFilter{Peer: host, Stopped: true, Before: v.onPage().MaxID, Limit: mostRefusals})
		if n := len(p.Refusals); n == mostRefusals {
			p.Older = frontend.PathPeer.With(string(host)) + "?before=" + p.Refusals[n-1].ID.String()
		}
		return p, err
	})
}

// waiting adds who wants to follow somebody on a server. Those who only read are told how many.
func (v *visit) waiting(tx *store.Tx, p *frontend.PeerPage) error {
	list, err := tx.OpenAskings(p.Peer.Host, 0, mostRefusals)
	if err != nil {
		return err
	}
	p.Waiting = len(list)
	decides, err := access.Can(tx, v.who.Actor, access.Bound)
	if err != nil || !decides {
		return err
	}
	ids := make([]models.ID, len(list))
	for i := range list {
		ids[i] = list[i].AskerID
	}
	people, err := tx.Actors(ids)
	for _, a := range list {
		p.Askings = append(p.Askings, frontend.AskingLine{Asking: a, By: people[a.AskerID]})
	}
	return err
}

// host brings a server's name into the one form that peers are known by: without the port that its addresses do not show.
func (v *visit) host(typed string) (models.Host, error) {
	h, err := models.NormalHost(typed)
	if err != nil {
		return "", fault.New(fault.Invalid, "web.host", "That is no server's name. Write it like example.org, or example.org:8443 with a port: no address of a page, and nobody's handle.").Because(err)
	}
	plain := strings.TrimSuffix(string(h), ":443")
	if v.Settings.InsecureHTTP {
		plain = strings.TrimSuffix(plain, ":80")
	}
	return models.Host(plain), nil
}
