package testrig_test

import (
	"context"
	"strings"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

// What NodeBB sends: a category passes on what is written in it, whole for threads and bare for microblogs.
const (
	nodebbCategory = "https://community.nodebb.org/category/30"
	nodebbFrank    = "https://community.nodebb.org/post/102840"
	nodebbJulian   = "https://community.nodebb.org/post/103075"
)

// inCategory lets ada be in the category that the documents come from.
func inCategory(s *scene) { s.joins(s.ada.Actor, s.group(nodebbCategory)) }

// once looks that a post stands in the category, and is one post and one line of ada's home, after the others in which it comes came too.
func once(post models.IRI, others ...string) func(s *scene) {
	return func(s *scene) {
		for _, file := range others {
			s.sends(s.file(file))
			s.must(s.state == models.Applied || s.state == models.NoEffect, "%s became %d %s %s", file, s.status, s.state, s.answer)
		}
		s.must(s.stands(post, s.theirs(nodebbCategory)), "it does not stand in the category")
		v, _ := s.view(post)
		s.must(s.homes(v.Title) == 1, "in ada's home it is %d lines", s.homes(v.Title))
		s.acme.Read(func(tx *store.Tx) error {
			list, err := tx.CommunityPosts(s.ada.ID, s.theirs(nodebbCategory).ID, "", store.Page{})
			s.must(len(list) == 1, "in the category stand %d posts", len(list))
			return err
		})
	}
}

var nodebbTold = map[string][]telling{
	"nodebb/activity-announce-create-note-received-1.json": {{given: inCategory, then: once(nodebbJulian, "nodebb/activity-announce-note-received-2.json")}},
	"nodebb/activity-announce-create-note-received-2.json": {{given: inCategory,
		then: once(nodebbFrank, "nodebb/activity-announce-note-received-1.json", "nodebb/activity-announce-note-received-10.json")}},
	"nodebb/activity-announce-note-received-1.json":  {{given: inCategory, then: once(nodebbFrank, "nodebb/activity-announce-create-note-received-2.json")}},
	"nodebb/activity-announce-note-received-10.json": {{given: inCategory, then: once(nodebbFrank, "nodebb/activity-announce-note-received-1.json")}},
	"nodebb/activity-announce-note-received-2.json":  {{given: inCategory, then: once(nodebbJulian, "nodebb/activity-announce-create-note-received-1.json")}},
	"nodebb/activity-announce-like-note-received-3.json": {{
		story: "which its own server has",
		given: func(s *scene) {
			inCategory(s)
			s.person("https://community.nodebb.org/uid/14929")
			s.sends(s.file("nodebb/activity-announce-create-note-received-2.json"))
		},
		then: func(s *scene) {
			s.must(s.asked("https://lazysoci.al/activities/like/cebd8f3d-09f4-44fb-9c16-d7ea0e13815e") == 1, "its own server was not asked")
			s.must(s.ada.Finds("I entered a Fediverse address").Favourites == 1, "the thanks is not counted")
			s.must(s.homes("Is ActivityPub too complicated?") == 1, "in ada's home it is %d lines", s.homes("Is ActivityPub too complicated?"))
		}}, {
		story: "which its own server does not have", because: "nobody but its own server says who thanked",
		is: func(s *scene) {
			inCategory(s)
			s.person("https://community.nodebb.org/uid/14929")
			s.person("https://lazysoci.al/u/sabreW4K3")
			s.sends(s.file("nodebb/activity-announce-create-note-received-2.json"))
			s.says["https://lazysoci.al/activities/like/cebd8f3d-09f4-44fb-9c16-d7ea0e13815e"] = ""
			s.must(s.arrives() == "ignore", "it became %s", s.state)
			s.must(s.ada.Finds("I entered a Fediverse address").Favourites == 0, "the thanks is counted")
		}}},
	"nodebb/collection-orderedcollection-context-1.json": {{is: func(s *scene) {
		inCategory(s)
		s.person("https://community.nodebb.org/uid/2")
		s.sends(s.file("nodebb/activity-announce-create-note-received-1.json"))
		const answer, esk = "https://hachyderm.io/users/esk/statuses/113936672669185931", "https://hachyderm.io/users/esk"
		s.person(esk)
		s.says[answer] = `{"@context":"https://www.w3.org/ns/activitystreams","id":"` + answer + `","type":"Note","attributedTo":"` + esk + `","inReplyTo":"` + nodebbJulian + `","content":"<p>Count me in.</p>","to":["` + publicWord + `"]}`
		errand, _ := s.acme.Resolve.Conversation(s.post(nodebbJulian))
		s.must(errand != nil && errand(context.Background()) == nil, "its conversation could not be looked for")
		s.must(s.stands(answer, s.theirs(nodebbCategory)) && s.post(answer).ThreadID == s.post(nodebbJulian).ThreadID, "what it lists does not stand in the thread")
		s.must(s.ada.Below(s.post(nodebbJulian)) == 1, "ada sees %d answers", s.ada.Below(s.post(nodebbJulian)))
	}}},
	"nodebb/object-conversation-context-1.json": {{because: "a thread is no post: it has a link and no words", then: func(s *scene) {
		v, ok := s.view(models.IRI(s.row.ID))
		s.must(!ok || v.Kind == models.Card && v.ParentID == nil, "it is %+v", v.Post)
	}}},
	"nodebb/actor-group.json": {{then: func(s *scene) {
		a := s.theirs("https://bb.devnull.land/category/2")
		s.must(a.Handle == "general" && a.Moderators == "" && strings.Contains(a.Icon, "category-2-icon"), "it is %+v", a)
		_, err := s.ada.TriesToWrite(conversations.Ask{Text: "First!", Audience: models.Everyone, Where: conversations.World, Community: a.ID})
		s.must(err != nil, "ada may post there before she is let in")
	}}},
}
