package store

import (
	"cmp"
	"database/sql"
	"slices"

	"gorm.io/gorm"

	"guildhall/fault"
	"guildhall/models"
)

// PostView loads a post with everything that is needed to show or judge it, deleted or not, whoever may read it.
func (tx *Tx) PostView(id models.ID) (models.PostView, error) {
	views, err := tx.PostViews([]models.ID{id})
	if err != nil {
		return models.PostView{}, err
	}
	if len(views) == 0 {
		return models.PostView{}, trouble("store.PostView", noPost, gorm.ErrRecordNotFound)
	}
	return views[0], nil
}

// PostViewByIRI is PostView by the id on the wire.
func (tx *Tx) PostViewByIRI(iri models.IRI) (models.PostView, error) {
	p, err := tx.PostByIRI(iri)
	if err != nil {
		return models.PostView{}, err
	}
	return tx.PostView(p.ID)
}

// PostViews loads many posts in the order of their IDs; those that are not there are left out. The number of queries does
// not depend on the number of posts.
func (tx *Tx) PostViews(ids []models.ID) ([]models.PostView, error) {
	const op = "store.PostViews"
	if len(ids) == 0 {
		return nil, nil
	}
	posts, err := tx.keptPosts(op, ids)
	if err != nil {
		return nil, err
	}
	var parents, actors []models.ID
	for _, k := range posts {
		actors = append(actors, k.post.AuthorID)
		if k.post.ParentID != nil {
			parents = append(parents, *k.post.ParentID)
		}
		if k.post.CommunityID != nil {
			actors = append(actors, *k.post.CommunityID)
		}
		for _, n := range k.people {
			actors = append(actors, n.ActorID)
		}
	}
	above, err := tx.keptPosts(op, parents)
	if err != nil {
		return nil, err
	}
	for _, k := range above {
		actors = append(actors, k.post.AuthorID)
	}
	known, err := tx.Actors(actors)
	if err != nil {
		return nil, err
	}
	out := make([]models.PostView, 0, len(ids))
	for _, id := range ids {
		k, ok := posts[id]
		if !ok {
			continue
		}
		p := k.post
		v := models.PostView{Post: p, Author: known[p.AuthorID], Tags: slices.Clone(k.tags)}
		if p.ParentID != nil {
			if parent, ok := above[*p.ParentID]; ok {
				by := known[parent.post.AuthorID]
				v.Parent, v.ParentBy = &parent.post, &by
			}
		}
		if p.CommunityID != nil {
			if c, ok := known[*p.CommunityID]; ok {
				v.Community = &c
			}
		}
		for _, n := range k.people {
			if a, ok := known[n.ActorID]; ok {
				v.People = append(v.People, models.PersonNamed{Actor: a, Mention: n.Mention})
			}
		}
		out = append(out, v)
	}
	if err := tx.quoting(out); err != nil {
		return nil, err
	}
	if err := tx.picturing(out); err != nil {
		return nil, err
	}
	return out, tx.beside(out)
}

// beside adds what some kinds of posts have beside their text. Most lists have none of them, and ask nothing.
func (tx *Tx) beside(views []models.PostView) error {
	var asking, telling []models.ID
	for i := range views {
		switch views[i].Kind {
		case models.Note, models.Article:
		case models.Question:
			asking = append(asking, views[i].ID)
		default:
			telling = append(telling, views[i].ID)
		}
	}
	polls, err := tx.pollsOf(asking)
	if err != nil {
		return err
	}
	details, err := tx.detailsOf(telling)
	if err != nil {
		return err
	}
	ids := make([]models.ID, len(views))
	for i := range views {
		ids[i] = views[i].ID
	}
	media, err := tx.mediaOf(ids)
	for i := range views {
		views[i].Media = media[views[i].ID]
		views[i].Poll, views[i].Details = polls[views[i].ID], details[views[i].ID]
	}
	return err
}

// line is one place of a list before it is loaded.
type line struct {
	ItemID  models.ID
	PostID  models.ID
	BoostID *models.ID
}

// ShowPost loads one post as the viewer sees it; one that they may not read is Missing.
func (tx *Tx) ShowPost(viewer, id models.ID) (models.PostShown, error) {
	if _, err := tx.VisiblePost(viewer, id); err != nil {
		return models.PostShown{}, err
	}
	shown, err := tx.show(viewer, []line{{ItemID: id, PostID: id}})
	if err != nil || len(shown) == 0 {
		return models.PostShown{}, trouble("store.ShowPost", noPost, err)
	}
	return shown[0], nil
}

