package store

import "guildhall/models"

const noCommunity = "There is no such community."

// AddCommunity stores what a community has beside its actor.
func (tx *Tx) AddCommunity(c *models.CommunityRow) error {
	return trouble("store.AddCommunity", noCommunity, tx.db.Create(c).Error)
}

// SaveCommunity stores every field of one that is there.
func (tx *Tx) SaveCommunity(c *models.CommunityRow) error {
	return trouble("store.SaveCommunity", noCommunity, tx.db.Select("*").Updates(c).Error)
}

// CommunityByActor finds what a community of ours has beside its actor.
func (tx *Tx) CommunityByActor(id models.ID) (models.CommunityRow, error) {
	return readOne[models.CommunityRow](tx, "store.CommunityByActor", noCommunity, "WHERE actor_id = ?", id)
}

// InCommunities tells whether somebody follows any community of ours.
func (tx *Tx) InCommunities(person models.ID) (bool, error) {
	found, err := tx.readIDs("SELECT followee_id FROM follows WHERE follower_id = ? AND followee_id IN (SELECT actor_id FROM communities) LIMIT 1", person)
	return len(found) > 0, failed("store.InCommunities", err)
}

// CommunitiesFollowed lists the communities that a person follows, ours and others', by name, up to limit.
func (tx *Tx) CommunitiesFollowed(person models.ID, limit int) ([]models.Actor, error) {
	var rows []models.Actor
	err := tx.db.Where("gone = 0 AND kind = ? AND id IN (SELECT followee_id FROM follows WHERE follower_id = ? AND state = ?)",
		models.Community, person, models.Accepted).Order("lower(name), id").Limit(limit).Find(&rows).Error
	return rows, failed("store.CommunitiesFollowed", err)
}

// shownHere keeps of communities of ours those that somebody may know of who is neither in them nor asked to come: what is being
// founded and what is hidden from people here is left out.
const shownHere = "(actors.id IN (SELECT actor_id FROM communities WHERE state <> 'draft' AND join_inside <> 'hidden') OR " + inCommunity + ")"

// inCommunity keeps of communities those that somebody is in, leads, or was invited to; it takes the person four times.
const inCommunity = `(EXISTS (SELECT 1 FROM follows WHERE follows.follower_id = ? AND follows.followee_id = actors.id)
 OR EXISTS (SELECT 1 FROM communities WHERE communities.actor_id = actors.id AND communities.driver_id = ?)
 OR EXISTS (SELECT 1 FROM community_duties WHERE community_duties.community_id = actors.id AND community_duties.actor_id = ?)
 OR EXISTS (SELECT 1 FROM community_invites WHERE community_invites.community_id = actors.id AND community_invites.actor_id = ?))`

// CommunitiesUnfollowed lists communities of ours that a person neither follows nor asked to and could come into, the newest
// first, up to limit.
func (tx *Tx) CommunitiesUnfollowed(person models.ID, limit int) ([]models.Actor, error) {
	var rows []models.Actor
	err := tx.db.Where(`local AND gone = 0 AND kind = ? AND id NOT IN (SELECT followee_id FROM follows WHERE follower_id = ?)
		AND id IN (SELECT actor_id FROM communities WHERE state = 'live' AND join_inside IN ('open', 'request'))`,
		models.Community, person).Order("id DESC").Limit(limit).Find(&rows).Error
	return rows, failed("store.CommunitiesUnfollowed", err)
}

// CommunitiesHere lists the communities of ours that a person may know of, the newest first.
func (tx *Tx) CommunitiesHere(person models.ID, p Page) ([]models.Actor, error) {
	rows, err := list[models.Actor]("store.CommunitiesHere", tx.db.Where("local AND gone = 0 AND kind = ? AND id IN (SELECT actor_id FROM communities)", models.Community).
		Where(shownHere, person, person, person, person).Scopes(p.cut("actors.id")))
	return newestFirst(p, rows), err
}

// CommunitiesAll lists every community of ours, drafts and hidden ones too, the newest first: for the programme and the command line.
func (tx *Tx) CommunitiesAll(p Page) ([]models.Actor, error) {
	rows, err := list[models.Actor]("store.CommunitiesAll", tx.db.Where("local AND gone = 0 AND kind = ?", models.Community).Scopes(p.cut("actors.id")))
	return newestFirst(p, rows), err
}

// MayKnowCommunity tells whether a person of ours may know of a community of ours.
func (tx *Tx) MayKnowCommunity(person, community models.ID) (bool, error) {
	n, err := tx.readIDs("SELECT id FROM actors WHERE id = ? AND "+shownHere, community, person, person, person, person)
	return len(n) > 0, failed("store.MayKnowCommunity", err)
}

// KnownTo is Missing where somebody who is looked for is nobody to a person of ours: an actor that is gone, and a community of ours of
// which that person may not know.
func (tx *Tx) KnownTo(viewer models.ID, a *models.Actor) error {
	known := a.Gone == 0
	if known && a.Local && a.Kind == models.Community {
		var err error
		if known, err = tx.MayKnowCommunity(viewer, a.ID); err != nil {
			return err
		}
	}
	if !known {
		return nothing("store.KnownTo", noActor)
	}
	return nil
}

