package main

import (
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/server"
	"guildhall/services/boundary"
	"guildhall/store"
)

type peerCommand struct {
	Allow  peerAllow  `cmd:"" help:"Let what is for the world cross, both ways; with --partner also what is for partners."`
	Limit  peerLimit  `cmd:"" help:"Give it nothing; what it sends waits for review."`
	Block  peerBlock  `cmd:"" help:"Let nothing cross but withdrawals."`
	Forget peerForget `cmd:"" help:"Remove what was said of it: it stands open again, and the mode decides."`
	About  peerAbout  `cmd:"" help:"Say who answers for it, why it has its standing, and when to look at it again."`
	Import peerImport `cmd:"" help:"Read in an allow-list or block-list: show what it would do, and do it with --apply."`
	Export peerExport `cmd:"" help:"Write an allow-list or block-list."`
	Lists  peerLists  `cmd:"" help:"List what was read in."`
	List   peerList   `cmd:"" help:"List the servers that are known."`
	Show   peerShow   `cmd:"" help:"Show what is known of one, and what was stopped."`
}

// peerWords is a server as programs read it.
type peerWords struct {
	Domain       models.Host     `json:"domain"`
	Standing     models.Standing `json:"standing"`
	PartnerSince string          `json:"partner_since,omitempty"`
	Software     string          `json:"software,omitempty"`
	Release      string          `json:"software_version,omitempty"`
	Since        string          `json:"since,omitempty"`
	LastIn       string          `json:"last_in,omitempty"`
	LastOut      string          `json:"last_out,omitempty"`
	Fails        int             `json:"failures_in_a_row"`
	Note         string          `json:"reason,omitempty"`
	Owner        models.Handle   `json:"owner,omitempty"`
	Review       string          `json:"review,omitempty"`
	Below        bool            `json:"subdomains,omitempty"`
	Above        models.Host     `json:"as,omitempty"` // the server that it has its standing from
}

func asPeer(p models.Peer) peerWords {
	return peerWords{Domain: p.Host, Standing: p.Standing, PartnerSince: moment(p.PartnerSince), Software: p.Software, Release: p.Version,
		Since: moment(p.Since), LastIn: moment(p.LastIn), LastOut: moment(p.LastOut), Fails: p.Fails, Note: p.Note,
		Owner: p.Owner, Review: day(p.Review), Below: p.Below, Above: p.Above}
}

// domain reads a server as people write it. The port that goes without saying is left out, as in ids.
func domain(s *server.Server, text string) (models.Host, error) {
	host, err := models.NormalHost(text)
	if err != nil {
		return "", fault.New(fault.Malformed, "guildhall", text+" is no domain: write it like example.org or example.org:8443, without https:// and without a path.")
	}
	usual := ":443"
	if strings.HasPrefix(s.Site.Base, "http://") {
		usual = ":80"
	}
	return models.Host(strings.TrimSuffix(string(host), usual)), nil
}

type peerAllow struct {
	Domain  string `arg:"" help:"Host, with its port if it has one."`
	Partner bool   `help:"Make it a partner, from now on."`
	Weak    *bool  `name:"weak-keys" negatable:"" help:"Let it sign with RSA keys of 1024 bits, or not any more. Some bridges have no others."`
	acting
	answer
}

func (peerAllow) Help() string {
	return `A partner reads what is for partners from this moment on, and nothing from before.

    guildhall peer allow social.example.org --partner`
}

// Run allows the peer.
func (p peerAllow) Run(c *call) error {
	if p.Weak != nil {
		err := c.write(func(s *server.Server, tx *store.Tx) error {
			host, err := domain(s, p.Domain)
			if err != nil {
				return err
			}
			by, err := p.by(tx)
			if err == nil {
				_, err = boundary.SetWeakKeys(tx, by, s.Site.Host, host, *p.Weak, p.Reason)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	if p.Partner {
		return c.stand(p.acting, p.Domain, models.Partner, p.JSON, "is a partner: what is for partners may cross, from now on.")
	}
	return c.stand(p.acting, p.Domain, models.Allowed, p.JSON, "is allowed: what is for the world may cross, both ways.")
}

type peerLimit struct {
	Domain string `arg:"" help:"Host, with its port if it has one."`
	acting
	answer
}

func (peerLimit) Help() string {
	return `Example:

    guildhall peer limit social.example.org`
}

// Run limits the peer.
func (p peerLimit) Run(c *call) error {
	return c.stand(p.acting, p.Domain, models.Limited, p.JSON, "is limited: it is given nothing, and what it sends waits for review.")
}

type peerBlock struct {
	Domain string `arg:"" help:"Host, with its port if it has one."`
	acting
	answer
}

func (peerBlock) Help() string {
	return `Nothing is deleted: follows and posts come back when it is allowed again.

    guildhall peer block social.example.org`
}

// Run blocks the peer.
func (p peerBlock) Run(c *call) error {
	return c.stand(p.acting, p.Domain, models.Blocked, p.JSON, "is blocked: nothing crosses but withdrawals.")
}

// stand says what a peer is from now on.
func (c *call) stand(a acting, text string, standing models.Standing, asJSON bool, said string) error {
	var peer models.Peer
	err := c.write(func(s *server.Server, tx *store.Tx) error {
		host, err := domain(s, text)
		if err != nil {
			return err
		}
		by, err := a.by(tx)
		if err == nil {
			peer, err = boundary.SetStanding(tx, by, s.Site.Host, host, standing, a.Reason)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case asJSON:
		return c.json(asPeer(peer))
	}
	c.say(string(peer.Host) + " " + said)
	return nil
}

type peerForget struct {
	Domain string `arg:"" help:"Host, with its port if it has one."`
	acting
	answer
}

func (peerForget) Help() string {
	return `Example:

    guildhall peer forget social.example.org`
}

// Run forgets the peer.
func (p peerForget) Run(c *call) error {
	var host models.Host
	err := c.write(func(s *server.Server, tx *store.Tx) (err error) {
		if host, err = domain(s, p.Domain); err != nil {
			return err
		}
		by, err := p.by(tx)
		if err == nil {
			err = boundary.Forget(tx, by, host, p.Reason)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case p.JSON:
		return c.json(asPeer(models.Peer{Host: host, Standing: models.Open}))
	}
	c.say(string(host) + " is forgotten: it stands open, and the mode decides.")
	return nil
}