// ShowItem loads what a line of a list is: a post by its ID, or a boost by the boost's own.
func (tx *Tx) ShowItem(viewer, id models.ID) (models.PostShown, error) {
	shown, err := tx.ShowPost(viewer, id)
	if !fault.Is(err, fault.Missing) {
		return shown, err
	}
	b, err := tx.BoostByID(id)
	if err != nil {
		return models.PostShown{}, trouble("store.ShowItem", noPost, err)
	}
	if parted, err := tx.Blocked(viewer, b.ActorID); err != nil || parted {
		return models.PostShown{}, trouble("store.ShowItem", noPost, cmp.Or(err, gorm.ErrRecordNotFound))
	}
	if _, err := tx.VisiblePost(viewer, b.PostID); err != nil {
		return models.PostShown{}, err
	}
	lines, err := tx.show(viewer, []line{{ItemID: b.ID, PostID: b.PostID, BoostID: &b.ID}})
	if err != nil || len(lines) == 0 {
		return models.PostShown{}, trouble("store.ShowItem", noPost, cmp.Or(err, gorm.ErrRecordNotFound))
	}
	return lines[0], nil
}

// ShowPosts loads many posts as the viewer sees them, in the order given, without those that the viewer may not read.
func (tx *Tx) ShowPosts(viewer models.ID, ids []models.ID) ([]models.PostShown, error) {
	lines, err := tx.linesFor(viewer, ids)
	if err != nil {
		return nil, err
	}
	return tx.show(viewer, lines)
}

// linesFor keeps of posts those that the viewer may read now, in their order.
func (tx *Tx) linesFor(viewer models.ID, ids []models.ID) ([]line, error) {
	lines := make([]line, 0, len(ids))
	err := inChunks(ids, func(part []models.ID) error {
		may := map[models.ID]bool{}
		found, err := tx.readIDs("SELECT posts.id FROM posts WHERE posts.id IN ? AND "+visibleSQL, append([]any{part}, visibleValues(viewer)...)...)
		if err != nil {
			return failed("store.ShowPosts", err)
		}
		for _, id := range found {
			may[id] = true
		}
		for _, id := range part {
			if may[id] {
				lines = append(lines, line{ItemID: id, PostID: id})
			}
		}
		return nil
	})
	return lines, err
}

// show loads the lines of a list, whose posts were asked for with visibleTo, with counts and the viewer's own marks. A
// parent that the viewer may not read is left out with its id.
func (tx *Tx) show(viewer models.ID, lines []line) ([]models.PostShown, error) {
	return tx.showAs(viewer, lines, false)
}

// showAs is show; inside says that the posts stand inside others, which quote them.
func (tx *Tx) showAs(viewer models.ID, lines []line, inside bool) ([]models.PostShown, error) {
	const op = "store.show"
	if len(lines) == 0 {
		return nil, nil
	}
	var ids, boostIDs []models.ID
	for _, l := range lines {
		ids = append(ids, l.PostID)
		if l.BoostID != nil {
			boostIDs = append(boostIDs, *l.BoostID)
		}
	}
	ids = distinct(ids)
	views, err := tx.PostViews(ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[models.ID]models.PostShown, len(views))
	var parents []models.ID
	for _, v := range views {
		byID[v.ID] = models.PostShown{PostView: v, ItemID: v.ID}
		if v.ParentID != nil {
			parents = append(parents, *v.ParentID)
		}
	}
	mayParent, err := tx.readableAmong(viewer, parents)
	if err != nil {
		return nil, err
	}
	for id, s := range byID {
		if s.ParentID == nil || !mayParent[*s.ParentID] {
			s.Parent, s.ParentBy, s.ParentID, s.ReplyTo = nil, nil, nil, ""
		} else if s.Parent != nil && s.Parent.Deleted != 0 {
			s.Parent = nil
		}
		byID[id] = s
	}
	if err := tx.mark(viewer, ids, byID); err != nil {
		return nil, err
	}
	if err := tx.embed(viewer, byID, inside); err != nil {
		return nil, err
	}
	var boosts []models.Boost
	if len(boostIDs) > 0 {
		if err := tx.db.Where("id IN ?", boostIDs).Find(&boosts).Error; err != nil {
			return nil, failed(op, err)
		}
	}
	boostByID, by := map[models.ID]models.Boost{}, []models.ID{}
	for _, b := range boosts {
		boostByID[b.ID] = b
		by = append(by, b.ActorID)
	}
	boosters, err := tx.Actors(by)
	if err != nil {
		return nil, err
	}
	out := make([]models.PostShown, 0, len(lines))
	for _, l := range lines {
		s, ok := byID[l.PostID]
		if !ok {
			continue
		}
		s.ItemID = l.ItemID
		if l.BoostID != nil {
			b, ok := boostByID[*l.BoostID]
			if !ok {
				continue
			}
			actor := boosters[b.ActorID]
			s.Boost, s.BoostBy = &b, &actor
		}
		out = append(out, s)
	}
	return out, nil
}

