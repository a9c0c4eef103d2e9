package gate

import (
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// narrow is a post of ours for some only that another one answers. Who was named in the answer might read it then; it may have been
// narrowed away from them since (law 4), and then the answer does not tell its id any more.
type narrow struct {
	post  *models.Post
	hosts map[models.Host]bool // of those it names now
}

// narrowOf finds the parent of what crosses, where it is one of ours and for some only; nil otherwise.
func narrowOf(tx *store.Tx, c *policy.Crossing) (*narrow, error) {
	about := c.About()
	if about == nil || about.Parent == nil || !about.Parent.Local || about.Parent.Deleted != 0 || about.Parent.Audience == models.Everyone {
		return nil, nil
	}
	n := &narrow{post: about.Parent, hosts: map[models.Host]bool{}}
	view, err := tx.PostView(n.post.ID)
	for i := range view.People {
		n.hosts[view.People[i].Host] = true
	}
	return n, err
}

// reads tells whether somebody of a server may read the parent as it is now.
func (n *narrow) reads(tx *store.Tx, host models.Host) (bool, error) {
	if n.hosts[host] {
		return true, nil
	}
	switch {
	case n.post.Audience == models.Followers:
		return tx.FollowsFrom(host, n.post.AuthorID)
	case n.post.Audience == models.Members && n.post.CommunityID != nil:
		return tx.FollowsFrom(host, *n.post.CommunityID)
	}
	return false, nil
}
