package web_test

import (
	"net/http"
	"testing"

	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/store"
)

// Nobody finds a way to disagree by a press until those who lead the community want one; then how many do stands there, and not who.
func TestMembersDisagreeByAPressWhereTheCommunityWantsIt(t *testing.T) {
	w, c := guided(t)
	acme := w.Server("acme.example")
	ada, bob := w.As("ada@acme.example"), w.As("bob@acme.example").Follows("welding@acme.example")
	p := bob.Writes(conversations.Ask{Text: "Weld it cold.", Community: c.ID, Audience: models.Everyone, Where: conversations.World})
	at, down := "/@bob/"+p.ID.String(), "/posts/"+p.ID.String()+"/down"
	a, b := signedIn(t, ada), signedIn(t, bob)
	a.opens(at).is(http.StatusOK).saysNot("Disagree", down)
	a.sends(down).is(http.StatusForbidden)
	a.opens("/@welding/tend").is(http.StatusOK).says(`name="downs"`)
	acme.Write(func(tx *store.Tx) error {
		yes := true
		_, err := communities.Update(tx, acme.Site, ada.Actor, c.ID, communities.Change{Downs: &yes})
		return err
	})
	a.opens(at).says("Disagree", down)
	b.opens(at).saysNot("Disagree", down) // it is his own
	a.sends(down).is(http.StatusSeeOther)
	a.opens(at).says("You disagree", "1 person disagrees", "/posts/"+p.ID.String()+"/undown")
	b.opens(at).says("1 person disagrees").saysNot("Ada")
	b.opens("/notices").saysNot("disagree")
	a.sends("/posts/" + p.ID.String() + "/undown").is(http.StatusSeeOther)
	b.opens(at).saysNot("disagrees")
}
