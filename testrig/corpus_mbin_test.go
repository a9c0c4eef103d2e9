package testrig_test

import (
	"strings"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

// What Mbin sends: test is a magazine at kbin, or the ward of acme. The corpus took the ids out of these documents: as they are, each is
// refused, and changes nothing; with ids put back each is applied.
const (
	mbinMagazine = "https://kbin.test/m/test"
	mbinUser     = "https://kbin.test/u/user"
	mbinOwner    = "https://kbin.test/u/owner"
	mbinEntry    = "https://kbin.test/m/test/t/1"
	mbinAct      = "https://kbin.test/f/object/1"
	mbinInner    = "https://kbin.test/f/object/2"
)

// asItIs is a document whose ids are no web addresses.
var asItIs = telling{story: "as it is", becomes: "refuse", because: "the id of an activity is a web address on its actor's host",
	then: func(s *scene) {
		s.must(s.status == 403 && strings.Contains(s.answer, "The id of the activity belongs to another server"), "it was answered %d %s", s.status, s.answer)
		s.acme.Read(func(tx *store.Tx) error {
			list, err := tx.Inbox(store.InboxFilter{})
			posts, lost := tx.PublicPosts(s.ada.ID, "", store.Page{})
			s.must(len(list) == 0 && len(posts) == 0 && lost == nil, "there are %+v and %+v", list, posts)
			return err
		})
	}}

// putBack is the document with its ids.
func putBack(given, then func(s *scene)) []telling {
	return []telling{asItIs, {story: "with its ids", given: given, then: then}}
}

// inMagazine lets ada be in the magazine at kbin, which owner moderates.
func inMagazine(s *scene) models.Actor {
	s.person(mbinOwner)
	m := s.group(mbinMagazine, mbinOwner)
	s.joins(s.ada.Actor, m)
	return m
}

// magazineIsWard lets the ward be the magazine, and the user in it.
func magazineIsWard(s *scene) models.Actor {
	ward := s.ward()
	s.joins(s.person(mbinUser), ward)
	s.is(mbinMagazine, ward.IRI)
	return ward
}

var mbinTold = map[string][]telling{
	"mbin/activity-announce-create-page-entry.json": putBack(
		func(s *scene) {
			inMagazine(s)
			s.restores(mbinAct, mbinInner, mbinEntry)
			s.row.Facts += ";innermost=" + mbinEntry
		},
		func(s *scene) {
			s.must(s.stands(mbinEntry, s.theirs(mbinMagazine)), "it does not stand in the magazine")
			s.must(s.homes("test") == 1, "in ada's home it is %d lines", s.homes("test"))
		}),
	"mbin/activity-announce-create-chatmessage-message.json": {asItIs, {
		story: "with its ids", becomes: "ignore", because: "a word to one person is nothing to pass on, and its kind is not known here",
		given: func(s *scene) { inMagazine(s); s.restores(mbinAct, mbinInner, "https://kbin.test/message/1") },
		then:  func(s *scene) { s.ada.SeesNot("some test message") }}},
	"mbin/activity-announce-delete-user.json": putBack(
		func(s *scene) {
			m := inMagazine(s)
			s.posted(mbinEntry, mbinUser, m.IRI, "")
			s.restores(mbinAct, mbinInner, mbinUser)
			s.says[mbinUser] = "" // 410 from now on
		},
		func(s *scene) {
			s.must(s.theirs(mbinUser).Gone != 0, "the account is still there")
			s.must(s.post(mbinEntry).Deleted != 0, "what they wrote is still there")
		}),
	"mbin/activity-announce-update-note-post.json": putBack(
		func(s *scene) {
			m := inMagazine(s)
			s.posted(mbinEntry, mbinUser, m.IRI, "")
			delete(s.says, mbinEntry)
			s.sent = nil
			s.restores(mbinAct, mbinInner, mbinEntry, mbinEntry)
		},
		func(s *scene) {
			v, _ := s.view(mbinEntry)
			s.must(strings.Contains(v.Content, "#test") && v.Version == 2 && len(v.Tags) == 1, "it is %+v", v.Post)
			s.must(s.stands(mbinEntry, s.theirs(mbinMagazine)), "it does not stand in the magazine any more")
		}),
	"mbin/activity-create-note-post.json": putBack(
		func(s *scene) {
			magazineIsWard(s)
			s.restores(mbinAct, mbinEntry, mbinEntry)
			s.row.Facts += ";object=" + mbinEntry
		},
		func(s *scene) {
			s.must(s.stands(mbinEntry, s.named("ward")), "it does not stand in the ward")
			s.must(s.ada.HomeShows("#test") == 1, "in ada's home it is %d lines", s.ada.HomeShows("#test"))
		}),
	"mbin/activity-create-page-entry-with-url-and-image.json": putBack(
		func(s *scene) {
			magazineIsWard(s)
			s.restores(mbinAct, mbinEntry)
			s.row.Facts += ";object=" + mbinEntry
		},
		func(s *scene) {
			s.must(s.stands(mbinEntry, s.named("ward")), "it does not stand in the ward")
			v, _ := s.view(mbinEntry)
			s.must(len(v.Media) == 1 && v.Media[0].Alt == "kibby" && v.Media[0].Width == 96, "its picture is %+v", v.Media)
		}),
	"mbin/activity-delete-user.json": putBack(
		func(s *scene) {
			ward := s.ward()
			s.joins(s.person(mbinUser), ward)
			s.posted(mbinEntry, mbinUser, ward.IRI, "")
			s.restores(mbinAct, mbinUser)
		},
		func(s *scene) {
			s.must(s.theirs(mbinUser).Gone != 0 && !s.member(mbinUser, "ward"), "the account is still there, or in the ward")
			s.must(s.post(mbinEntry).Deleted != 0, "what they wrote is still there")
		}),
	"mbin/activity-flag-entry-comment.json": putBack(
		func(s *scene) {
			ward := s.ward()
			s.is(mbinMagazine, ward.IRI)
			s.thing = s.writes("Reported", ward).IRI
			s.restores(mbinAct, s.thing)
		},
		func(s *scene) {
			s.acme.Read(func(tx *store.Tx) error {
				list, err := tx.Reports(store.ReportFilter{})
				s.must(len(list) == 1 && list[0].TargetID == s.ada.ID, "the reports are %+v", list)
				return err
			})
		}),
	"mbin/activity-follow-magazine.json": putBack(
		func(s *scene) { s.restores(mbinAct, s.ward().IRI) },
		func(s *scene) { s.must(s.member("https://kbin.test/u/user2", "ward"), "they are not in the ward") }),
	"mbin/activity-lock-entry-by-moderator.json": putBack(
		func(s *scene) {
			p := s.writes("Closed", inMagazine(s))
			s.thing = p.IRI
			s.restores(mbinAct, p.IRI)
		},
		func(s *scene) {
			p := s.post(s.thing)
			s.must(p.Locked != 0, "it is open")
			_, err := s.ada.TriesToWrite(conversations.Ask{Text: "One more thing.", ReplyTo: p.ID})
			s.must(err != nil && heard(s.ada) != "", "ada may still answer, or is told nothing: %q", heard(s.ada))
		}),
	"mbin/activity-update-group-magazine.json": putBack(
		func(s *scene) {
			s.person(mbinOwner)
			s.group(mbinMagazine, mbinOwner)
			s.must(s.theirs(mbinMagazine).SharedInbox == "", "it was known before")
			delete(s.says, mbinMagazine)
			s.restores(mbinAct, mbinMagazine)
			s.row.ID = mbinMagazine
		},
		func(s *scene) {
			s.holdsAccount(mbinMagazine, map[string]string{"followers": mbinMagazine + "/followers", "sharedInbox": "https://kbin.test/f/inbox", "moderators": mbinMagazine + "/moderators"})
			s.must(s.theirs(mbinMagazine).Kind == models.Community, "it is no community any more")
		}),
	"mbin/activity-update-note-post.json": putBack(
		func(s *scene) {
			ward := magazineIsWard(s)
			s.posted(mbinEntry, mbinUser, ward.IRI, "")
			s.restores(mbinAct, mbinEntry, mbinEntry)
			s.row.Facts += ";object=" + mbinEntry
		},
		func(s *scene) {
			v, _ := s.view(mbinEntry)
			s.must(strings.Contains(v.Content, "#test") && v.Version == 2, "it is %+v", v.Post)
			s.must(s.stands(mbinEntry, s.named("ward")), "it does not stand in the ward any more")
		}),
	"mbin/activity-update-page-entry.json": putBack(
		func(s *scene) {
			ward := magazineIsWard(s)
			s.posted(mbinEntry, mbinUser, ward.IRI, "")
			s.restores(mbinAct, mbinEntry)
			s.row.Facts += ";object=" + mbinEntry
		},
		func(s *scene) {
			v, _ := s.view(mbinEntry)
			s.must(v.Title == "test" && v.Kind == models.PageDoc && v.Version == 2, "it is %+v", v.Post)
		}),
}
