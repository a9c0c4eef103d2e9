package web

import (
	"context"
	"net/http"
	"strconv"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/routes/door"
	"guildhall/services/conversations"
	"guildhall/services/reactions"
	"guildhall/store"
)

func rowsOfPosts(w *Web) []door.Row {
	return []door.Row{
		w.visitor(get, frontend.PathPost, "page", (*visit).thread),
		w.member(get, frontend.PathPostWhy, (*visit).why),
		w.member(get, frontend.PathPostDelete, (*visit).deleteForm),
		w.member(post, frontend.PathPostDelete, (*visit).deletePost),
		w.member(post, frontend.PathFavourite, react(func(tx *store.Tx, site paths.Site, by models.Actor, id models.ID) error {
			_, err := reactions.Favourite(tx, site, by, id, "")
			return err
		})),
		w.member(post, frontend.PathDown, react(func(tx *store.Tx, site paths.Site, by models.Actor, id models.ID) error {
			_, err := reactions.Dislike(tx, site, by, id, "")
			return err
		})),
		w.member(post, frontend.PathUndown, react(func(tx *store.Tx, site paths.Site, by models.Actor, id models.ID) error {
			_, err := reactions.Undislike(tx, site, by, id)
			return err
		})),
		w.member(post, frontend.PathUnfavourite, react(reactions.Unfavourite)),
		w.member(post, frontend.PathBoost, (*visit).share),
		w.member(post, frontend.PathUnboost, react(reactions.Unboost)),
		w.member(post, frontend.PathPin, pressed("flash.pinned", conversations.Pin)),
		w.member(post, frontend.PathUnpin, pressed("flash.unpinned", conversations.Unpin)),
	}
}

// thread is a post with what it answers and what answers it.
func (v *visit) thread() error {
	id, err := v.target()
	if err != nil {
		return err
	}
	if v.who == nil {
		return v.strangersPost(id)
	}
	status, canonical := http.StatusOK, ""
	var p frontend.Page
	var shell frontend.Shell
	var post models.PostShown
	look := func(tx *store.Tx) error {
		var err error
		post, err = tx.ShowPost(v.me(), id)
		if fault.Is(err, fault.Missing) {
			status = http.StatusGone
			p, err = v.gone(tx, id)
		} else if err == nil {
			if canonical = frontend.PathPost.With(frontend.Name(post.Author), id.String()); canonical == frontend.PathPost.With(v.name(), id.String()) {
				canonical = ""
			}
			p, err = v.threadOf(tx, post)
		}
		if err == nil {
			shell, err = v.shell(tx)
		}
		return err
	}
	if err = v.read(look); err == nil && status == http.StatusOK && v.counted(post.PostView) {
		err = v.read(look)
	}
	switch {
	case err != nil:
		return err
	case canonical != "":
		return v.done(canonical, "")
	}
	return v.render(status, shell, p)
}

// threadSize is how many answers one screen of a thread has.
const threadSize = 40

func (v *visit) threadOf(tx *store.Tx, post models.PostShown) (frontend.Page, error) {
	from, _ := strconv.Atoi(v.query("from")) // what is no number is the beginning
	above, below, next, err := tx.ThreadPart(v.me(), post.ID, max(from, 0), threadSize)
	if err != nil {
		return nil, err
	}
	c, err := v.composer(tx, frontend.Draft{Reply: post.ID, Language: v.who.Account.Language})
	if err != nil {
		return nil, err
	}
	before, main, after := asShown(above), asShown([]models.PostShown{post}), asShown(below)
	root := post
	if len(above) > 0 {
		root = above[0]
	}
	if err := v.settles(tx, root, before, main, after); err != nil {
		return nil, err
	}
	if err := v.ruled(tx, before, main, after); err != nil {
		return nil, err
	}
	firstAnswer(after)
	var coming []models.Actor
	if post.Kind == models.EventPost && post.Local && post.AuthorID == v.me() {
		if coming, err = tx.Comers(post.ID, 0, mostEvents); err != nil {
			return nil, err
		}
	}
	first, err := v.firstContact(tx, post.Author)
	if err != nil {
		return nil, err
	}
	err = v.answered(tx, before, main, after)
	if err != nil {
		return nil, err
	}
	var sum *frontend.Post
	if len(above) == 0 {
		if sum, after, err = v.synthesis(tx, root, after); err != nil {
			return nil, err
		}
	}
	further := ""
	if next > 0 {
		further = frontend.PathPost.With(frontend.Name(post.Author), post.ID.String()) + "?from=" + strconv.Itoa(next)
	}
	return frontend.Thread{More: further, Synthesis: sum, Coming: coming, Asking: v.converse(post.Post), Before: before, Post: main[0], After: after, Composer: &c, First: first, Sharing: first != "" && v.query("share") != ""}, err
}

