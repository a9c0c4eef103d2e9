package testrig_test

import (
	"strings"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

// What PieFed shows: posts of a community whose author lives on another of its servers.
const piefedPlayground = "https://piefed.social/c/playground"

func inPlayground(s *scene) { s.group(piefedPlayground) }

func standsInPlayground(s *scene) {
	s.must(s.stands(models.IRI(s.row.ID), s.theirs(piefedPlayground)), "it does not stand in its community")
}

var piefedTold = map[string][]telling{
	"piefed/object-page-posts-1.json": {{given: inPlayground, then: standsInPlayground}},
	"piefed/object-page-posts-3.json": {{given: inPlayground, then: standsInPlayground}},
	"piefed/object-page-posts-5.json": {{given: inPlayground, then: standsInPlayground}},
	"piefed/object-page-posts-7.json": {{given: inPlayground, then: standsInPlayground}},
	"piefed/object-question-posts-9.json": {{given: inPlayground, then: func(s *scene) {
		standsInPlayground(s)
		v, _ := s.view(models.IRI(s.row.ID))
		s.must(v.Poll.Options[0].Name == "Yes" && v.Poll.Options[0].Votes == 2 && v.Poll.Ended(models.At(s.w.Clock.Now())), "the poll is %+v", v.Poll)
		err := s.votes(v.ID, 0)
		s.must(err != nil && strings.Contains(err.Error(), "ended"), "ada's vote after the end is answered %v", err)
	}}},
	"piefed/collection-orderedcollection-feeds-3.json": {{because: "a feed is a list of communities, each of which is joined by itself", is: func(s *scene) {
		s.at(models.IRI(s.row.ID))
		_, err := s.acme.Resolve.Post(s.Context(), models.IRI(s.row.ID), nil)
		s.must(err != nil, "a list was taken for a post")
		for _, x := range s.w.Net.Exchanges() {
			s.must(x.To == "piefed.social", "because of the list %s was asked", x.To)
		}
	}}},
}

// What lotide sends: its posts name the community alone in to, and the world in cc.
var lotideTold = map[string][]telling{
	"lotide/activity-follow.json": {{
		given: func(s *scene) { s.is("https://beehaw.org/c/foss", s.ward().IRI) },
		then: func(s *scene) {
			s.must(s.member("https://dev.narwhal.city/users/1", "ward"), "they are not in the ward")
		}}},
	"lotide/activity-create-page.json": {{
		given: func(s *scene) {
			ward := s.ward()
			s.joins(s.person("https://b.tide.tk/apub/users/1"), ward)
			s.is("https://c.tide.tk/communities/1", ward.IRI)
		},
		then: func(s *scene) {
			s.must(s.stands("https://b.tide.tk/apub/posts/60", s.named("ward")), "it does not stand in the ward")
			s.must(s.homes("test post from b") == 1, "in ada's home it is %d lines", s.homes("test post from b"))
		}}},
	"lotide/activity-create-note-page-image.json": {{
		given: func(s *scene) {
			ward := s.ward()
			s.joins(s.person("http://ltthostname.local:3334/apub/users/3"), ward)
			s.is("http://localhost:8536/c/elsewhere", ward.IRI)
		},
		then: func(s *scene) {
			s.must(s.stands("http://ltthostname.local:3334/apub/posts/46", s.named("ward")), "it does not stand in the ward")
		}}},
	"lotide/object-page.json": {{
		given: func(s *scene) { s.group("https://narwhal.city/communities/4") },
		then: func(s *scene) {
			s.must(s.stands(models.IRI(s.row.ID), s.theirs("https://narwhal.city/communities/4")), "it does not stand in its community")
		}}},
	"lotide/object-note.json": {{
		given: func(s *scene) {
			s.group("https://narwhal.city/communities/4")
			s.person("https://narwhal.city/users/1")
		},
		then: func(s *scene) {
			s.must(s.asked("https://narwhal.city/posts/9") == 1, "what it answers was not looked up")
			s.must(s.stands(models.IRI(s.row.ID), s.theirs("https://narwhal.city/communities/4")), "it does not stand in its community")
		}}},
}

// What Discourse shows.
var discourseTold = map[string][]telling{
	"discourse/object-note-page.json": {{
		given: func(s *scene) {
			s.group("https://socialhub.activitypub.rocks/ap/actor/797217cf18c0e819dfafc52425590146")
		},
		then: func(s *scene) {
			v, _ := s.view(models.IRI(s.row.ID))
			s.must(v.Title == "Our next meeting" && s.stands(v.IRI, s.theirs("https://socialhub.activitypub.rocks/ap/actor/797217cf18c0e819dfafc52425590146")), "it does not stand in its category: %+v", v.Post)
			s.ada.SeesNot("Last Meeting") // it is addressed to those in the category
		}}},
}

// What WordPress sends and shows: a blog is a Group or an Organization, and its articles stand in it.
const wordpressBlog = "https://dbzer0.com/?author=0"

var wordpressTold = map[string][]telling{
	"wordpress/activity-create-article-wedistribute.json": {{
		given: func(s *scene) { s.follow("https://wedistribute.org/wp-json/pterotype/v1/actor/-blog") },
		then: func(s *scene) {
			v, _ := s.view("https://wedistribute.org/wp-json/pterotype/v1/object/85810")
			s.must(v.Kind == models.Article && v.URL == "https://wedistribute.org/2019/07/mastodon-drops-ostatus/" && !strings.Contains(v.Content, "<!--"), "it is %+v", v.Post)
			s.must(s.homes("The end is near: Mastodon plans to drop OStatus support") == 1, "it is not in ada's home")
		}}},
	"wordpress/object-article-page.json": {{
		given: func(s *scene) { s.group(wordpressBlog); s.person("https://dbzer0.com/blog/author/db0/") },
		then: func(s *scene) {
			s.must(s.stands(models.IRI(s.row.ID), s.theirs(wordpressBlog)), "it does not stand in the blog")
		}}},
	"wordpress/object-note.json": {{
		given: func(s *scene) {
			const angus = "https://socialhub.activitypub.rocks/ap/actor/495843076e9e469fbd35ccf467ae9fb1"
			s.posted("https://socialhub.activitypub.rocks/ap/object/ce040f1ead95964f6dbbf1084b81432d", angus, "", "")
		}}},
	"wordpress/nodeinfo-wp-data.json": {{is: func(s *scene) {
		const blog = "https://blog.example/"
		s.at(blog)
		s.says[blog+".well-known/nodeinfo"] = `{"links":[{"rel":"http://nodeinfo.diaspora.software/ns/schema/2.0","href":"` + blog + `nodeinfo/2.0"}]}`
		s.says[blog+"nodeinfo/2.0"] = s.body
		err := s.acme.Resolve.Software(s.Context(), "blog.example", false)
		s.must(err == nil, "its software could not be asked for: %v", err)
		s.acme.Read(func(tx *store.Tx) error {
			p, err := tx.Peer("blog.example")
			s.must(p.Software == "wordpress" && p.Version == "6.4.2", "it runs %q %q", p.Software, p.Version)
			return err
		})
	}}},
}

// What Smithereen sends.
var smithereenTold = map[string][]telling{
	"smithereen/activity-create-note.json": {{
		given: func(s *scene) {
			p := s.writes("Anybody there?", s.ward())
			s.thing = p.IRI
			s.joins(s.person("https://friends.grishka.me/users/1"), s.named("ward"))
			s.is("https://ds9.lemmy.ml/post/1723", p.IRI)
			s.is("https://ds9.lemmy.ml/u/nutomic", s.ada.IRI)
		},
		then: func(s *scene) {
			s.must(s.stands("https://friends.grishka.me/posts/66561", s.named("ward")), "the answer does not stand in the ward")
			s.must(s.ada.Below(s.post(s.thing)) == 1 && s.ada.Noticed(models.NoticeMention) == 1, "ada sees %d answers and was told %d times", s.ada.Below(s.post(s.thing)), s.ada.Noticed(models.NoticeMention))
		}}},
	"smithereen/object-question-non-anonymous-poll.json": {{then: func(s *scene) {
		v, _ := s.view(models.IRI(s.row.ID))
		s.must(v.Poll.Named && v.Poll.Voters == 14 && v.Poll.Votes() == 14, "the poll is %+v", v.Poll)
	}}},
}

// What Gancio answers.
var gancioTold = map[string][]telling{
	"gancio/webfinger-webfinger.json": {{is: func(s *scene) {
		const gancio = "https://demo.gancio.org/federation/u/gancio"
		s.says["https://demo.gancio.org/.well-known/webfinger?resource=acct%3Agancio%40demo.gancio.org"] = s.body
		s.account("Application", gancio)
		a, err := s.acme.Resolve.Handle(s.Context(), "@gancio@demo.gancio.org")
		s.must(err == nil && a.IRI == gancio && a.Kind == models.Service, "gancio is %s, a %s: %v", a.Address(), a.Kind, err)
	}}},
}

// What Bonfire sends and shows.
const bonfireKaren = "https://mocked.local/users/karen"

// karens lets acme open karen's profile, whose outbox has a page of the corpus.
func karens(s *scene, outbox string) {
	s.says[bonfireKaren] = `{"@context":"https://www.w3.org/ns/activitystreams","id":"` + bonfireKaren + `","type":"Person","preferredUsername":"karen","inbox":"` + bonfireKaren + `/inbox","outbox":"` + outbox + `"}`
	s.says[models.IRI(outbox)] = `{"@context":"https://www.w3.org/ns/activitystreams","id":"` + outbox + `","type":"OrderedCollection","first":"` + outbox + `?page=1"}`
	s.person(bonfireKaren)
	s.opens(bonfireKaren)
}

var bonfireTold = map[string][]telling{
	"bonfire/activity-arrive-place.json": {{because: "what somebody arrives at is not known here; it is kept as it came", then: func(s *scene) {
		s.must(s.state == models.Unknown, "it became %s", s.state)
		s.ada.SeesNot("CERN")
	}}},
	"bonfire/object-place-geojson-feature.json": {{because: "a place is no post: it has a link and no words", is: func(s *scene) {
		s.at(models.IRI(s.row.ID))
		_, err := s.acme.Resolve.Post(s.Context(), models.IRI(s.row.ID), nil)
		s.must(err != nil, "a place that nobody wrote was taken for a post")
		s.ada.SeesNot("CERN")
	}}},
	"bonfire/collection-orderedcollectionpage-outbox-collection.json": {{is: func(s *scene) {
		karens(s, bonfireKaren+"/outbox")
		one, two := s.post("https://mocked.local/objects/outbox-note-1"), s.post("https://mocked.local/objects/outbox-note-2")
		s.must(two.ParentID != nil && *two.ParentID == one.ID && two.ThreadID == one.ID, "the second does not stand below the first")
		s.ada.Sees("First post from outbox")
	}}},
	"bonfire/collection-orderedcollectionpage-outbox-collection-ids-only.json": {{is: func(s *scene) {
		const bare = "https://mocked.local/objects/eb3b1181-38cc-4eaf-ba1b-3f5431fa9779"
		s.says[bare] = `{"@context":"https://www.w3.org/ns/activitystreams","id":"` + bare + `","type":"Note","attributedTo":"` + bonfireKaren + `","content":"<p>By its id alone.</p>","to":["` + publicWord + `"]}`
		karens(s, bonfireKaren+"/outbox_ids")
		s.must(s.post(bare).ID != 0, "what is named by its id alone is not here")
		_, forged := s.view("https://testing.local/objects/d953809b-d968-49c8-aa8f-7545b9480a12")
		s.must(!forged && s.asked("https://testing.local/objects/d953809b-d968-49c8-aa8f-7545b9480a12") == 0, "what cannot be karen's was looked for")
	}}},
}

// follow lets ada follow somebody elsewhere.
func (s *scene) follow(id models.IRI) { s.Helper(); s.joins(s.ada.Actor, s.person(id)) }

// votes lets ada choose in a poll.
func (s *scene) votes(poll models.ID, choice int) error {
	return s.acme.Store.Write(s.Context(), func(tx *store.Tx) error {
		return conversations.Vote(tx, s.acme.Site, s.ada.Actor, poll, []int{choice})
	})
}