// CommunitiesToPostIn lists the communities that a person may choose in the composer: those of ours that they are in or lead and
// that are not closed down, and those elsewhere that they are in; by name, up to limit.
func (tx *Tx) CommunitiesToPostIn(person models.ID, limit int) ([]models.Actor, error) {
	return list[models.Actor]("store.CommunitiesToPostIn", tx.db.Where(`gone = 0 AND kind = ? AND id IN (SELECT followee_id FROM follows WHERE follower_id = ? AND state = ?
		UNION SELECT actor_id FROM communities WHERE driver_id = ? UNION SELECT community_id FROM community_duties WHERE actor_id = ? AND role = 'core')
		AND (NOT local OR id IN (SELECT actor_id FROM communities WHERE state IN ('live', 'draft')))`,
		models.Community, person, models.Accepted, person, person).Order("lower(name), id").Limit(limit))
}

// CountFounded tells how many communities that are not archived a person drives.
func (tx *Tx) CountFounded(person models.ID) (int, error) {
	return tx.count("store.CountFounded", "SELECT count(*) FROM communities WHERE driver_id = ? AND state <> 'archived'", person)
}

// CommunitiesOf lists what communities of ours have beside their actors, by ID, up to limit after a given one.
func (tx *Tx) CommunitiesOf(after models.ID, limit int) ([]models.CommunityRow, error) {
	return readAll[models.CommunityRow](tx, "store.CommunitiesOf", "WHERE actor_id > ? ORDER BY actor_id LIMIT ?", after, limit)
}

// PutDuty gives somebody a role in a community, or another end of it.
func (tx *Tx) PutDuty(d models.CommunityDuty) error {
	_, err := tx.exec("store.PutDuty", `INSERT INTO community_duties (community_id, actor_id, role, until, granted) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (community_id, actor_id, role) DO UPDATE SET until = excluded.until`, d.CommunityID, d.ActorID, d.Role, d.Until, d.Granted)
	return err
}

// DropDuty takes a role in a community away, and tells whether it was held.
func (tx *Tx) DropDuty(community, actor models.ID, role models.CommunityRole) (bool, error) {
	n, err := tx.exec("store.DropDuty", "DELETE FROM community_duties WHERE community_id = ? AND actor_id = ? AND role = ?", community, actor, role)
	return n > 0, err
}

// DutiesIn lists the roles that are held in a community now, those given first before the others.
func (tx *Tx) DutiesIn(community models.ID) ([]models.CommunityDuty, error) {
	return readAll[models.CommunityDuty](tx, "store.DutiesIn", "WHERE community_id = ? AND (until = 0 OR until > ?) ORDER BY granted, actor_id", community, tx.now)
}

// DutiesOf lists the roles that somebody holds in a community now.
func (tx *Tx) DutiesOf(community, actor models.ID) ([]models.CommunityDuty, error) {
	return readAll[models.CommunityDuty](tx, "store.DutiesOf", "WHERE community_id = ? AND actor_id = ? AND (until = 0 OR until > ?)", community, actor, tx.now)
}

// DutiesEnded lists the roles in a community whose time is over.
func (tx *Tx) DutiesEnded(community models.ID) ([]models.CommunityDuty, error) {
	return readAll[models.CommunityDuty](tx, "store.DutiesEnded", "WHERE community_id = ? AND until <> 0 AND until <= ? ORDER BY until, actor_id", community, tx.now)
}

// NoteDeparture remembers that somebody left a community; ForgetDeparture that they came back by themselves.
func (tx *Tx) NoteDeparture(community, actor models.ID) error {
	_, err := tx.exec("store.NoteDeparture", "INSERT INTO departures (community_id, actor_id, at) VALUES (?, ?, ?) ON CONFLICT (community_id, actor_id) DO NOTHING", community, actor, tx.now)
	return err
}

// ForgetDeparture forgets that somebody left.
func (tx *Tx) ForgetDeparture(community, actor models.ID) error {
	_, err := tx.exec("store.ForgetDeparture", "DELETE FROM departures WHERE community_id = ? AND actor_id = ?", community, actor)
	return err
}

// NoteRefusal remembers that a community elsewhere did not let somebody in, or took them out; ForgetRefusal that they heard of it.
func (tx *Tx) NoteRefusal(r models.Refusal) error {
	_, err := tx.exec("store.NoteRefusal", "INSERT INTO refusals (actor_id, community_id, member, at) VALUES (?, ?, ?, ?) ON CONFLICT (actor_id, community_id) DO NOTHING", r.ActorID, r.CommunityID, r.Member, r.At)
	return err
}

// ForgetRefusal forgets that somebody was not let in.
func (tx *Tx) ForgetRefusal(actor, community models.ID) error {
	_, err := tx.exec("store.ForgetRefusal", "DELETE FROM refusals WHERE actor_id = ? AND community_id = ?", actor, community)
	return err
}

