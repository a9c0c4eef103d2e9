package web_test

import (
	"testing"

	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

func TestStoryAdministratorsPagesAreForAdministrators(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	mira := w.As("mira@acme.example")
	b, s := signedIn(t, mira), stranger(t, w.Server("acme.example"))
	for _, path := range []string{"/admin/peers", "/admin/peers/guild.example", "/admin/people"} {
		b.opens(path).is(403).saysNot("guild.example", "mira@mail.invalid")
		s.opens(path).is(303)
	}
	b.sends("/admin/peers", "domain", "guild.example", "standing", "partner").is(403)
	b.sends("/admin/people/mira/grant", "role", "admin").is(403)
	holds(mira, models.Auditor) // reads, and changes nothing
	b.opens("/admin/peers").is(200).saysNot("<select")
	b.opens("/admin/peers/guild.example").is(200).saysNot("/standing\"")
	b.sends("/admin/peers/guild.example/standing", "standing", "partner").is(403)
	holds(mira, models.BoundaryRole) // peers are theirs now, accounts are not
	b.opens("/admin/peers").is(200)
	b.opens("/admin/people").is(403)
	b.opens("/@mira").saysNot("/admin/people")
}

func TestStoryAServerIsAllowedOnThePageAndThenFollowingWorks(t *testing.T) {
	w := three(t)
	ada, nora := w.As("ada@acme.example"), w.As("nora@northwind.example")
	holds(ada, models.BoundaryRole)
	b := signedIn(t, ada)
	b.sends("/@nora@northwind.example/follow").is(403)
	w.Settle()
	b.opens("/admin/peers/northwind.example").is(200).says("northwind.example is not on the allow-list.", "Nothing crosses, because only named servers may.")
	b.sends("/admin/peers", "domain", " NorthWind.Example. ", "standing", "allowed").leadsTo("/admin/peers/northwind.example")
	b.opens("/admin/peers/northwind.example").is(200).says("Allowed", "This is so now")
	b.opens("/admin/peers?standing=allowed").is(200).says("northwind.example").saysNot(">guild.example<")
	b.opens("/admin/peers?q=WIND").is(200).says("northwind.example").saysNot(">guild.example<")
	b.sends("/@nora@northwind.example/follow").leadsTo("/@nora@northwind.example")
	w.Settle()
	if !nora.IsFollowedBy("ada@acme.example") {
		t.Fatal("nora does not know of the follower")
	}
	b.opens("/admin/peers/northwind.example").is(200).says("0 from there to us, 1 from us to there", "2 Nov, 2 Nov")

	b.sends("/admin/peers/northwind.example/standing", "standing", "blocked").leadsTo("/admin/peers/northwind.example")
	ada.Posts("Not for the blocked.", conversations.World)
	w.Server("acme.example").NeverSent("Not for the blocked")
	b.sends("/admin/peers/northwind.example/forget").leadsTo("/admin/peers")
	b.opens("/admin/peers").is(200).saysNot(">northwind.example<")
	b.opens("/admin/peers/northwind.example").is(200).says("Open")
}

func TestStrangeNamesOfServersAreAnsweredWithASentence(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada := w.As("ada@acme.example")
	holds(ada, models.Admin)
	b := signedIn(t, ada)
	for _, typed := range []string{"", "https://guild.example", "@ines@guild.example", "guild example", "guild..example", "guild.example/x", "guild.example:0"} {
		b.sends("/admin/peers", "domain", typed, "standing", "allowed").is(422).says("Write it like example.org")
	}
	b.sends("/admin/peers", "domain", "acme.example", "standing", "allowed").is(422).says("Name another server")
	b.sends("/admin/peers", "domain", "guild.example", "standing", "friend").is(422).says("A peer is a partner")
	b.sends("/admin/peers", "domain", "guild.example:443", "standing", "limited").leadsTo("/admin/peers/guild.example")
	b.sends("/admin/peers", "domain", "bücher.example:8443", "standing", "limited").leadsTo("/admin/peers/xn--bcher-kva.example:8443")
	b.opens("/admin/peers/GUILD.example").leadsTo("/admin/peers/guild.example")
	b.opens("/admin/peers/acme.example").is(404)
	b.opens("/admin/peers/a..b").is(404)
}

func TestStoryAnAdministratorLooksAfterAccounts(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada := w.As("ada@acme.example")
	holds(ada, models.Admin)
	b := signedIn(t, ada)
	person := []string{"name", "Noor", "display", "Noor B", "email", "noor@mail.invalid", "role", "reviewer", "locked", "on"}
	b.sends("/admin/people", append(person, "password", "short")...).is(422).says("A password has at least 12 characters", "Noor B").saysNot("short\"")
	b.sends("/admin/people", append(person, "password", "correct horse battery")...).leadsTo("/admin/people")
	b.sends("/admin/people", append(person, "password", "correct horse battery")...).is(409).says("The handle @noor is taken")
	b.opens("/admin/people").is(200).says("Noor B", "noor@mail.invalid", "Reviewer")
	b.opens("/admin/people?q=NOOR").is(200).says("Noor B").saysNot("ada@mail.invalid")

	b.sends("/admin/people/noor/grant", "role", "auditor", "until", "2026-12-31").leadsTo("/admin/people")
	b.opens("/admin/people").says("Auditor until 1 Jan 2027")
	b.sends("/admin/people/noor/grant", "role", "auditor", "until", "tomorrow").is(422).says("Write the last day like")
	b.sends("/admin/people/noor/grant", "role", "king").is(422).says("There is no role king")
	b.sends("/admin/people/noor/revoke", "role", "auditor").leadsTo("/admin/people")
	b.sends("/admin/people/noor/password", "password", "another long sentence").leadsTo("/admin/people")
	w.Server("acme.example").Read(func(tx *store.Tx) error {
		m, err := accounts.MemberNamed(tx, "noor")
		if err == nil && (!accounts.RightPassword(m, "another long sentence") || !m.Locked || len(m.Roles) != 1 || m.Roles[0] != models.Reviewer) {
			t.Errorf("noor is %+v with %v", m.Account, m.Roles)
		}
		return err
	})
	b.sends("/admin/people/noor/disable").leadsTo("/admin/people")
	b.opens("/@noor").is(404)
	b.opens("/admin/people").says("Closed since")
	b.sends("/admin/people/noor/enable").leadsTo("/admin/people")
	b.opens("/@noor").is(200)
	b.sends("/admin/people/ada/revoke", "role", "admin").is(409).says("This is the last administrator")
	b.sends("/admin/people/ada/disable").is(409).says("This is the last administrator")
	b.sends("/admin/people/nobody/disable").is(404)
}
