package store

import "guildhall/models"

// AddDislike stores somebody's disapproval of a post, and tells whether it is new. The same again changes nothing.
func (tx *Tx) AddDislike(d *models.Dislike) (bool, error) {
	res := tx.ignoring().Create(d)
	return res.RowsAffected == 1, failed("store.AddDislike", res.Error)
}

// RemoveDislike forgets somebody's disapproval of a post, and tells whether there was one.
func (tx *Tx) RemoveDislike(actor, post models.ID) (bool, error) {
	n, err := tx.exec("store.RemoveDislike", "DELETE FROM dislikes WHERE actor_id = ? AND post_id = ?", actor, post)
	return n > 0, err
}

// DislikeByIRI finds one by the id of its activity.
func (tx *Tx) DislikeByIRI(iri models.IRI) (models.Dislike, error) {
	return readOne[models.Dislike](tx, "store.DislikeByIRI", noReaction, "WHERE iri = ?", iri)
}

// Disliked finds somebody's disapproval of a post.
func (tx *Tx) Disliked(actor, post models.ID) (models.Dislike, error) {
	return readOne[models.Dislike](tx, "store.Disliked", noReaction, "WHERE actor_id = ? AND post_id = ?", actor, post)
}

// downing are programs whose communities count disapproval.
var downing = map[string]bool{"lemmy": true, "piefed": true, "mbin": true, "kbin": true}

// UseDowns remembers that a community elsewhere passes disapproval on to its members.
func (tx *Tx) UseDowns(community models.ID) error {
	n, err := tx.exec("store.UseDowns", "UPDATE actors SET downs = ? WHERE id = ? AND NOT local AND NOT downs", true, community)
	if err != nil || n == 0 {
		return err
	}
	return tx.peopleChanged("store.UseDowns")
}

// UsesDowns tells whether disapproval is counted in a community: ours settles it; one elsewhere does where it was seen to, or where its
// software has it.
func (tx *Tx) UsesDowns(c *models.Actor) (bool, error) {
	used, err := tx.useDowns([]*models.Actor{c})
	return used[c.ID], err
}

func (tx *Tx) useDowns(communities []*models.Actor) (map[models.ID]bool, error) {
	used := map[models.ID]bool{}
	var hosts []models.Host
	for _, c := range communities {
		if c.Downs {
			used[c.ID] = true
		} else if !c.Local {
			hosts = append(hosts, c.Host)
		}
	}
	if len(hosts) == 0 {
		return used, nil
	}
	peers, err := tx.PeersOf(hosts)
	for _, c := range communities {
		if !c.Local && downing[peers[c.Host].Software] {
			used[c.ID] = true
		}
	}
	return used, err
}

// markDowns adds how many disapprove of a post, and whether the viewer does, where the community that it stands in uses that.
func (tx *Tx) markDowns(viewer models.ID, byID map[models.ID]models.PostShown, tallies map[models.ID]map[string]int64) error {
	var communities []*models.Actor
	for _, s := range byID {
		if s.Community != nil && s.Community.Gone == 0 {
			communities = append(communities, s.Community)
		}
	}
	if len(communities) == 0 {
		return nil
	}
	used, err := tx.useDowns(communities)
	if err != nil {
		return err
	}
	var some []models.ID
	for id, s := range byID {
		if s.Community == nil || !used[s.Community.ID] || s.Audience != models.Everyone && s.Audience != models.Members {
			continue
		}
		s.UsesDowns, s.Downs = true, tallies[id][tallyDowns]
		byID[id] = s
		if s.Downs > 0 {
			some = append(some, id)
		}
	}
	if len(some) == 0 {
		return nil
	}
	mine, err := tx.readIDs("SELECT post_id FROM dislikes WHERE actor_id = ? AND post_id IN ?", viewer, some)
	for _, id := range mine {
		s := byID[id]
		s.Downed = true
		byID[id] = s
	}
	return failed("store.markDowns", err)
}
