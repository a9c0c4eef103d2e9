package web

import (
	"net/http"
	"strings"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/services/boundary"
	"guildhall/services/reactions"
	"guildhall/store"
)

// askable gives what a member may do about somebody on a closed server; nil where the server is open, or there is nobody to ask for.
func (v *visit) askable(tx *store.Tx, name string) (*frontend.AskServer, error) {
	address, host, err := v.wished(tx, name)
	if err != nil || host == "" {
		return nil, err
	}
	peer, err := tx.Peer(host)
	if err != nil {
		return nil, err
	}
	mode, err := tx.Mode()
	if err != nil || !peer.Standing.Closed(mode) {
		return nil, err
	}
	a := &frontend.AskServer{Name: address, Host: string(host)}
	mine, err := tx.AskingOf(v.me(), strings.ToLower(address))
	if fault.Is(err, fault.Missing) {
		return a, nil
	}
	a.Mine = &mine
	return a, err
}

// wished reads whom a name means, and the server they live on; no host for one of ours and for what is no address.
func (v *visit) wished(tx *store.Tx, name string) (string, models.Host, error) {
	name = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(name), "acct:"), "@")
	handle, domain, _ := strings.Cut(name, "@")
	if handle == "" || domain == "" || v.ourDomain(domain) || weblink(name) || strings.ContainsAny(name, " /?#%") || strings.Contains(handle, ":") {
		return "", "", nil
	}
	known, err := tx.ActorByAddress(models.Handle(handle), strings.ToLower(domain))
	if err == nil {
		return frontend.Name(known), known.Host, nil
	}
	if !fault.Is(err, fault.Missing) {
		return "", "", err
	}
	host, err := v.host(domain)
	if err != nil || host == v.Site.Host {
		return "", "", nil
	}
	return name, host, nil
}

// wish opens a request to follow somebody on a closed server.
func (v *visit) wish() error {
	reason := v.form("reason")
	err := v.write(func(tx *store.Tx) error {
		address, host, err := v.wished(tx, v.name())
		if err != nil {
			return err
		}
		if host == "" {
			return nothing()
		}
		if reason == "" {
			return fault.New(fault.Invalid, "web.wish", "Say in one line why you want to follow there: whoever decides will read it.")
		}
		_, err = boundary.Ask(tx, v.who.Actor, address, host, reason)
		return err
	})
	if err != nil {
		return v.answer(v.name(), err)
	}
	return v.done(frontend.PathFind.With()+"?q=@"+v.name(), "flash.ask")
}

// unwish takes it back.
func (v *visit) unwish() error {
	err := v.write(func(tx *store.Tx) error { return boundary.TakeBackAsking(tx, v.who.Actor, v.name()) })
	if err != nil && !fault.Is(err, fault.Missing) {
		return err
	}
	return v.back("flash.unask")
}

// firstContact is the server of somebody elsewhere, if it has not heard of the viewer yet.
func (v *visit) firstContact(tx *store.Tx, with models.Actor) (string, error) {
	if with.Local {
		return "", nil
	}
	met, err := tx.Met(v.me(), with.Host)
	if err != nil || met {
		return "", err
	}
	return string(with.Host), nil
}

// share shares a post; whoever reaches a server for the first time by it is told before what it will learn.
func (v *visit) share() error {
	id, err := v.target()
	if err != nil {
		return err
	}
	first := ""
	if v.form("known") == "" {
		err = v.read(func(tx *store.Tx) error {
			post, err := tx.ShowPost(v.me(), id)
			if err != nil {
				return err
			}
			server, err := v.firstContact(tx, post.Author)
			if server != "" {
				first = frontend.PathPost.With(frontend.Name(post.Author), id.String()) + "?share=1"
			}
			return err
		})
	}
	switch {
	case err != nil:
		return err
	case first != "":
		return v.done(first, "")
	}
	return react(func(tx *store.Tx, site paths.Site, by models.Actor, id models.ID) error {
		_, err := reactions.Boost(tx, site, by, id, "", 0)
		return err
	})(v)
}

// lookAtPeer asks a server what it is, because whoever looks after the boundary says so.
func (v *visit) lookAtPeer() error {
	host, err := v.host(v.gin.Param("host"))
	if err != nil || host == v.Site.Host {
		return nothing()
	}
	if err := v.Resolve.Look(v.ctx(), host, v.Settings.InsecureHTTP); err != nil {
		if fault.Is(err, fault.Internal) {
			return err
		}
		return v.peer(min(fault.Status(err), http.StatusUnprocessableEntity), frontend.ProblemOf(err)) // that it does not answer is no mistake of ours
	}
	if err := v.write(func(tx *store.Tx) error { return boundary.Looked(tx, v.who.Actor, host) }); err != nil {
		return err
	}
	return v.done(frontend.PathPeer.With(string(host)), "flash.peer.looked")
}

// answerPeer answers those who wait for a server.
func (v *visit) answerPeer() error {
	host, err := v.host(v.gin.Param("host"))
	if err != nil || host == v.Site.Host {
		return nothing()
	}
	sentence := v.form("sentence")
	err = v.write(func(tx *store.Tx) error {
		switch v.form("do") {
		case "allow":
			_, err := boundary.SetStanding(tx, v.who.Actor, v.Site.Host, host, models.Allowed, sentence)
			return err
		case "partner":
			_, err := boundary.SetStanding(tx, v.who.Actor, v.Site.Host, host, models.Partner, sentence)
			return err
		case "no":
			return boundary.RefuseAskings(tx, v.who.Actor, host, sentence)
		}
		return nothing()
	})
	if again(err) {
		problem := frontend.ProblemOf(err)
		problem.Field = "sentence"
		return v.peer(fault.Status(err), problem)
	}
	if err != nil {
		return err
	}
	return v.done(frontend.PathPeer.With(string(host)), "flash.peer.answered")
}
