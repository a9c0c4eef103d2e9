package boundary

import (
	"strings"

	"guildhall/fault"
	"guildhall/jobs"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/store"
)

// SetStanding says what a peer is to us from now on. An agreement begins anew each time a peer becomes a partner: it reads
// nothing from before (boundary.md, law 2). Our own host is refused. The zero actor is the command line.
func SetStanding(tx *store.Tx, by models.Actor, us, host models.Host, s models.Standing, why string) (models.Peer, error) {
	switch s {
	case models.Partner, models.Allowed, models.Limited, models.Blocked, models.Open:
	default:
		return models.Peer{}, fault.New(fault.Invalid, "boundary.SetStanding", "A peer is a partner, allowed, open, limited or blocked.")
	}
	if host == us || host == "" || host == models.Web {
		return models.Peer{}, fault.New(fault.Invalid, "boundary.SetStanding", "Name another server, such as example.org.")
	}
	p, err := tx.Peer(host)
	if err != nil {
		return p, err
	}
	if p.Standing == s && p.Since != 0 && p.Above == "" {
		return p, nil
	}
	before := string(p.Standing)
	p.Host, p.Standing, p.PartnerSince, p.Above = host, s, 0, ""
	if s == models.Partner {
		p.PartnerSince, p.Below = tx.Now(), false // an agreement is with one server
	}
	if err := tx.SavePeer(&p); err != nil {
		return p, err
	}
	if s == models.Blocked || s == models.Limited { // what waits for it is looked through now, and not when it answers again
		if err := jobs.Add(tx, jobs.Work{Lane: "work:sift", Kind: "sift", Payload: host, Once: "sift:" + string(host)}); err != nil {
			return p, err
		}
	}
	if err := ledger.Act(tx, by, models.Act{Verb: "peer.standing", What: string(host), Before: before, After: string(s), Reason: why}); err != nil {
		return p, err
	}
	if err := opened(tx, by, p); err != nil {
		return p, err
	}
	return p, tx.RaiseEpoch()
}

// SetWeakKeys says whether a peer may sign with RSA keys of 1024 bits: at least one large bridge to another network has no others.
// It says nothing of the standing.
func SetWeakKeys(tx *store.Tx, by models.Actor, us, host models.Host, may bool, why string) (models.Peer, error) {
	if host == us || host == "" || host == models.Web {
		return models.Peer{}, fault.New(fault.Invalid, "boundary.SetWeakKeys", "Name another server, such as example.org.")
	}
	p, err := tx.Peer(host)
	if err != nil || p.WeakKeys == may {
		return p, err
	}
	p.WeakKeys = may
	if err := tx.SavePeer(&p); err != nil {
		return p, err
	}
	return p, ledger.Act(tx, by, models.Act{Verb: "peer.keys", What: string(host), Before: keysFrom(!may), After: keysFrom(may), Reason: why})
}

func keysFrom(weak bool) string {
	if weak {
		return "keys of 1024 bits and more"
	}
	return "keys of 2048 bits and more"
}

// About is what is kept of a peer beside its standing; what is nil stays.
type About struct {
	Owner  *models.Handle // a person of ours who answers for it; empty for nobody
	Reason *string        // why it has its standing
	Review *models.Time   // when somebody should look at it again; 0 for never
	Below  *bool          // its subdomains have its standing too, unless they have one of their own
}

// Describe changes what is kept of a peer beside its standing.
func Describe(tx *store.Tx, by models.Actor, us, host models.Host, a About, why string) (models.Peer, error) {
	const op = "boundary.Describe"
	if host == us || host == "" || host == models.Web {
		return models.Peer{}, fault.New(fault.Invalid, op, "Name another server, such as example.org.")
	}
	p, err := tx.Peer(host)
	if err != nil {
		return p, err
	}
	act := models.Act{Verb: "peer.about", What: string(host), Before: described(p), Reason: why}
	if a.Owner != nil {
		p.Owner = ""
		if *a.Owner != "" {
			who, err := tx.ActorByHandle(*a.Owner)
			if err != nil && !fault.Is(err, fault.Missing) {
				return p, err
			}
			if err != nil || who.Kind != models.Person || who.Gone != 0 {
				return p, fault.New(fault.Invalid, op, "There is nobody here called @"+string(*a.Owner)+". Name a person of this organisation.")
			}
			p.Owner, act.About = who.Handle, who.ID
		}
	}
	if a.Reason != nil {
		p.Note = clipped(*a.Reason)
	}
	if a.Review != nil {
		p.Review = *a.Review
	}
	if a.Below != nil && *a.Below != p.Below {
		if *a.Below && p.Standing == models.Partner {
			return p, fault.New(fault.Invalid, op, "An agreement is with one server: each subdomain that is a partner needs its own.")
		}
		p.Below = *a.Below
		if err := tx.RaiseEpoch(); err != nil {
			return p, err
		}
	}
	if act.After = described(p); act.After == act.Before {
		return p, nil
	}
	if err := tx.SavePeer(&p); err != nil {
		return p, err
	}
	return p, ledger.Act(tx, by, act)
}

// described is what is kept of a peer beside its standing, in words.
func described(p models.Peer) string {
	said := []string{"nobody answers for it", "no reason", "no day to look again"}
	if p.Owner != "" {
		said[0] = "@" + string(p.Owner) + " answers for it"
	}
	if p.Note != "" {
		said[1] = "reason: " + p.Note
	}
	if p.Review != 0 {
		said[2] = "to be looked at again on " + p.Review.Go().Format("2006-01-02")
	}
	if p.Below {
		said = append(said, "its subdomains have its standing")
	}
	return strings.Join(said, "; ")
}

// Looked records that somebody had a server asked what it is.
func Looked(tx *store.Tx, by models.Actor, host models.Host) error {
	p, err := tx.Peer(host)
	if err != nil {
		return err
	}
	return ledger.Act(tx, by, models.Act{Verb: "peer.asked", What: string(host), After: strings.TrimSpace("it says that it is " + p.Software + " " + p.Version)})
}

// Forget removes what an administrator said of a peer; it stands open again.
func Forget(tx *store.Tx, by models.Actor, host models.Host, why string) error {
	p, err := tx.Peer(host)
	if err != nil {
		return err
	}
	there, err := tx.ForgetPeer(host)
	if err != nil {
		return err
	}
	if !there {
		return fault.New(fault.Missing, "boundary.Forget", "This server is not known. List the known ones with: guildhall peer list.")
	}
	if err := ledger.Act(tx, by, models.Act{Verb: "peer.forgotten", What: string(host), Before: string(p.Standing), After: "forgotten", Reason: why}); err != nil {
		return err
	}
	return tx.RaiseEpoch()
}
