package testrig_test

import (
	"strings"

	"guildhall/models"
	"guildhall/store"
)

// What Friendica sends and gets: testcom at ds9 is a community that both know, and ada is asked in the ward.
const (
	friendicaHeluecht = "https://pirati.ca/profile/heluecht"
	friendicaTestcom  = "https://ds9.lemmy.ml/c/testcom"
	friendicaParent   = "https://pirati.ca/objects/ec054ce7-2062-3bfa-8687-ca8313624820"
	friendicaJakob    = "https://soc.schuerz.at/profile/jakob"
)

// dislikedThere lets acme know the post that heluecht disapproves of.
func dislikedThere(s *scene) {
	s.posted(friendicaParent, friendicaHeluecht, s.group(friendicaTestcom).IRI, "")
}

var friendicaTold = map[string][]telling{
	"friendica/activity-create-note-page-1.json": {{
		given: func(s *scene) {
			ward := s.ward()
			s.joins(s.person("https://masto.qa.urbanwildlife.biz/users/mastodon"), ward)
			s.joins(s.person("https://other.example/u/nell"), ward)
			s.is("https://lemmy.qa.urbanwildlife.biz/c/lemmy_community", ward.IRI)
			s.is("https://lemmy.qa.urbanwildlife.biz/c/lemmy_community/followers", ward.IRI+"/followers")
		},
		then: func(s *scene) {
			id := models.IRI("https://masto.qa.urbanwildlife.biz/users/mastodon/statuses/110435994705014161")
			s.must(s.stands(id, s.named("ward")), "what mentions the ward does not stand in it")
			s.must(s.ada.HomeShows("Test post to community") == 1, "in ada's home it is %d lines", s.ada.HomeShows("Test post to community"))
			whole, bare := announced(s.at("https://other.example/"), "Create", string(id))
			s.must(whole == 1 && bare == 1, "the other member was told %d and %d times", whole, bare)
		}}},
	"friendica/activity-create-note.json": {{
		given: func(s *scene) {
			ward := s.ward()
			p := s.writes("What do you think?", ward)
			s.thing = p.IRI
			s.joins(s.person(friendicaJakob), ward)
			s.is("https://lemmy.schuerz.at/post/25360", p.IRI)
			s.is("https://lemmy.schuerz.at/u/jakob", s.ada.IRI)
			s.is("https://lemmy.schuerz.at/c/test", ward.IRI)
		},
		then: func(s *scene) {
			s.must(s.ada.Below(s.post(s.thing)) == 1 && s.ada.Noticed(models.NoticeMention) == 1, "ada sees %d answers and was told %d times", s.ada.Below(s.post(s.thing)), s.ada.Noticed(models.NoticeMention))
			s.must(s.stands("https://soc.schuerz.at/objects/4edd2508-4361-edb8-c4d8-b45181083984", s.named("ward")), "the answer does not stand in the ward")
		}}},
	"friendica/activity-delete-tombstone.json": {{
		given: func(s *scene) {
			s.posted("https://pirati.ca/objects/ec054ce7-4762-3c1c-3c25-0cc665717210", friendicaHeluecht, s.group(friendicaTestcom).IRI, "")
		},
		then: func(s *scene) {
			v, _ := s.view("https://pirati.ca/objects/ec054ce7-4762-3c1c-3c25-0cc665717210")
			s.must(v.Deleted != 0 && v.Content == "", "it is still there: %+v", v.Post)
		}}},
	"friendica/activity-dislike-page.json": {{because: "a dislike is kept and counted nowhere", given: dislikedThere, then: func(s *scene) {
		s.must(s.disliked(friendicaParent, friendicaHeluecht), "the dislike is not kept")
		s.must(seenAs(s.ada, friendicaParent).Favourites == 0, "it is counted")
	}}},
	"friendica/activity-undo-dislike-page.json": {{
		given: func(s *scene) {
			dislikedThere(s)
			s.sends(s.file("friendica/activity-dislike-page.json"))
			s.must(s.disliked(friendicaParent, friendicaHeluecht), "there was no dislike before")
		},
		then: func(s *scene) {
			s.must(!s.disliked(friendicaParent, friendicaHeluecht), "the dislike is still there")
		}}},
	"friendica/object-article-page-2.json": {{
		given: func(s *scene) { s.group(friendicaTestcom) },
		then: func(s *scene) {
			s.must(s.stands(models.IRI(s.row.ID), s.theirs(friendicaTestcom)), "it does not stand in the community that it mentions")
		}}},
	"friendica/object-note-1.json": {{
		given: func(s *scene) {
			s.group("https://lemmy.schuerz.at/c/test")
			s.person("https://lemmy.schuerz.at/u/jakob")
			s.posted("https://lemmy.schuerz.at/post/25360", "https://lemmy.schuerz.at/u/jakob", "https://lemmy.schuerz.at/c/test", "")
		},
		then: func(s *scene) {
			s.must(s.stands(models.IRI(s.row.ID), s.theirs("https://lemmy.schuerz.at/c/test")), "it does not stand where what it answers stands")
		}}},
	"friendica/object-note-2.json": {{
		given: func(s *scene) {
			s.group("https://lemmy.ml/c/fediversefutures")
			s.person("https://lemmy.ml/u/Liwott")
			s.posted("https://lemmy.ml/comment/167904", "https://lemmy.ml/u/humanetech", "https://lemmy.ml/c/fediversefutures", "")
		},
		then: func(s *scene) {
			s.must(s.stands(models.IRI(s.row.ID), s.theirs("https://lemmy.ml/c/fediversefutures")), "it does not stand where what it answers stands")
		}}},
	"friendica/collection-orderedcollection-featured-collection.json": {{is: func(s *scene) {
		const raha = "https://friendica.example.com/profile/raha"
		s.says[raha] = `{"@context":"https://www.w3.org/ns/activitystreams","id":"` + raha + `","type":"Person","preferredUsername":"raha","inbox":"https://friendica.example.com/inbox/raha","featured":"https://friendica.example.com/featured/raha"}`
		s.person(raha)
		s.opens(raha)
		s.must(s.asked("https://friendica.example.com/featured/raha") == 1, "it was asked for %d times", s.asked("https://friendica.example.com/featured/raha"))
		s.acme.Read(func(tx *store.Tx) error {
			pins, err := tx.PinnedPosts(s.ada.ID, s.theirs(raha).ID, 10)
			s.must(len(pins) == 0, "on top stand %+v", pins)
			return err
		})
	}}},
	"friendica/collection-orderedcollection-followers.json": {{because: whoFollows, is: followsAreTheirs}},
	"friendica/collection-orderedcollection-following.json": {{because: whoFollows, is: followsAreTheirs}},
	"friendica/webfinger-webfinger.json": {{is: func(s *scene) {
		const lain = "https://squeet.me/profile/lain"
		s.says["https://squeet.me/.well-known/webfinger?resource=acct%3Alain%40squeet.me"] = s.body
		s.person(lain)
		a, err := s.acme.Resolve.Handle(s.Context(), "@lain@squeet.me")
		s.must(err == nil && a.IRI == lain && a.Address() == "@lain@squeet.me", "lain is %s: %v", a.Address(), err)
	}}},
}

const whoFollows = "whom somebody elsewhere follows, and who follows them, is for their own server to know: it is never asked for"

func followsAreTheirs(s *scene) {
	const fuser = "http://remote.org/profile/fuser3"
	s.says[fuser] = `{"@context":"https://www.w3.org/ns/activitystreams","id":"` + fuser + `","type":"Person","preferredUsername":"fuser3","inbox":"http://remote.org/inbox/fuser3","followers":"http://remote.org/followers/fuser3","following":"http://remote.org/following/fuser3"}`
	s.person(fuser)
	s.opens(fuser)
	for _, list := range []models.IRI{"http://remote.org/followers/fuser3", "http://remote.org/following/fuser3"} {
		s.must(s.asked(list) == 0, "%s was asked for", list)
	}
	_, err := s.acme.Resolve.Post(s.Context(), models.IRI(s.row.ID), nil)
	s.must(err != nil, "a list was taken for a post")
	s.must(strings.HasSuffix(string(s.theirs(fuser).FollowersIRI), "/followers/fuser3"), "its followers are %q", s.theirs(fuser).FollowersIRI)
}
