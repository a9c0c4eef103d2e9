package testrig_test

import (
	"context"
	"strings"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

// What Lemmy sends: main is a community at enterprise, or the ward of acme; alpha lives at ds9 or is ada; beta moderates.
const (
	lemmyMain  = "http://enterprise.lemmy.ml/c/main"
	lemmyAlpha = "http://ds9.lemmy.ml/u/lemmy_alpha"
	lemmyBeta  = "http://enterprise.lemmy.ml/u/lemmy_beta"
	lemmyPost  = "http://ds9.lemmy.ml/post/1"
	lemmyNote  = "http://ds9.lemmy.ml/comment/1"
	tenForward = "https://enterprise.lemmy.ml/c/tenforward"
)

// inMain is ada, as alpha, in the community at enterprise, which beta moderates.
func inMain(s *scene) models.Actor {
	s.person(lemmyBeta)
	main := s.group(lemmyMain, lemmyBeta)
	s.is(lemmyAlpha, s.ada.IRI)
	s.joins(s.ada.Actor, main)
	return main
}

// inWardOf lets the ward of acme be the community that a document tells of, and alpha be in it.
func inWardOf(s *scene, names ...string) models.Actor {
	ward := s.ward()
	s.joins(s.person(lemmyAlpha), ward)
	for _, name := range names {
		s.is(name, ward.IRI)
	}
	return ward
}

// remark is what ada wrote in the community at enterprise, as the comment that a document tells of.
func remark(s *scene) models.Actor {
	main := s.group(lemmyMain, lemmyBeta)
	s.joins(s.ada.Actor, main)
	p := s.writes("Bad comment", main)
	s.is(lemmyNote, p.IRI)
	s.thing = p.IRI
	return main
}

var lemmyTold = map[string][]telling{
	"lemmy/activity-follow.json": {{
		given: func(s *scene) { s.is(lemmyMain, s.ward().IRI) },
		then: func(s *scene) {
			s.must(s.member(lemmyAlpha, "ward"), "alpha is not in the ward")
			s.must(s.at(lemmyAlpha).GotOfType("Accept") == 1, "alpha was answered %v", s.at(lemmyAlpha).Got())
		}}},
	"lemmy/activity-accept-follow.json": {{
		given: func(s *scene) {
			f := s.asks(s.group(lemmyMain))
			s.is(lemmyAlpha, s.ada.IRI)
			s.is("http://ds9.lemmy.ml/activities/follow/6abcd50b-b8ca-4952-86b0-a6dd8cc12866", f.IRI)
		},
		then: func(s *scene) { s.must(s.follows(s.ada.IRI, lemmyMain), "ada was not let in") }}},
	"lemmy/activity-create-page.json": {{
		given: func(s *scene) {
			s.is("https://enterprise.lemmy.ml/c/main", models.IRI(lemmyMain)) // the fixture spells it both ways
			ward := inWardOf(s, lemmyMain)
			s.joins(s.person("https://other.example/u/nell"), ward)
		},
		then: func(s *scene) {
			s.must(s.stands(lemmyPost, s.named("ward")), "it does not stand in the ward")
			s.must(s.ada.HomeShows("test body") == 1, "it stands %d times in ada's home", s.ada.HomeShows("test body"))
			whole, bare := announced(s.at("https://other.example/"), "Create", lemmyPost)
			s.must(whole == 1 && bare == 1, "the other member was told %d and %d times", whole, bare)
			whole, _ = announced(s.at(lemmyAlpha), "Create", lemmyPost)
			s.must(whole == 0, "what alpha did went back to alpha's server")
		}}},
	"lemmy/activity-create-note-comment.json": {{
		given: func(s *scene) {
			s.is("https://enterprise.lemmy.ml/c/main", models.IRI(lemmyMain))
			ward := inWardOf(s, lemmyMain)
			s.posted(lemmyPost, lemmyAlpha, ward.IRI, "")
		},
		then: func(s *scene) {
			s.must(s.stands(lemmyNote, s.named("ward")), "the answer does not stand in the ward")
			s.must(s.ada.Below(s.post(lemmyPost)) == 1, "ada sees %d answers", s.ada.Below(s.post(lemmyPost)))
		}}},
	"lemmy/activity-create-note-private-message.json": {{
		given: func(s *scene) { s.is(lemmyAlpha, s.ada.IRI) },
		then: func(s *scene) {
			s.ada.Sees("hello")
			s.w.As("mira@acme.example").SeesNot("hello")
		}}},
	"lemmy/activity-announce-create-page.json": {{
		given: func(s *scene) {
			s.joins(s.ada.Actor, s.group(lemmyMain, lemmyBeta))
		},
		then: func(s *scene) {
			s.must(s.stands("http://enterprise.lemmy.ml/post/7", s.theirs(lemmyMain)), "it does not stand in the community")
			s.ada.Sees("post 4")
			s.must(s.asked("http://enterprise.lemmy.ml/post/7") == 0, "what one server signed is read there again")
			s.comes()
			s.must(s.homes("post 4") == 1, "told twice, it is %d lines", s.homes("post 4"))
		}}},
	"lemmy/activity-delete-page.json": {{
		given: func(s *scene) {
			s.posted(lemmyPost, lemmyAlpha, s.ward().IRI, "")
		},
		then: func(s *scene) {
			v, ok := s.view(lemmyPost)
			s.must(ok && v.Deleted != 0 && v.Content == "", "it is still there: %+v", v.Post)
		}}},
	"lemmy/activity-undo-delete-page.json": {{
		becomes: "ignore", because: "a Delete is final here: the words are gone, and nothing is kept that could come back",
		given: func(s *scene) {
			s.posted(lemmyPost, lemmyAlpha, "", "")
			s.tells("Delete", 1, lemmyAlpha, lemmyMain, lemmyPost, "")
			s.must(s.post(lemmyPost).Deleted != 0, "it was not deleted before")
		},
		then: func(s *scene) {
			v, ok := s.view(lemmyPost)
			s.must(ok && v.Deleted != 0 && v.Content == "", "it came back: %+v", v.Post)
		}}},
	"lemmy/activity-delete-remove-note.json": {{
		story: "by a moderator",
		given: func(s *scene) { s.person(lemmyBeta); remark(s) },
		then: func(s *scene) {
			s.must(!s.stands(s.thing, s.theirs(lemmyMain)), "it still stands in the community")
			s.must(s.post(s.thing).Deleted == 0, "it is no longer ada's")
			s.must(strings.Contains(heard(s.ada), "bad comment"), "ada is told %q", heard(s.ada))
		}}, {
		story: "by somebody who moderates nothing", becomes: "ignore", because: "only those whom the community's own list names decide there",
		given: func(s *scene) { s.group(lemmyMain); remark(s); s.moderators(lemmyMain) },
		then: func(s *scene) {
			s.must(s.stands(s.thing, s.theirs(lemmyMain)) && heard(s.ada) == "", "it was obeyed, and ada is told %q", heard(s.ada))
		}}},
	"lemmy/activity-undo-delete-remove-note.json": {{
		story: "by a moderator",
		given: func(s *scene) {
			s.person(lemmyBeta)
			remark(s)
			s.tells("Delete", 1, lemmyBeta, lemmyMain, string(s.thing), `,"summary":"bad comment"`)
			s.must(!s.stands(s.thing, s.theirs(lemmyMain)), "it was not removed before")
		},
		then: func(s *scene) {
			s.must(s.stands(s.thing, s.theirs(lemmyMain)), "it does not stand there again")
			s.must(strings.Contains(heard(s.ada), "again"), "ada is told %q", heard(s.ada))
		}}, {
		story: "with nothing to restore", becomes: "ignore", because: "nothing was taken out",
		given: func(s *scene) { s.person(lemmyBeta); remark(s) },
		then: func(s *scene) {
			s.must(s.stands(s.thing, s.theirs(lemmyMain)) && heard(s.ada) == "", "something happened, and ada is told %q", heard(s.ada))
		}}},
	"lemmy/activity-delete-user.json": {{
		given: func(s *scene) {
			ward := s.ward()
			s.posted(lemmyPost, lemmyAlpha, ward.IRI, "")
			s.joins(s.person(lemmyAlpha), ward)
		},
		then: func(s *scene) {
			s.must(s.theirs(lemmyAlpha).Gone != 0, "the account is still there")
			s.must(!s.member(lemmyAlpha, "ward"), "who is gone is still in the ward")
			v, _ := s.view(lemmyPost)
			s.must(v.Deleted != 0, "what they wrote is still there")
		}}},
	"lemmy/activity-flag-report-page.json": {{
		story: "by a member of the community",
		given: func(s *scene) {
			p := s.writes("Reported", inWardOf(s, lemmyMain))
			s.thing = p.IRI
			s.is("http://enterprise.lemmy.ml/post/7", p.IRI)
		},
		then: func(s *scene) {
			s.acme.Read(func(tx *store.Tx) error {
				flags, err := tx.FlagsOn([]models.ID{s.post(s.thing).ID})
				s.must(len(flags) == 1 && flags[0].ByID == s.theirs(lemmyAlpha).ID && flags[0].Reason == "report this post", "the flags are %+v", flags)
				return err
			})
		}}, {
		story: "by somebody who is in no community",
		given: func(s *scene) {
			ward := s.ward()
			s.is(lemmyMain, ward.IRI)
			s.thing = s.writes("Reported", ward).IRI
			s.is("http://enterprise.lemmy.ml/post/7", s.thing)
		},
		then: func(s *scene) {
			s.acme.Read(func(tx *store.Tx) error {
				list, err := tx.Reports(store.ReportFilter{})
				s.must(len(list) == 1 && list[0].TargetID == s.ada.ID && list[0].Comment == "report this post", "the reports are %+v", list)
				if len(list) == 1 {
					var posts []models.ID
					posts, err = tx.ReportPosts(list[0].ID)
					s.must(len(posts) == 1 && posts[0] == s.post(s.thing).ID, "it names %v", posts)
				}
				return err
			})
		}}},
	"lemmy/activity-like-note.json": {{
		given: func(s *scene) { s.is(lemmyNote, s.ada.Posts("Worth a thanks.", conversations.World).IRI) },
		then: func(s *scene) {
			s.must(s.ada.Finds("Worth a thanks").Favourites == 1 && s.ada.Noticed(models.NoticeFavourite) == 1, "the thanks is not counted, or ada was not told")
			s.comes()
			s.must(s.ada.Finds("Worth a thanks").Favourites == 1, "told twice it is two")
		}}},
	"lemmy/activity-undo-like-dislike-page.json": {{
		story: "of a thanks",
		given: func(s *scene) {
			p := s.ada.Posts("Worth a thanks.", conversations.World)
			s.is(lemmyPost, p.IRI)
			s.person(lemmyBeta)
			s.tells("Like", 1, lemmyBeta, lemmyMain, string(p.IRI), "")
			s.must(s.ada.Finds("Worth a thanks").Favourites == 1, "there was no thanks before")
		},
		then: func(s *scene) { s.must(s.ada.Finds("Worth a thanks").Favourites == 0, "the thanks is still there") }}, {
		story: "of what was a dislike",
		given: func(s *scene) {
			p := s.ada.Posts("Not worth it.", conversations.World)
			s.is(lemmyPost, p.IRI)
			s.person(lemmyBeta)
			s.tells("Dislike", 1, lemmyBeta, lemmyMain, string(p.IRI), "")
			s.must(s.disliked(p.IRI, lemmyBeta), "there was no dislike before")
		},
		then: func(s *scene) {
			s.must(!s.disliked(s.ada.Finds("Not worth it").IRI, lemmyBeta), "the dislike is still there")
		}}},
	"lemmy/activity-block-user.json": {{
		story: "before its end",
		given: func(s *scene) {
			s.asOf("2021-11-01T12:20:00Z")
			main := inMain(s)
			s.thing = s.writes("Spam", main).IRI
		},
		then: func(s *scene) {
			main := s.theirs(lemmyMain)
			s.must(s.shutOut(main) != nil && strings.Contains(fault.Say(s.shutOut(main)), "spam post"), "ada is told %v", s.shutOut(main))
			s.must(!s.stands(s.thing, main), "what ada posted there still stands")
			s.must(strings.Contains(heard(s.ada), "spam post") && strings.Contains(heard(s.ada), "until"), "ada hears %q", heard(s.ada))
			s.asOf("2021-11-01T12:24:00Z")
			s.must(s.shutOut(main) == nil, "its end has come, and ada is told %v", s.shutOut(main))
		}}, {
		story: "after its end", becomes: "ignore", because: "its end has passed",
		given: func(s *scene) { inMain(s) },
		then: func(s *scene) {
			s.must(s.shutOut(s.theirs(lemmyMain)) == nil && heard(s.ada) == "", "ada hears %q", heard(s.ada))
		}}},
	"lemmy/activity-undo-block-user.json": {{
		given: func(s *scene) {
			main := inMain(s)
			s.tells("Block", 1, lemmyBeta, lemmyMain, string(s.ada.IRI), `,"target":"`+lemmyMain+`"`)
			s.must(s.shutOut(main) != nil, "ada was not shut out before")
		},
		then: func(s *scene) {
			s.must(s.shutOut(s.theirs(lemmyMain)) == nil, "ada is still shut out: %v", s.shutOut(s.theirs(lemmyMain)))
		}}},
	"lemmy/activity-undo-lock-page.json": {{
		given: func(s *scene) {
			const main, alpha = "http://lemmy-alpha:8541/c/main", "http://lemmy-alpha:8541/u/lemmy_alpha"
			s.person(alpha)
			s.joins(s.ada.Actor, s.group(main, alpha))
			s.posted("http://lemmy-alpha:8541/post/2", alpha, main, "")
			s.tells("Lock", 1, alpha, main, "http://lemmy-alpha:8541/post/2", `,"summary":"going round in circles"`)
			s.must(s.post("http://lemmy-alpha:8541/post/2").Locked != 0, "it was not locked before")
		},
		then: func(s *scene) {
			p := s.post("http://lemmy-alpha:8541/post/2")
			s.must(p.Locked == 0, "it is still locked")
			_, err := s.ada.TriesToWrite(conversations.Ask{Text: "One more thing.", ReplyTo: p.ID})
			s.must(err == nil, "ada may still not answer: %v", err)
		}}},
	"lemmy/activity-add-mod.json": {{
		story: "and the list says so",
		given: func(s *scene) { inMain(s); s.moderators(lemmyMain, lemmyBeta, s.ada.IRI) },
		then: func(s *scene) {
			s.must(heard(s.ada) == "You moderate main (@main@enterprise.lemmy.ml) now.\n", "ada is told %q", heard(s.ada))
			s.comes()
			s.must(strings.Count(heard(s.ada), "You moderate") == 1, "told twice, ada is told %q", heard(s.ada))
		}}, {
		story: "and the list says nothing of it", becomes: "ignore", because: "the community's own list is what counts",
		given: func(s *scene) { inMain(s) },
		then:  func(s *scene) { s.must(heard(s.ada) == "", "ada is told %q", heard(s.ada)) }}, {
		story: "by somebody who moderates nothing", becomes: "ignore", because: "only those whom the community's own list names change it",
		given: func(s *scene) { inMain(s); s.moderators(lemmyMain, s.ada.IRI) },
		then:  func(s *scene) { s.must(heard(s.ada) == "", "ada is told %q", heard(s.ada)) }}},
	"lemmy/activity-remove-mod.json": {{
		given: func(s *scene) { inMain(s) },
		then: func(s *scene) {
			s.must(heard(s.ada) == "You no longer moderate main (@main@enterprise.lemmy.ml).\n", "ada is told %q", heard(s.ada))
		}}},

	"lemmy/object-page.json":                {{given: inTenForward, then: standsInTenForward}},
	"lemmy/object-page-image-and-link.json": {{given: inTenForward, then: standsInTenForward}},
	"lemmy/object-note-comment.json": {{
		given: func(s *scene) {
			inTenForward(s)
			s.says["https://enterprise.lemmy.ml/post/55143"] = s.file("lemmy/object-page.json")
		},
		then: standsInTenForward}},
	"lemmy/object-note-private-message.json": {{then: func(s *scene) {
		_, err := s.ada.Home.Resolve.Post(context.Background(), models.IRI(s.row.ID), nil)
		s.must(err == nil, "%v", err)
		s.ada.SeesNot("testing")
	}}},
	"lemmy/object-page-v2.json": {{then: func(s *scene) { s.ada.SeesNot("Hello Federation") }}},
	"lemmy/collection-group-followers.json": {{
		because: "who follows elsewhere is for the community itself to know: it is never asked for",
		is: func(s *scene) {
			s.group(lemmyMain)
			s.opens(lemmyMain)
			s.must(s.asked(lemmyMain+"/followers") == 0, "the list of members was asked for")
		}}},
	"lemmy/collection-orderedcollection-group-featured-posts.json": {{is: func(s *scene) {
		s.group("https://ds9.lemmy.ml/c/main")
		s.person("https://ds9.lemmy.ml/u/lemmy_alpha")
		s.opens("https://ds9.lemmy.ml/c/main")
		s.acme.Read(func(tx *store.Tx) error {
			pins, err := tx.PinnedPosts(s.ada.ID, s.theirs("https://ds9.lemmy.ml/c/main").ID, 10)
			s.must(len(pins) == 2 && pins[0].Title == "test 2" && pins[1].Title == "test 1", "on top of it stand %+v", pins)
			return err
		})
		s.must(s.stands("https://ds9.lemmy.ml/post/1", s.theirs("https://ds9.lemmy.ml/c/main")), "it does not stand in the community")
	}}},
	"lemmy/collection-orderedcollection-group-moderators.json": {{is: func(s *scene) {
		ten := s.group(tenForward)
		s.joins(s.ada.Actor, ten)
		p := s.writes("Off topic", ten)
		s.person("https://enterprise.lemmy.ml/u/nutomic")
		s.tells("Delete", 1, "https://enterprise.lemmy.ml/u/nutomic", tenForward, string(p.IRI), "")
		s.must(s.stands(p.IRI, ten), "somebody was obeyed who is not in the list")
		s.person("https://enterprise.lemmy.ml/u/picard")
		s.tells("Delete", 2, "https://enterprise.lemmy.ml/u/picard", tenForward, string(p.IRI), "")
		s.must(!s.stands(p.IRI, ten), "who is in the list was not obeyed")
	}}},
	"lemmy/collection-orderedcollection-group-outbox.json": {{is: func(s *scene) {
		s.group("https://ds9.lemmy.ml/c/testcom")
		s.person("https://ds9.lemmy.ml/u/nutomic")
		s.opens("https://ds9.lemmy.ml/c/testcom")
		for _, id := range []models.IRI{"https://ds9.lemmy.ml/post/2328", "https://ds9.lemmy.ml/post/2327"} {
			s.must(s.stands(id, s.theirs("https://ds9.lemmy.ml/c/testcom")), "%s does not stand in the community", id)
		}
		s.ada.Sees("another outbox test")
		s.must(s.homes("outbox test") == 0, "what was only looked up came into ada's home")
	}}},
	"lemmy/collection-orderedcollection-person-outbox.json": {{is: func(s *scene) {
		s.person(lemmyAlpha)
		s.opens(lemmyAlpha)
		s.must(s.asked(lemmyAlpha+"/outbox") == 1, "the outbox was asked for %d times", s.asked(lemmyAlpha+"/outbox"))
		s.acme.Read(func(tx *store.Tx) error {
			posts, err := tx.PostsBy(s.theirs(lemmyAlpha).ID, []models.Audience{models.Everyone}, store.Page{})
			s.must(len(posts) == 0, "there are %+v", posts)
			return err
		})
	}}},
	"lemmy/actor-group.json": {{then: func(s *scene) {
		s.must(s.theirs(tenForward).Handle == "tenforward" && s.theirs(tenForward).FeaturedIRI != "", "it is %+v", s.theirs(tenForward))
	}}},
}

// inTenForward lets acme know the community whose document the corpus has.
func inTenForward(s *scene) { s.group(tenForward) }

func standsInTenForward(s *scene) {
	s.must(s.stands(models.IRI(s.row.ID), s.theirs(tenForward)), "it does not stand in its community")
}

// shutOut is what keeps ada from writing in a community.
func (s *scene) shutOut(from models.Actor) (err error) {
	s.acme.Read(func(tx *store.Tx) error {
		err = access.ShutOut(tx, s.ada.Actor, from)
		return nil
	})
	return err
}
