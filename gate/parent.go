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

// narrowOf finds the parent of what crosses, where it is for some only, as far as we know of another server's; nil otherwise.
func narrowOf(tx *store.Tx, c *policy.Crossing) (*narrow, error) {
	about := c.About()
	if about == nil || about.Parent == nil {
		return nil, nil
	}
	if p := about.Parent; p.Local && p.Deleted != 0 || p.Audience == models.Everyone && (p.Local || p.Distance.World) {
		return nil, nil
	}
	view, err := tx.PostView(about.Parent.ID)
	return &narrow{about.Parent, namedAt(&view)}, err
}

// namedAt are the servers of those whom a post names.
func namedAt(view *models.PostView) map[models.Host]bool {
	hosts := map[models.Host]bool{}
	for i := range view.People {
		hosts[view.People[i].Host] = true
	}
	return hosts
}

// hasLess tells whether rules changed what a server has of a post of ours, and nobody there may read it any more. What was taken out for
// it stays out then, whatever the rules are by now.
func hasLess(tx *store.Tx, host models.Host, post *models.PostView) (bool, error) {
	less, err := tx.HasLess(host, post.ID, post.Version)
	if err != nil || !less {
		return false, err
	}
	reads, err := (&narrow{&post.Post, namedAt(post)}).reads(tx, host)
	return !reads, err
}

// reads tells whether somebody of a server may read the parent as it is now. Who follows whom on other servers is not ours to know: of
// theirs it is their own server, and those of whom it names somebody.
func (n *narrow) reads(tx *store.Tx, host models.Host) (bool, error) {
	if n.hosts[host] {
		return true, nil
	}
	if !n.post.Local {
		return host == n.post.IRI.Host(), nil
	}
	switch {
	case n.post.Audience == models.Followers:
		return tx.FollowsFrom(host, n.post.AuthorID)
	case n.post.Audience == models.Members && n.post.CommunityID != nil:
		return tx.FollowsFrom(host, *n.post.CommunityID)
	}
	return false, nil
}
