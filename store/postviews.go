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
		if k.post.AnswerID != nil {
			parents = append(parents, *k.post.AnswerID)
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
		if p.AnswerID != nil {
			if answer, ok := above[*p.AnswerID]; ok && answer.post.Deleted == 0 {
				v.Answer = &answer.post
			}
		}
		for _, n := range k.people {
			if a, ok := known[n.ActorID]; ok {
				v.People = append(v.People, models.PersonNamed{Actor: a, Mention: n.Mention})
			}
		}
		out = append(out, v)
	}
	quotes, media, err := tx.quotesAndMedia(out)
	if err != nil {
		return nil, err
	}
	if err := tx.quoting(out, quotes); err != nil {
		return nil, err
	}
	if err := tx.picturing(out); err != nil {
		return nil, err
	}
	return out, tx.beside(out, media)
}

// quotesAndMedia reads which posts are quoted by some, and their files.
func (tx *Tx) quotesAndMedia(views []models.PostView) ([]models.Quote, map[models.ID][]models.Media, error) {
	var quotes []models.Quote
	var files []models.Media
	ids := make([]models.ID, len(views))
	for i := range views {
		ids[i] = views[i].ID
	}
	err := inChunks(ids, func(part []models.ID) error {
		a, err := asking(tx, &quotes, "WHERE post_id IN ?", part)
		if err != nil {
			return err
		}
		b, err := asking(tx, &files, "WHERE post_id IN ?", part)
		if err != nil {
			return err
		}
		return tx.together(a, b)
	})
	return quotes, placed(files), failed("store.quotesAndMedia", err)
}

// beside adds what some kinds of posts have beside their text. Most lists have none of them, and ask nothing.
func (tx *Tx) beside(views []models.PostView, media map[models.ID][]models.Media) error {
	var asking, telling []models.ID
	for i := range views {
		switch views[i].Kind {
		case models.Note, models.Article, models.QuestionPost, models.DecisionPost, models.ProblemPost, models.StoryPost, models.WorkNotePost:
		case models.PollPost:
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
	tx.fresh = nil
	err := inChunks(ids, func(part []models.ID) error {
		may := map[models.ID]bool{}
		err := tx.query(statesSQL+" WHERE posts.id IN ? AND "+visibleSQL, append([]any{part}, visibleValues(viewer)...), func(r *sql.Rows) error {
			s, err := scanState(r)
			may[s.id] = true
			tx.fresh = append(tx.fresh, s)
			return err
		})
		if err != nil {
			return failed("store.ShowPosts", err)
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
		for _, other := range []*models.ID{v.ParentID, v.AnswerID, v.SynthesisID} {
			if other != nil {
				parents = append(parents, *other)
			}
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
		if s.AnswerID != nil && !mayParent[*s.AnswerID] {
			s.Answer, s.AnswerID = nil, nil
		}
		if s.SynthesisID != nil && !mayParent[*s.SynthesisID] {
			s.SynthesisID = nil
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

// hiddenAnswersSQL counts the answers that are not for a viewer: those of a narrower audience, and those of people who want nothing of
// each other. They are few beside all, which are counted already.
var hiddenAnswersSQL = `SELECT posts.parent_id, count(*) FROM posts WHERE posts.parent_id IN ? AND posts.deleted = 0
  AND posts.audience <> 'everyone' AND NOT ` + readableSQL + ` GROUP BY posts.parent_id
 UNION ALL SELECT posts.parent_id, count(*) FROM posts WHERE posts.parent_id IN ? AND posts.deleted = 0 AND posts.audience = 'everyone' AND posts.author_id <> ?
  AND posts.author_id IN (SELECT blocked_id FROM blocks WHERE actor_id = ? UNION SELECT actor_id FROM blocks WHERE blocked_id = ?) GROUP BY posts.parent_id`

// mark adds counts and what the viewer did. The tallies tell of which posts there is anything to ask; most have nothing.
func (tx *Tx) mark(viewer models.ID, ids []models.ID, byID map[models.ID]models.PostShown) error {
	const op = "store.mark"
	tallies, err := tx.tallied(ids)
	if err != nil {
		return failed(op, err)
	}
	having := func(what string) (some []models.ID) {
		for _, id := range ids {
			if tallies[id][what] != 0 {
				some = append(some, id)
			}
		}
		return some
	}
	change := func(id models.ID, do func(*models.PostShown)) {
		s := byID[id]
		do(&s)
		byID[id] = s
	}
	for _, id := range ids {
		if t := tallies[id]; t != nil {
			change(id, func(s *models.PostShown) {
				s.Favourites, s.Boosts, s.Replies = t[tallyFavourites], t[tallyBoosts], t[tallyAnswers]
			})
		}
	}
	var asks []ask
	put := func(of []models.ID, text string, values []any, set func(*models.PostShown, int64)) {
		if len(of) > 0 {
			asks = append(asks, ask{text, values, func(r *sql.Rows) error {
				var id models.ID
				var n int64
				err := r.Scan(&id, &n)
				change(id, func(s *models.PostShown) { set(s, n) })
				return err
			}})
		}
	}
	answered, liked, boosted, pinned, quoted := having(tallyAnswers), having(tallyFavourites), having(tallyBoosts), having(tallyPins), having(tallyQuotes)
	put(answered, hiddenAnswersSQL, slices.Concat([]any{answered}, visibleValues(viewer), []any{answered, viewer, viewer, viewer}), func(s *models.PostShown, n int64) { s.Replies -= n })
	put(liked, "SELECT post_id, 1 FROM favourites WHERE actor_id = ? AND post_id IN ?", []any{viewer, liked}, func(s *models.PostShown, _ int64) { s.Favourited = true })
	put(boosted, "SELECT post_id, 1 FROM boosts WHERE actor_id = ? AND post_id IN ?", []any{viewer, boosted}, func(s *models.PostShown, _ int64) { s.Boosted = true })
	put(pinned, "SELECT pins.post_id, 1 FROM pins JOIN posts ON posts.id = pins.post_id AND posts.author_id = pins.actor_id WHERE pins.post_id IN ?",
		[]any{pinned}, func(s *models.PostShown, _ int64) { s.Pinned = true })
	put(quoted, quotesSQL, append([]any{quoted}, visibleValues(viewer)...), func(s *models.PostShown, n int64) { s.Quotes = n })
	if faced := having(tallyFaces); len(faced) > 0 {
		asks = append(asks, tx.askFaces(viewer, faced, func(post models.ID, f models.FaceCount) {
			change(post, func(s *models.PostShown) { s.Faces = append(s.Faces, f) })
		}))
	}
	if err := tx.together(asks...); err != nil {
		return failed(op, err)
	}
	lists := make([][]models.FaceCount, 0, len(byID))
	for _, s := range byID {
		lists = append(lists, s.Faces)
	}
	if err := tx.picturingFaces(lists...); err != nil {
		return err
	}
	if err := tx.markDowns(viewer, byID, tallies); err != nil {
		return err
	}
	return tx.markOwn(viewer, byID)
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
	if err != nil {
		return err
	}
	comers, err := tx.comersOf(events)
	for _, id := range append(polls, events...) {
		s := byID[id]
		s.Voted, s.Attendance, s.Comers = votes[id], comes[id], comers[id]
		byID[id] = s
	}
	return err
}
