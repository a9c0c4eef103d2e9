package communities

import (
	"guildhall/access"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// Entry is one line of the log of a community: what was decided, and what became of it. Actors who are gone, or not known here, are the
// zero Actor.
type Entry struct {
	models.Ruling
	By, Whom           models.Actor
	Appeal             *models.Appeal // without the words of whoever appealed; nil where nobody did
	UndoneBy, AnswerBy models.Actor
	Along              int // posts that left with a ban
}

// Log reads what was decided in a community of ours, the newest first, as far as somebody may read the community; for all others there is
// none. Who flagged stands nowhere in it, nor which post it is about for those who may not read that one.
func Log(tx *store.Tx, viewer, community models.Actor, p store.Page) ([]Entry, error) {
	return read(tx, viewer, community, false, p)
}

func read(tx *store.Tx, viewer, community models.Actor, each bool, p store.Page) ([]Entry, error) {
	row, err := readable(tx, viewer, community)
	if err != nil {
		return nil, err
	}
	list, err := tx.RulingsIn(viewer.ID, community.ID, row.Closed, each, p)
	if err != nil {
		return nil, err
	}
	out, err := entries(tx, list)
	if err != nil {
		return nil, err
	}
	posts := make([]models.ID, len(out))
	for i, e := range out {
		posts[i] = e.PostID
	}
	reads, err := tx.ReadableOf(viewer.ID, posts)
	for i := range out {
		if !reads[out[i].PostID] {
			out[i].PostID = 0
		}
	}
	return out, err
}

// ReadsLog tells whether somebody may read the log of a community.
func ReadsLog(tx *store.Tx, viewer, community models.Actor) (bool, error) {
	_, err := readable(tx, viewer, community)
	if fault.Is(err, fault.Hidden) {
		return false, nil
	}
	return err == nil, err
}

// LogEntry is one line of the log by its number, on the same terms.
func LogEntry(tx *store.Tx, viewer, community models.Actor, ruling models.ID) (Entry, error) {
	list, err := read(tx, viewer, community, true, store.Page{MaxID: ruling + 1, Limit: 1})
	if err == nil && (len(list) == 0 || list[0].ID != ruling) {
		err = fault.New(fault.Hidden, "communities.LogEntry", "There is no such decision.")
	}
	if err != nil {
		return Entry{}, err
	}
	return list[0], nil
}

// ShutOutOf lists who is shut out of a community, for those who look after it, the newest ban first.
func ShutOutOf(tx *store.Tx, by, community models.Actor, p store.Page) ([]Entry, error) {
	if err := access.RequireKeep(tx, by, community.ID, "communities.ShutOutOf"); err != nil {
		return nil, err
	}
	list, err := tx.BansIn(community.ID, p)
	if err != nil {
		return nil, err
	}
	return entries(tx, list)
}

// readable is what a community of ours is made of, for those who may read what stands in it. The organisation itself reads what is for
// everybody here.
func readable(tx *store.Tx, viewer, c models.Actor) (models.CommunityRow, error) {
	none := fault.New(fault.Hidden, "communities.Log", "There is no such page.")
	if !c.Local || c.Kind != models.Community || c.Gone != 0 {
		return models.CommunityRow{}, none
	}
	row, err := tx.CommunityByActor(c.ID)
	if err != nil {
		return row, err
	}
	if !row.Closed {
		if viewer.Local && viewer.Kind == models.Organisation {
			return row, nil
		}
		if err = tx.KnownTo(viewer.ID, &c); fault.Is(err, fault.Hidden) || fault.Is(err, fault.Missing) {
			err = none
		}
		return row, err
	}
	may, err := tx.Follows(viewer.ID, c.ID)
	if err == nil && !may {
		may, err = access.Keeps(tx, viewer, c.ID)
	}
	if err == nil && !may {
		err = none
	}
	return row, err
}

func entries(tx *store.Tx, list []models.Ruling) ([]Entry, error) {
	ids := make([]models.ID, len(list))
	for i, r := range list {
		ids[i] = r.ID
	}
	appeals, err := tx.AppealsOn(ids)
	if err != nil {
		return nil, err
	}
	byRuling := map[models.ID]models.Appeal{}
	var who []models.ID
	for _, a := range appeals {
		a.Text = ""
		byRuling[a.RulingID] = a
		who = append(who, a.AnswerByID)
	}
	for _, r := range list {
		who = append(who, r.ByID, r.WhomID, r.UndoneByID)
	}
	actors, err := tx.Actors(who)
	there := func(id models.ID) models.Actor {
		if a := actors[id]; a.Gone == 0 {
			return a
		}
		return models.Actor{}
	}
	out := make([]Entry, len(list))
	for i, r := range list {
		out[i] = Entry{Ruling: r, By: there(r.ByID), Whom: there(r.WhomID), UndoneBy: there(r.UndoneByID)}
		if a, ok := byRuling[r.ID]; ok {
			out[i].Appeal, out[i].AnswerBy = &a, there(a.AnswerByID)
		}
		if r.What == models.Banned && err == nil {
			var left []models.Ruling
			left, err = tx.LeftWith(r.ID)
			out[i].Along = len(left)
		}
	}
	return out, err
}
