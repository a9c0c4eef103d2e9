package web

import (
	"slices"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/store"
)

// ruled puts to posts what moderators of communities decided about them: of a lock everybody who reads hears, of a post that was taken
// out its author.
func (v *visit) ruled(tx *store.Tx, lists ...[]frontend.Post) error {
	var ids []models.ID
	for _, list := range lists {
		for i := range list {
			ids = append(ids, list[i].ID)
		}
	}
	rulings, err := tx.RulingsOn(ids)
	if err != nil || len(rulings) == 0 {
		return err
	}
	where := make([]models.ID, len(rulings))
	for i, r := range rulings {
		where[i] = r.CommunityID
	}
	communities, err := tx.Actors(where)
	for _, list := range lists {
		for i := range list {
			p := &list[i]
			for _, r := range rulings {
				stands := p.CommunityID != nil && *p.CommunityID == r.CommunityID
				if r.PostID == p.ID && (r.What == models.Shut && stands || r.What == models.Removed && !stands && p.AuthorID == v.me()) {
					p.Ruled = append(p.Ruled, frontend.Ruled{Ruling: r, Community: communities[r.CommunityID]})
				}
			}
		}
	}
	return err
}

// shutOut says in the composer, before anything is written, where the viewer does not write for now, and leaves those communities out.
func (v *visit) shutOut(tx *store.Tx, c *frontend.Composer) error {
	bans, err := tx.BansOf(v.me())
	if err != nil || len(bans) == 0 {
		return err
	}
	for i := 0; i < len(c.Communities); i++ {
		if !slices.ContainsFunc(bans, func(b models.Ruling) bool { return b.CommunityID == c.Communities[i].ID }) {
			continue
		}
		why := access.ShutOut(tx, v.who.Actor, c.Communities[i])
		if !fault.Is(why, fault.Forbidden) {
			return why
		}
		c.ShutOut = append(c.ShutOut, fault.Say(why))
		if c.Communities[i].ID != c.Community {
			c.Communities = slices.Delete(c.Communities, i, i+1)
			i--
		}
	}
	return nil
}