// CommunitiesElsewhere lists the communities of other servers that a person is in, asked to come into, or was refused by; by name, up to
// limit.
func (tx *Tx) CommunitiesElsewhere(person models.ID, limit int) ([]models.Actor, error) {
	return list[models.Actor]("store.CommunitiesElsewhere", tx.db.Where(`NOT local AND gone = 0 AND kind = ?
		AND id IN (SELECT followee_id FROM follows WHERE follower_id = ? UNION SELECT community_id FROM refusals WHERE actor_id = ?)`,
		models.Community, person, person).Order("lower(name), id").Limit(limit))
}

// Absent lists people of ours with an open account who are not in a community, did not ask, and never left it; up to limit.
func (tx *Tx) Absent(community models.ID, limit int) ([]models.Actor, error) {
	return list[models.Actor]("store.Absent", tx.db.Where(`local AND kind = ? AND gone = 0 AND moved_to = ''
		AND NOT EXISTS (SELECT 1 FROM follows WHERE follows.follower_id = actors.id AND follows.followee_id = ?)
		AND NOT EXISTS (SELECT 1 FROM departures WHERE departures.actor_id = actors.id AND departures.community_id = ?)`,
		models.Person, community, community).Order("id").Limit(limit))
}

// EldestMembers lists people of ours who are in a community, those who came first before the others.
func (tx *Tx) EldestMembers(community models.ID, limit int) ([]models.ID, error) {
	ids, err := tx.readIDs(`SELECT actors.id FROM follows JOIN actors ON actors.id = follows.follower_id WHERE follows.followee_id = ? AND follows.state = ?
		AND follows.host = '' AND actors.local AND actors.kind = ? AND actors.gone = 0 ORDER BY follows.id LIMIT ?`, community, models.Accepted, models.Person, limit)
	return ids, failed("store.EldestMembers", err)
}

// PutInvite remembers that somebody was invited into a community, and by which activity they heard of it last.
func (tx *Tx) PutInvite(i models.CommunityInvite) error {
	_, err := tx.exec("store.PutInvite", `INSERT INTO community_invites (community_id, actor_id, by_id, iri, at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (community_id, actor_id) DO UPDATE SET iri = excluded.iri`, i.CommunityID, i.ActorID, i.ByID, i.IRI, i.At)
	return err
}

// InviteOf finds the invitation of somebody into a community; Missing where there is none.
func (tx *Tx) InviteOf(community, actor models.ID) (models.CommunityInvite, error) {
	return readOne[models.CommunityInvite](tx, "store.InviteOf", "There is no such invitation.", "WHERE community_id = ? AND actor_id = ?", community, actor)
}

// InvitedInto lists who was invited into a community and has not come in, the newest first.
func (tx *Tx) InvitedInto(community models.ID, p Page) ([]models.Actor, error) {
	rows, err := list[models.Actor]("store.InvitedInto", tx.db.Where("gone = 0 AND id IN (SELECT actor_id FROM community_invites WHERE community_id = ?) AND NOT EXISTS (SELECT 1 FROM follows WHERE follows.follower_id = actors.id AND follows.followee_id = ? AND follows.state = ?)", community, community, models.Accepted).Scopes(p.cut("actors.id")))
	return newestFirst(p, rows), err
}

// Invited tells whether somebody was invited into a community.
func (tx *Tx) Invited(community, actor models.ID) (bool, error) {
	found, err := tx.readIDs("SELECT by_id FROM community_invites WHERE community_id = ? AND actor_id = ?", community, actor)
	return len(found) > 0, failed("store.Invited", err)
}

// DropInvite forgets an invitation.
func (tx *Tx) DropInvite(community, actor models.ID) error {
	_, err := tx.exec("store.DropInvite", "DELETE FROM community_invites WHERE community_id = ? AND actor_id = ?", community, actor)
	return err
}

// BelongsFrom tells whether anybody of a server is in a community, asked to come, or was invited.
func (tx *Tx) BelongsFrom(host models.Host, community models.ID) (bool, error) {
	found, err := tx.readIDs(`SELECT actors.id FROM actors JOIN follows ON follows.follower_id = actors.id WHERE follows.followee_id = ? AND follows.host = ? AND actors.gone = 0
		UNION SELECT actors.id FROM actors JOIN community_invites ON community_invites.actor_id = actors.id WHERE community_invites.community_id = ? AND actors.host = ? LIMIT 1`,
		community, host, community, host)
	return len(found) > 0, failed("store.BelongsFrom", err)
}

// CeilingOf is the set of domains that a community permits, as they stand now.
func (tx *Tx) CeilingOf(c *models.CommunityRow) (models.Distance, error) {
	if c.Ceiling != "partners" {
		return models.ParseDistance(c.Ceiling), nil
	}
	hosts, err := tx.Partners()
	return models.Within(hosts...), err
}
