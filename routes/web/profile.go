package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/routes/door"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/store"
)

// rowsOfProfiles are the lists around a person or community, ours or another's, and what a member does about them. The
// profile itself stands in the table of routes, because servers ask for the same address.
func rowsOfProfiles(w *Web) []door.Row {
	return []door.Row{
		w.member(get, frontend.PathFollowers, func(v *visit) error { return v.circle(true) }),
		w.member(get, frontend.PathFollowing, func(v *visit) error { return v.circle(false) }),
		w.member(post, frontend.PathFollow, (*visit).follow),
		w.member(post, frontend.PathAsk, (*visit).wish),
		w.member(post, frontend.PathUnask, (*visit).unwish),
		w.member(post, frontend.PathUnfollow, toward("flash.unfollow", people.Unfollow)),
		w.member(post, frontend.PathBlock, toward("flash.block", block)),
		w.member(post, frontend.PathUnblock, toward("flash.unblock", people.Unblock)),
	}
}

// Profile shows a person or community: to a member whatever they may read, to a stranger what reaches the world.
func (w *Web) Profile(c *gin.Context) {
	w.handle(func(v *visit) error {
		if v.who == nil {
			return v.strangersProfile(func(tx *store.Tx) (models.Actor, error) { return v.named(tx, v.name()) })
		}
		return v.profile()
	})(c)
}

// name is whom the path names: ada, or ines@social.example.
func (v *visit) name() string { return v.gin.Param("name") }

// profile opens somebody, whom the first member to look at them makes known here.
func (v *visit) profile() error {
	a, err := v.someone(v.ctx(), v.name())
	if err != nil {
		return v.answer(v.name(), err)
	}
	if a.Kind == models.Organisation && a.Local {
		return v.done(frontend.PathAbout.With(), "")
	}
	if name := frontend.Name(a); name != v.name() {
		return v.done(frontend.PathProfile.With(name), "")
	}
	if v.onPage().MaxID == 0 {
		v.filled(v.ctx(), a)
	}
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) { return v.profileOf(tx, a.ID) })
}

// profileOf loads what a member sees of somebody.
func (v *visit) profileOf(tx *store.Tx, id models.ID) (frontend.Profile, error) {
	var p frontend.Profile
	a, err := tx.ActorByID(id)
	if err != nil {
		return p, err
	}
	lines, err := v.people(tx, v.who.Actor, []models.Actor{a})
	if err != nil {
		return p, err
	}
	p.Actor, p.Relation, p.No = a, lines[0].Relation, lines[0].No
	if a.MovedTo != "" {
		if to, err := tx.ActorByIRI(a.MovedTo); err == nil && to.Gone == 0 {
			p.Moved = &to
		}
	}
	if p.Relation.Following || p.Relation.Blocking {
		p.No = "" // there is nothing to ask for
	}
	switch {
	case p.No != "":
		if p.Ask, err = v.askable(tx, frontend.Name(a)); err != nil {
			return p, err
		}
	case !p.Relation.Following:
		if p.First, err = v.firstContact(tx, a); err != nil {
			return p, err
		}
	}
	var shown []models.PostShown
	if a.Local && a.Kind == models.Community {
		if err := v.communityOf(tx, &p); err != nil {
			return p, err
		}
		docket, no := communities.DocketOf(tx, v.who.Actor, a.ID)
		if no != nil {
			return p, no
		}
		p.Docket = !docket.Empty()
		if no := access.MayPost(tx, v.who.Actor, a); no == nil && (p.Relation.Following || p.Driver.ID == v.me()) {
			d := v.blank()
			d.Community = id
			c, err := v.composer(tx, d)
			if err != nil {
				return p, err
			}
			p.Composer = &c
		}
		shown, err = tx.CommunityPosts(v.me(), id, "", v.onPage())
	} else {
		shown, err = tx.AccountPosts(v.me(), id, store.Which{}, v.onPage())
	}
	if err != nil {
		return p, err
	}
	p.Posts = asShown(shown)
	if v.onPage().MaxID == 0 {
		pinned, err := tx.PinnedPosts(v.me(), id, conversations.MostPins)
		if err != nil {
			return p, err
		}
		p.Pinned = asShown(pinned)
	}
	if err := v.answered(tx, p.Posts, p.Pinned); err != nil {
		return p, err
	}
	if a.Kind == models.Community {
		if _, err := v.decides(tx, p.Posts, p.Pinned); err != nil {
			return p, err
		}
	}
	if n := len(shown); n > 0 {
		p.Older = v.older(n, shown[n-1].ItemID)
	}
	if !a.Local {
		return p, nil // we know a part of their followers only
	}
	tallies, err := tx.Tallies(v.me(), []models.ID{id})
	followers, following := int(tallies[id].Followers), int(tallies[id].Following)
	p.Followers, p.Following = &followers, &following
	return p, err
}