// converse has other servers asked for more of a conversation, after the page was given, and tells whether that goes on.
func (v *visit) converse(post models.Post) bool {
	errand, busy := v.Resolve.Conversation(post)
	if errand == nil {
		return busy
	}
	ctx := context.WithoutCancel(v.ctx())
	go func() {
		if err := errand(ctx); err != nil {
			v.Log.DebugContext(ctx, "a conversation was not read", "host", string(post.IRI.Host()), "err", err)
		}
	}()
	return busy
}

// gone is told to those who could have read a post that was deleted; for everybody else it never was.
func (v *visit) gone(tx *store.Tx, id models.ID) (frontend.Page, error) {
	p, err := tx.PostByID(id)
	if err != nil {
		return nil, err
	}
	may, err := tx.MayRead(v.me(), id)
	if err == nil && (!may || p.Deleted == 0) {
		err = nothing()
	}
	if err != nil {
		return nil, err
	}
	by, err := tx.ActorByID(p.AuthorID)
	if err != nil {
		return nil, err
	}
	answers, err := tx.RepliesTo(id, store.Page{Limit: pageSize})
	if err != nil {
		return nil, err
	}
	ids := make([]models.ID, len(answers))
	for i, a := range answers {
		ids[i] = a.ID
	}
	shown, err := tx.ShowPosts(v.me(), ids)
	return frontend.GonePost{By: by, At: p.Deleted, Reply: asShown(shown)}, err
}

// deleteForm asks before a post is deleted, and says how many servers have it.
func (v *visit) deleteForm() error {
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		p, err := v.mine(tx)
		if err != nil {
			return nil, err
		}
		shown, err := tx.ShowPost(v.me(), p.ID)
		if err != nil {
			return nil, err
		}
		handed, err := tx.HandedTo(p.ID, false)
		hosts := map[models.Host]bool{}
		for _, h := range handed {
			hosts[h.Host] = true
		}
		return frontend.DeletePost{Post: asShown([]models.PostShown{shown})[0], Handed: len(hosts)}, err
	})
}

func (v *visit) deletePost() error {
	id, err := v.target()
	if err != nil {
		return err
	}
	err = v.write(func(tx *store.Tx) error {
		_, err := conversations.Delete(tx, v.Site, v.who.Actor, id)
		return err
	})
	if err != nil {
		return err
	}
	return v.done(frontend.PathHome.With(), "flash.deleted")
}

// react makes the handler of a press on a post: it is done, and the browser goes back to where the post stood.
func react(verb func(tx *store.Tx, site paths.Site, by models.Actor, id models.ID) error) func(*visit) error {
	return pressed("", verb)
}

// pressed is react that says what was done.
func pressed(said string, verb func(tx *store.Tx, site paths.Site, by models.Actor, id models.ID) error) func(*visit) error {
	return func(v *visit) error {
		id, err := v.target()
		if err != nil {
			return err
		}
		if err := v.write(func(tx *store.Tx) error { return verb(tx, v.Site, v.who.Actor, id) }); err != nil {
			return err
		}
		return v.back(said)
	}
}
