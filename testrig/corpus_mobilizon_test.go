package testrig_test

import (
	"strings"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

// What Mobilizon sends: admin of mobilizon2 comes to events of acme's, and asks people into the ward.
const (
	mobilizonAdmin = "http://mobilizon2.test/@admin"
	mobilizonEvent = "http://mobilizon.test/events/some-uuid"
	mobilizonFirst = "https://mobilizon.fr/events/39a0c4a6-f2b6-41dc-bbe2-fc5bff76cc93"
)

// comes tells whether somebody is among those who come to the event that the story is about.
func (s *scene) comesTo(who models.IRI) (yes bool) {
	s.Helper()
	event := s.post(s.thing)
	s.acme.Read(func(tx *store.Tx) error {
		list, err := tx.Comers(event.ID, 0, 10)
		for _, a := range list {
			yes = yes || a.IRI == who
		}
		return err
	})
	return yes
}

// workshop lets ada hold an event, as the one that the document tells of.
func workshop(s *scene) {
	e := hosts(s.ada, conversations.World)
	s.thing = e.IRI
	s.is(mobilizonEvent, e.IRI)
}

var mobilizonTold = map[string][]telling{
	"mobilizon/activity-join.json": {{given: workshop, then: func(s *scene) {
		s.must(s.comesTo(mobilizonAdmin) && s.ada.Noticed(models.NoticeComing) == 1, "admin does not come, or ada was not told")
		s.must(s.at(mobilizonAdmin).GotOfType("Accept") == 1, "admin was answered %v", s.at(mobilizonAdmin).Got())
	}}},
	"mobilizon/activity-leave.json": {{
		given: func(s *scene) {
			workshop(s)
			s.person(mobilizonAdmin)
			s.tells("Join", 1, mobilizonAdmin, s.thing, string(s.thing), "")
			s.must(s.comesTo(mobilizonAdmin), "admin did not come before")
		},
		then: func(s *scene) { s.must(!s.comesTo(mobilizonAdmin), "admin still comes") }}},
	"mobilizon/activity-invite.json": {{
		story: "by somebody who looks after the community",
		given: func(s *scene) {
			ward := s.ward()
			admin := s.person(mobilizonAdmin)
			s.joins(admin, ward)
			s.is("http://mobilizon.test/@mygroup", ward.IRI)
			s.is("http://mobilizon.test/@someuser", s.w.As("mira@acme.example").GoesOutward().IRI)
		},
		then: func(s *scene) {
			mira := s.w.As("mira@acme.example")
			s.must(strings.Contains(heard(mira), "invites you to come in"), "mira is told %q", heard(mira))
			s.must(!s.follows(mira.IRI, s.named("ward").IRI), "mira was taken in without asking")
		}}, {
		story: "by a stranger", becomes: "ignore", because: "only who is in a community invites into it",
		given: func(s *scene) {
			s.is("http://mobilizon.test/@mygroup", s.ward().IRI)
			s.is("http://mobilizon.test/@someuser", s.w.As("mira@acme.example").GoesOutward().IRI)
		},
		then: func(s *scene) {
			s.must(heard(s.w.As("mira@acme.example")) == "", "mira is told %q", heard(s.w.As("mira@acme.example")))
		}}},
	"mobilizon/activity-create-event-post.json": {{
		then: func(s *scene) {
			v, _ := s.view(mobilizonFirst)
			s.must(v.Kind == models.EventPost && v.Details != nil && strings.Contains(v.Details.Place, "Locaux de Framasoft"), "it is %+v %+v", v.Kind, v.Details)
		}}},
	"mobilizon/activity-create-event-post-media.json": {{
		then: func(s *scene) {
			v, _ := s.view(mobilizonFirst)
			s.must(v.Kind == models.EventPost && len(v.Media) == 1 && v.Media[0].Remote == "https://mobilizon.fr/some-image", "its picture is %+v", v.Media)
		}}},
	"mobilizon/activity-join-event.json":        {{then: nothingIsKept}},
	"mobilizon/activity-accept-join-event.json": {{then: nothingIsKept}},
	"mobilizon/object-event.json": {{
		given: func(s *scene) { s.group("https://rendezvous.nomagic.uk/@devon_caledonian_society") },
		then: func(s *scene) {
			v, _ := s.view(models.IRI(s.row.ID))
			d := v.Details
			s.must(d != nil && d.Zone == "Europe/London" && d.JoinMode == "free" && d.Status == "confirmed" && strings.Contains(d.Place, "The Kenn Centre") && strings.Contains(d.Place, "EX6 7TW"), "it is %+v", d)
			s.must(s.stands(v.IRI, s.theirs("https://rendezvous.nomagic.uk/@devon_caledonian_society")), "it does not stand in the group that holds it")
		}}},
	"mobilizon/object-event-org.json": {{then: func(s *scene) {
		v, _ := s.view(models.IRI(s.row.ID))
		s.must(v.Details != nil && strings.Contains(v.Details.Place, "Nantes"), "it is %+v", v.Details)
	}}},
	"mobilizon/actor-group.json": {{then: func(s *scene) {
		a := s.theirs("https://mobilizon.fr/@contribateliers")
		s.must(a.Address() == "@contribateliers@mobilizon.fr", "it is %+v", a)
	}}},
}

// nothingIsKept looks that acme has nothing of a document that it refused.
func nothingIsKept(s *scene) {
	s.acme.Read(func(tx *store.Tx) error {
		list, err := tx.Inbox(store.InboxFilter{})
		s.must(len(list) == 0, "there is %+v", list)
		return err
	})
}
