package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// A visitor from another organisation tells their own address on a community's page, and lands at home before the same community.
func TestAVisitorGoesOnAtHome(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example")
	acme, guild := w.Server("acme.example").Partners("guild.example").Allows("lemmy.example"), w.Server("guild.example").Partners("acme.example")
	ada, tom := w.As("ada@acme.example").GoesOutward(), w.As("tom@guild.example").GoesOutward()
	c := ada.Founds(communities.New{Handle: "sepsis", Name: "Sepsis early signs", Purpose: "Find it an hour earlier."})
	post := ada.Writes(conversations.Ask{Text: "Who calls, and whom?", Audience: models.Everyone, Where: conversations.World, Community: c.ID})
	visitor := stranger(t, acme)
	visitor.opens("/@sepsis").is(http.StatusOK).says(`action="/@sepsis/onward"`, "to come in from there")

	to := "/authorize_interaction?uri=" + url.QueryEscape(string(c.IRI))
	visitor.opens("/@sepsis/onward?address=" + url.QueryEscape("@tom@guild.example")).is(http.StatusOK).says(`href="https://guild.example` + to + `"`)
	stranger(t, guild).opens(to).leadsTo("/login?next=" + url.QueryEscape(to))
	b := signedIn(t, tom)
	b.opens(to).leadsTo("/@sepsis@acme.example")
	b.opens("/activitypub/externalInteraction?uri=" + url.QueryEscape(string(c.IRI))).leadsTo("/@sepsis@acme.example")
	b.opens("/authorize_interaction?uri=" + url.QueryEscape("acct:ada@acme.example")).leadsTo("/@ada@acme.example")
	if p := b.opens("/authorize_interaction?uri=" + url.QueryEscape(string(post.IRI))); !strings.HasPrefix(p.is(http.StatusSeeOther).to, "/@ada@acme.example/") {
		t.Errorf("a post leads to %s", p.to)
	}
	b.sends("/@sepsis@acme.example/follow").is(http.StatusSeeOther)
	w.Settle()
	acme.Read(func(tx *store.Tx) error {
		members, err := tx.FollowersAt("guild.example", c.ID, 10)
		if len(members) != 1 {
			t.Errorf("tom did not come in: %d", len(members))
		}
		return err
	})

	w.Say("a server of another make says in WebFinger where its people go on; one that cannot be asked is sent to where most have it")
	lemmy := w.Peer("lemmy.example")
	lemmy.Serves("/.well-known/webfinger", `{"subject":"acct:nell@lemmy.example","links":[{"rel":"self","type":"application/activity+json","href":"https://lemmy.example/users/nell"},{"rel":"http://ostatus.org/schema/1.0/subscribe","template":"https://lemmy.example/activitypub/externalInteraction?uri={uri}"}]}`)
	visitor.opens("/@sepsis/onward?address=nell@lemmy.example").says(`href="https://lemmy.example/activitypub/externalInteraction?uri=` + url.QueryEscape(string(c.IRI)) + `"`)
	visitor.opens("/@sepsis/onward?address=me@unknown.example").says(`href="https://unknown.example` + to + `"`)
	visitor.opens("/@sepsis/onward?address=" + url.QueryEscape("nobody at all")).is(http.StatusUnprocessableEntity).says("Write your own address")
	visitor.opens("/@sepsis/onward?address=ada@acme.example").is(http.StatusUnprocessableEntity).says("Sign in here")
}

// What is hidden is not there, on the way out and on the way in.
func TestNobodyGoesOnToWhatIsHidden(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example")
	ada, bob := w.As("ada@acme.example").GoesOutward(), w.As("bob@acme.example")
	var c models.Actor
	acme.Write(func(tx *store.Tx) (err error) {
		c, err = communities.Create(tx, acme.Site, ada.Actor, communities.New{Handle: "merger", Purpose: "Who we buy.", Driver: ada.ID, Team: true})
		return err
	})
	visitor := stranger(t, acme)
	for _, tail := range []string{"", "?address=tom@guild.example"} {
		hid, none := visitor.opens("/@merger/onward"+tail), visitor.opens("/@nobody/onward"+tail)
		if hid.is(http.StatusNotFound).body != strings.ReplaceAll(none.is(http.StatusNotFound).body, "nobody", "merger") {
			t.Errorf("%q tells a hidden community apart: %s", tail, hid.text())
		}
	}
	b := signedIn(t, bob)
	for _, names := range [][2]string{{"@merger@acme.example", "@nobody@acme.example"}, {string(c.IRI), string(acme.Site.NewActor())}, {c.URL, "https://acme.example/@nobody"}} {
		hid, none := b.opens("/authorize_interaction?uri="+url.QueryEscape(names[0])), b.opens("/authorize_interaction?uri="+url.QueryEscape(names[1]))
		same := strings.NewReplacer(names[0], "it", url.QueryEscape(names[0]), "it", names[1], "it", url.QueryEscape(names[1]), "it", "merger", "it", "nobody", "it")
		if hid.status != none.status || same.Replace(hid.body) != same.Replace(none.body) {
			t.Errorf("%s is told apart: %d %d\n%s\n%s", names[0], hid.status, none.status, hid.text(), none.text())
		}
	}
	signedIn(t, ada).opens("/authorize_interaction?uri=" + url.QueryEscape("@merger@acme.example")).leadsTo("/@merger")
}