// mark adds counts and what the viewer did.
func (tx *Tx) mark(viewer models.ID, ids []models.ID, byID map[models.ID]models.PostShown) error {
	put := func(text string, values []any, set func(s *models.PostShown, n int64, mine bool)) error {
		return failed("store.mark", tx.query(text, values, func(r *sql.Rows) error {
			var id models.ID
			var n, mine int64
			err := r.Scan(&id, &n, &mine)
			s := byID[id]
			set(&s, n, mine > 0)
			byID[id] = s
			return err
		}))
	}
	err := put("SELECT posts.parent_id, count(*), 0 FROM posts WHERE posts.parent_id IN ? AND "+visibleSQL+" GROUP BY posts.parent_id",
		append([]any{ids}, visibleValues(viewer)...), func(s *models.PostShown, n int64, _ bool) { s.Replies = n })
	if err == nil {
		err = put("SELECT post_id, count(*), sum(CASE WHEN actor_id = ? THEN 1 ELSE 0 END) FROM favourites WHERE post_id IN ? GROUP BY post_id",
			[]any{viewer, ids}, func(s *models.PostShown, n int64, mine bool) { s.Favourites, s.Favourited = n, mine })
	}
	if err == nil {
		err = put("SELECT post_id, count(*), sum(CASE WHEN actor_id = ? THEN 1 ELSE 0 END) FROM boosts WHERE post_id IN ? GROUP BY post_id",
			[]any{viewer, ids}, func(s *models.PostShown, n int64, mine bool) { s.Boosts, s.Boosted = n, mine })
	}
	if err == nil {
		err = put("SELECT pins.post_id, 1, 0 FROM pins JOIN posts ON posts.id = pins.post_id AND posts.author_id = pins.actor_id WHERE pins.post_id IN ?",
			[]any{ids}, func(s *models.PostShown, _ int64, _ bool) { s.Pinned = true })
	}
	if err == nil {
		err = tx.countQuotes(viewer, ids, func(post models.ID, n int64) {
			s := byID[post]
			s.Quotes = n
			byID[post] = s
		})
	}
	if err == nil {
		err = tx.faces(viewer, ids, func(post models.ID, f models.FaceCount) {
			s := byID[post]
			s.Faces = append(s.Faces, f)
			byID[post] = s
		})
	}
	if err == nil {
		lists := make([][]models.FaceCount, 0, len(byID))
		for _, s := range byID {
			lists = append(lists, s.Faces)
		}
		err = tx.picturingFaces(lists...)
	}
	if err == nil {
		err = tx.markOwn(viewer, byID)
	}
	return err
}

// markOwn adds what the viewer chose in polls, and to which events they come.
func (tx *Tx) markOwn(viewer models.ID, byID map[models.ID]models.PostShown) error {
	var polls, events []models.ID
	for id, s := range byID {
		if s.Poll != nil {
			polls = append(polls, id)
		}
		if s.Kind == models.EventPost {
			events = append(events, id)
		}
	}
	votes, err := tx.VotesBy(viewer, polls)
	if err != nil {
		return err
	}
	comes, err := tx.attendancesOf(viewer, events)
	for _, id := range append(polls, events...) {
		s := byID[id]
		s.Voted, s.Attendance = votes[id], comes[id]
		byID[id] = s
	}
	return err
}