// communityOf adds what a community has beside its actor.
func (v *visit) communityOf(tx *store.Tx, p *frontend.Profile) error {
	row, err := tx.CommunityByActor(p.Actor.ID)
	if err != nil {
		return err
	}
	driver, err := tx.ActorByID(row.DriverID)
	if err != nil {
		return err
	}
	p.Purpose, p.Driver, p.Lines = row.Purpose, &driver, row.Guidelines
	if p.Leads, err = access.Leads(tx, v.who.Actor, p.Actor.ID); err != nil {
		return err
	}
	if p.Keeps, err = access.Keeps(tx, v.who.Actor, p.Actor.ID); err != nil {
		return err
	}
	p.Log, err = communities.ReadsLog(tx, v.who.Actor, p.Actor)
	return err
}

// circle lists who follows somebody, or whom they follow, as far as it is known here.
func (v *visit) circle(followers bool) error {
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		p := frontend.Circle{Followers: followers}
		var err error
		if p.Actor, err = v.named(tx, v.name()); err != nil {
			return p, err
		}
		load := tx.FollowedBy
		if followers {
			load = tx.FollowersOf
		}
		rows, err := load(v.me(), p.Actor.ID, v.onPage())
		if err != nil || len(rows) == 0 {
			return p, err
		}
		list := make([]models.Actor, len(rows))
		for i := range rows {
			list[i] = rows[i].Actor
		}
		p.Older = v.older(len(rows), rows[len(rows)-1].ID)
		p.People, err = v.people(tx, v.who.Actor, list)
		return p, err
	})
}

// follow asks to follow somebody. When the boundary says no its sentence is the answer, and the no is recorded.
func (v *visit) follow() error {
	me := v.who.Actor
	whom, err := v.someone(v.ctx(), v.name())
	if err != nil {
		return v.answer(v.name(), err)
	}
	var no error
	var f models.Following
	guided := false
	err = v.write(func(tx *store.Tx) error {
		no = nil
		subject, judged, err := v.wouldFollow(tx, me, whom)
		if err != nil {
			return err
		}
		if len(judged) > 0 && !judged[0].Decision.Allows() {
			no = fault.New(fault.Forbidden, "web.follow", judged[0].Decision.Why)
			return v.Gate.Record(tx, models.Follow, subject, judged)
		}
		in, err := tx.Follows(me.ID, whom.ID)
		if err != nil {
			return err
		}
		if f, err = people.Follow(tx, v.Site, me, whom, ""); err == nil && !in && whom.Local && whom.Kind == models.Community {
			row, err := tx.CommunityByActor(whom.ID)
			guided = len(row.Guidelines) > 0
			return err
		}
		return err
	})
	if err == nil {
		err = no
	}
	if err != nil {
		return v.answer(v.name(), err)
	}
	v.fill(v.ctx(), whom)
	if f.State == models.Pending {
		return v.near(whom, "flash.asked")
	}
	if guided { // whoever comes in is led to its guidelines
		return v.done(frontend.PathProfile.With(frontend.Name(whom)), "flash.follow")
	}
	return v.near(whom, "flash.follow")
}

// near leads back to the page that a button about somebody stood on, else to their profile.
func (v *visit) near(whom models.Actor, said string) error {
	if v.form(frontend.FieldBack) != "" {
		return v.back(said)
	}
	return v.done(frontend.PathProfile.With(frontend.Name(whom)), said)
}

func block(tx *store.Tx, site paths.Site, by, whom models.Actor) error {
	_, err := people.Block(tx, site, by, whom, "")
	return err
}

// toward does something about somebody who is known here, and says that it is done.
func toward(said string, verb func(tx *store.Tx, site paths.Site, by, whom models.Actor) error) func(*visit) error {
	return func(v *visit) error {
		var whom models.Actor
		err := v.write(func(tx *store.Tx) (err error) {
			if whom, err = v.named(tx, v.name()); err != nil {
				return err
			}
			return verb(tx, v.Site, v.who.Actor, whom)
		})
		if err != nil {
			return err
		}
		return v.near(whom, said)
	}
}

// answered adds to posts of the viewer's own what the boundary did with them.
func (v *visit) answered(tx *store.Tx, lists ...[]frontend.Post) error {
	var own []models.ID
	for _, list := range lists {
		for i := range list {
			if list[i].AuthorID == v.me() && list[i].Local {
				own = append(own, list[i].ID)
			}
		}
	}
	stopped, err := tx.StoppedPosts(own)
	for _, list := range lists {
		for i := range list {
			if list[i].AuthorID == v.me() {
				list[i].Stopped = stopped[list[i].ID]
			}
		}
	}
	return err
}

// asShown makes posts for a page of those that a member may read.
func asShown(list []models.PostShown) []frontend.Post {
	out := make([]frontend.Post, len(list))
	for i, one := range list {
		out[i] = frontend.Post{PostView: one.PostView, SharedBy: one.BoostBy, Thanked: one.Favourited, Shared: one.Boosted, Pinned: one.Pinned,
			Replies: int(one.Replies), Thanks: int(one.Favourites), Shares: int(one.Boosts), Voted: one.Voted, Attendance: one.Attendance, Comers: one.Comers, Faces: one.Faces,
			UsesDowns: one.UsesDowns, Downed: one.Downed, Downs: int(one.Downs)}
		if one.Quoted != nil {
			out[i].Quoted = &asShown([]models.PostShown{*one.Quoted})[0]
		}
	}
	return out
}