// Somebody elsewhere is invited: their server is told, they read it among their notices, and come in by a press.
func TestAnInvitationCrossesServers(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example")
	acme := w.Server("acme.example").Partners("guild.example")
	w.Server("guild.example").Partners("acme.example")
	ada, tom := w.As("ada@acme.example").GoesOutward(), w.As("tom@guild.example").GoesOutward()
	c := ada.Founds(communities.New{Handle: "sepsis", Name: "Sepsis early signs", Purpose: "Find it an hour earlier."})
	ada.Follows("tom@guild.example")
	invitation, hidden := models.JoinInvite, models.JoinHidden
	acme.Write(func(tx *store.Tx) error {
		_, err := communities.Update(tx, acme.Site, ada.Actor, c.ID, communities.Change{JoinPartners: &hidden, JoinWorld: &invitation})
		return err
	})
	w.Settle()
	lead, b := signedIn(t, ada), signedIn(t, tom)
	b.opens("/@sepsis@acme.example").is(http.StatusNotFound)
	lead.sends("/@sepsis/tend", "do", "invite", "whom", "@tom@guild.example").is(http.StatusSeeOther)
	w.Settle()
	b.opens("/notices").says("invites you to come in", "/@sepsis@acme.example/follow")
	var id string
	acme.Read(func(tx *store.Tx) error {
		a, err := tx.ActorByIRI(tom.IRI)
		id = a.ID.String()
		return err
	})
	lead.opens("/@sepsis/tend").says("Invited, and not in yet", `value="uninvite"`)
	lead.sends("/@sepsis/tend", "do", "uninvite", "who", id).is(http.StatusSeeOther)
	w.Settle()
	lead.opens("/@sepsis/tend").saysNot("Invited, and not in yet")
	b.opens("/notices").saysNot("invites you to come in")
	lead.sends("/@sepsis/tend", "do", "uninvite", "who", id).is(http.StatusSeeOther) // twice is once
	lead.sends("/@sepsis/tend", "do", "invite", "whom", "@tom@guild.example").is(http.StatusSeeOther)
	w.Settle()
	b.opens("/notices").says("invites you to come in", "/@sepsis@acme.example/follow")
	b.sends("/@sepsis@acme.example/follow").is(http.StatusSeeOther)
	w.Settle()
	acme.Read(func(tx *store.Tx) error {
		in, err := tx.FollowersAt("guild.example", c.ID, 10)
		if len(in) != 1 || in[0].Handle != "tom" {
			t.Errorf("in it from there are %d", len(in))
		}
		return err
	})
	b.opens("/notices").saysNot("/@sepsis@acme.example/follow")
	peer := w.Peer("far.example")
	acme.Limits("far.example")
	acme.Write(func(tx *store.Tx) error {
		far := models.Actor{ID: tx.NewID(), IRI: peer.Nell, Kind: models.Person, Host: "far.example", Handle: "nell", Domain: "far.example", Inbox: peer.Nell + "/inbox", Published: tx.Now()}
		return tx.KeepActor(&far)
	})
	lead.sends("/@sepsis/tend", "do", "invite", "whom", "@nell@far.example").is(http.StatusForbidden)
	if n := len(peer.Got()); n != 0 {
		t.Errorf("a limited server was told %d things", n)
	}
}

// Those who lead a community see on its page what others would get of it, before they open it.
func TestACommunityIsRehearsedOnItsPage(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example")
	ada, bob := w.As("ada@acme.example").GoesOutward(), w.As("bob@acme.example")
	acme.Write(func(tx *store.Tx) error {
		_, err := communities.Create(tx, acme.Site, ada.Actor, communities.New{Handle: "welding", Purpose: "Metal.", Needs: "x", Measure: "y", Driver: ada.ID, Core: []models.Actor{bob.Actor}})
		return err
	})
	b := signedIn(t, ada)
	form := []string{"do", "rehearse", "purpose", "Metal.", "needs", "x", "measure", "y", "review", "2027-03-31", "inside", "open", "partners", "open", "world", "open", "federation", "both", "ceiling", "world", "label", ""}
	b.sends("/@welding/tend", form...).is(http.StatusOK).says("A partner", "Gets it.", "Gets nothing.", "A first word.")
	form[len(form)-3] = "nowhere.example"
	b.sends("/@welding/tend", form...).is(http.StatusUnprocessableEntity).says("nowhere.example")
	signedIn(t, w.As("cy@acme.example")).sends("/@welding/tend", form...).is(http.StatusNotFound)
	acme.Read(func(tx *store.Tx) error {
		a, err := tx.ActorByHandle("welding")
		if err != nil {
			return err
		}
		row, err := tx.CommunityByActor(a.ID)
		if row.State != models.Draft {
			t.Errorf("it is %s", row.State)
		}
		return err
	})
}
