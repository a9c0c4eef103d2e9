package boundary

import (
	"guildhall/events"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
)

// Ends makes one thing that was taken back or ended after a backup end again in the database that was restored from it, and tells whether
// there was anything to do. What rose since (a standing, a role) is not in the list and is not given back: a person decides that.
func Ends(tx *store.Tx, site paths.Site, e models.Ending) (done bool, err error) {
	switch e.Kind {
	case models.PostEnded:
		done, err = postEnds(tx, site, models.IRI(e.What))
	case models.ActorEnded:
		done, err = actorEnds(tx, models.IRI(e.What), e.Also == "posts")
	case models.FollowEnded:
		done, err = followEnds(tx, models.IRI(e.What), models.IRI(e.Also))
	case models.BoostEnded:
		done, err = boostEnds(tx, models.IRI(e.What), models.IRI(e.Also))
	case models.TokenEnded:
		done, err = tokenEnds(tx, models.ParseID(e.What), models.IRI(e.Also))
	case models.RoleEnded:
		done, err = roleEnds(tx, models.IRI(e.What), models.Role(e.Also))
	case models.SecretEnded:
		done, err = secretEnds(tx, models.IRI(e.What))
	case models.PeerFell:
		done, err = peerFalls(tx, site, models.Host(e.What), models.Standing(e.Also))
	}
	if fault.Is(err, fault.Missing) { // it came after the backup, and went with the database
		return false, nil
	}
	return done, err
}

// postEnds empties a post; of ours every server that has it is told once more.
func postEnds(tx *store.Tx, site paths.Site, iri models.IRI) (bool, error) {
	p, err := tx.PostByIRI(iri)
	if err != nil || p.Deleted != 0 {
		return false, err
	}
	if err := tx.RemoveReactionsTo(p.ID); err != nil {
		return false, err
	}
	if err := tx.EmptyPost(p.ID); err != nil || !p.Local {
		return true, err
	}
	return true, events.Emit(tx, models.Event{Kind: models.PostDeleted, Activity: site.NewActivity(), By: p.AuthorID, PostID: p.ID, Object: p.IRI})
}

func actorEnds(tx *store.Tx, iri models.IRI, posts bool) (bool, error) {
	a, err := tx.ActorByIRI(iri)
	if err != nil || a.Gone != 0 {
		return false, err
	}
	a.Gone = tx.Now()
	if err := tx.SaveActor(&a); err != nil {
		return false, err
	}
	if a.Local {
		if account, err := tx.AccountOf(a.ID); err == nil {
			account.Disabled = tx.Now()
			if err := tx.SaveAccount(&account); err != nil {
				return true, err
			}
		} else if !fault.Is(err, fault.Missing) {
			return true, err
		}
		return true, tx.EndTokens(a.ID, 0)
	}
	if posts {
		return true, tx.EmptyPostsOf(a.ID)
	}
	return true, nil
}

func followEnds(tx *store.Tx, by, of models.IRI) (bool, error) {
	pair, err := tx.ActorsByIRI([]models.IRI{by, of})
	if err != nil {
		return false, err
	}
	f, err := tx.Follow(pair[by].ID, pair[of].ID)
	if err != nil {
		return false, err
	}
	return true, tx.RemoveFollow(f.ID)
}

func boostEnds(tx *store.Tx, by, of models.IRI) (bool, error) {
	a, err := tx.ActorByIRI(by)
	if err != nil {
		return false, err
	}
	p, err := tx.PostByIRI(of)
	if err != nil {
		return false, err
	}
	b, err := tx.Boost(a.ID, p.ID)
	if err != nil {
		return false, err
	}
	return true, tx.RemoveBoost(b)
}

func tokenEnds(tx *store.Tx, id models.ID, of models.IRI) (bool, error) {
	a, err := tx.ActorByIRI(of)
	if err != nil {
		return false, err
	}
	return true, tx.EndTokens(a.ID, id)
}

func roleEnds(tx *store.Tx, of models.IRI, role models.Role) (bool, error) {
	a, err := tx.ActorByIRI(of)
	if err != nil {
		return false, err
	}
	held, err := tx.RemoveGrant(a.ID, role)
	if err == nil && held {
		err = tx.RaiseEpoch()
	}
	return held, err
}

// secretEnds leaves an account whose password was changed since without one: the old one must not open it.
func secretEnds(tx *store.Tx, of models.IRI) (bool, error) {
	a, err := tx.ActorByIRI(of)
	if err != nil {
		return false, err
	}
	account, err := tx.AccountOf(a.ID)
	if err != nil || account.Password == "" {
		return false, err
	}
	account.Password = ""
	return true, tx.SaveAccount(&account)
}

// near ranks standings from far to near.
var near = map[models.Standing]int{models.Blocked: 0, models.Limited: 1, models.Open: 2, models.Allowed: 3, models.Partner: 4}

// peerFalls brings a peer down to the standing that it had; it never lifts one.
func peerFalls(tx *store.Tx, site paths.Site, host models.Host, to models.Standing) (bool, error) {
	rank, known := near[to]
	p, err := tx.Peer(host)
	if err != nil || !known || rank >= near[p.Standing] {
		return false, err
	}
	_, err = SetStanding(tx, models.Actor{}, site.Host, host, to, "It fell after the backup that this database was restored from.")
	return true, err
}
