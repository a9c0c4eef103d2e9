package web_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"guildhall/frontend"
	"guildhall/services/accounts"
	"guildhall/store"
	"guildhall/testrig"
)

// town is acme with ada at her desk; guild is its partner, and northwind an open stranger that nobody named.
func town(t *testing.T) (*testrig.World, *desk) {
	w := testrig.NewWorld(t, "acme.example", "guild.example", "northwind.example")
	w.Server("acme.example").Partners("guild.example")
	w.Server("guild.example").Partners("acme.example")
	w.As("ada@acme.example").GoesOutward()
	w.As("tom@guild.example").GoesOutward()
	w.As("bea@acme.example").Follows("ada@acme.example")
	w.As("tom@guild.example").Follows("ada@acme.example")
	return w, signsIn(t, w, "ada@acme.example")
}

func (d *desk) posts(text, audience, distance string, more ...string) sheet {
	d.t.Helper()
	return d.sends("/compose", append([]string{"do", "post", "text", text, "audience", audience, "distance", distance}, more...)...)
}

func TestWhatIsPostedGoesWhereTheComposerSaid(t *testing.T) {
	w, d := town(t)
	d.posts("The salary bands are out.", "everyone", "inside", "back", "/").to("/")
	d.opens("/").is(http.StatusOK).says("Posted.", "The salary bands are out.", "Stays inside")
	d.posts("The new form for partners.", "everyone", "partners").is(http.StatusSeeOther)
	d.posts("Lactate at five.", "everyone", "world").is(http.StatusSeeOther)
	w.Settle()
	w.As("bea@acme.example").Sees("salary bands").Sees("The new form")
	w.As("tom@guild.example").SeesNot("salary bands").Sees("The new form").Sees("Lactate at five")
	w.Server("acme.example").NeverSent("salary bands")

	stranger := visits(t, w, "acme.example")
	at := d.posts("A second one for the world.", "everyone", "world").header.Get("Location")
	stranger.opens(at).is(http.StatusOK).says("A second one for the world.")
	secret := d.posts("Only here.", "everyone", "inside").header.Get("Location")
	hidden := stranger.opens(secret).is(http.StatusNotFound)
	never := stranger.opens("/@ada/12345").is(http.StatusNotFound)
	if hidden.body != never.body {
		t.Fatal("a stranger can tell a hidden post from none")
	}
}

func TestALabelIsChosenShownAndCuts(t *testing.T) {
	w, d := town(t)
	at := d.posts("For us and our partners.", "everyone", "world", "label", "GREEN").header.Get("Location")
	d.opens(at).is(http.StatusOK).says("TLP:GREEN", "For us and our partners.")
	w.Settle()
	w.As("tom@guild.example").Sees("For us and our partners.")
	visits(t, w, "acme.example").opens(at).is(http.StatusNotFound)
	id := at[strings.LastIndex(at, "/")+1:]
	d.opens("/posts/" + id + "/edit").is(http.StatusOK).says(`<option value="GREEN" selected`)
	d.sends("/posts/"+id+"/edit", "do", "post", "text", "For us only.", "audience", "everyone", "distance", "partners", "label", "AMBER+STRICT").is(http.StatusSeeOther)
	w.Settle()
	d.opens(at).says("TLP:AMBER+STRICT", "For us only.", "Stays inside")
	w.As("tom@guild.example").SeesNot("For us")
	d.posts("For nobody named.", "everyone", "world", "label", "RED").is(http.StatusUnprocessableEntity).says("The label RED is for the people you name")
	d.sends("/compose", "do", "preview", "text", "x", "audience", "everyone", "distance", "world", "label", "AMBER").is(http.StatusOK).says(`<option value="AMBER" selected`).hides("Anyone on the web may read this")
}

func TestAMemberWhoMayNotReadSeesNothingThere(t *testing.T) {
	w, d := town(t)
	at := d.posts("Note to self: the boiler.", "self", "inside").header.Get("Location")
	d.opens(at).says("Note to self", "Only you can see this")
	bea := signsIn(t, w, "bea@acme.example")
	bea.opens(at).is(http.StatusNotFound).hides("boiler")
	id := at[strings.LastIndex(at, "/")+1:]
	for _, path := range []string{"/posts/" + id + "/why", "/posts/" + id + "/edit", "/posts/" + id + "/delete"} {
		bea.opens(path).is(http.StatusNotFound)
	}
	for _, path := range []string{"favourite", "boost", "delete", "edit"} {
		bea.sends("/posts/"+id+"/"+path, "text", "x", "do", "post").is(http.StatusNotFound)
	}
	d.sends("/posts/" + id + "/delete").to("/")
	d.opens(at).is(http.StatusGone)
	bea.opens(at).is(http.StatusNotFound) // nor does she learn that there was something
	bea.sends("/compose", "do", "post", "text", "An answer", "reply", id).is(http.StatusNotFound)
	bea.sends("/compose", "do", "preview", "text", "An answer", "reply", id).is(http.StatusNotFound)
}

func TestMistakesInAPostAreSaidInTheForm(t *testing.T) {
	w, d := town(t)
	d.posts("", "everyone", "inside").is(http.StatusUnprocessableEntity).says("There is nothing to post yet")
	d.posts("For @tom@guild.example", "named", "inside").is(http.StatusUnprocessableEntity).says("For @tom@guild.example", "cannot be reached: the post stays inside")
	d.posts("Words", "nobody", "inside").is(http.StatusUnprocessableEntity)
	d.posts("Words", "everyone", "rivermead.example").is(http.StatusUnprocessableEntity)
	d.sends("/compose", "text", strings.Repeat("x", 3<<20)).is(http.StatusRequestEntityTooLarge)
	w.Settle()
	w.Server("acme.example").NeverSent("Words")
}

func (d *desk) foretells(form ...string) frontend.Foresight {
	d.t.Helper()
	d.headers["Accept"] = "application/json"
	defer delete(d.headers, "Accept")
	p := d.sends("/api/guildhall/v1/preview", form...).is(http.StatusOK)
	var f frontend.Foresight
	if err := json.Unmarshal([]byte(p.body), &f); err != nil {
		d.t.Fatalf("%v in %s", err, p.body)
	}
	return f
}

func reached(list []frontend.Destination) string {
	var names []string
	for _, d := range list {
		names = append(names, string(d.Kind)+" "+d.Name)
	}
	return strings.Join(names, ", ")
}

func TestTheComposerForetellsWhomAPostReaches(t *testing.T) {
	w, d := town(t)
	inside := d.foretells("text", "Hello", "audience", "everyone", "distance", "inside")
	if !strings.Contains(inside.Sentence, "It does not leave") || inside.Button != "Post inside" || reached(inside.In) != "in acme.example" || inside.In[0].Count != 1 {
		t.Errorf("inside: %+v", inside)
	}
	partners := d.foretells("text", "Hello", "audience", "everyone", "distance", "partners")
	if partners.Button != "Send to 1 partner" || !strings.HasPrefix(reached(partners.In), "in acme.example, partner ") {
		t.Errorf("partners: %+v", partners)
	}
	world := d.foretells("text", "Hello", "audience", "everyone", "distance", "world")
	if !strings.Contains(world.Sentence, "Anyone") {
		t.Errorf("world: %+v", world)
	}
	named := d.foretells("text", "For @bea and @tom@guild.example", "audience", "named", "distance", "partners")
	if len(named.In) != 2 || !strings.Contains(named.Sentence, "2 people") || named.Blocked {
		t.Errorf("named: %+v", named)
	}
	if f := d.foretells("text", "For @tom@guild.example", "audience", "named", "distance", "inside"); !f.Blocked || !strings.Contains(f.Sentence, "cannot be reached") {
		t.Errorf("out of reach: %+v", f)
	}
	if f := d.foretells("text", "Nobody", "audience", "named", "distance", "inside"); !f.Blocked {
		t.Errorf("nobody named: %+v", f)
	}
	before := len(w.Net.Exchanges())
	unknown := d.foretells("text", "Hello @zed@guild.example", "audience", "everyone", "distance", "world")
	if reached(unknown.Out) != "world @zed@guild.example" || len(w.Net.Exchanges()) != before {
		t.Errorf("somebody unknown: %+v, after %d requests", unknown, len(w.Net.Exchanges())-before)
	}
	w.Server("acme.example").Blocks("guild.example")
	blocked := d.foretells("text", "Hello", "audience", "everyone", "distance", "world")
	if len(blocked.Out) != 1 || blocked.Out[0].Why == "" || len(blocked.In) != 1 {
		t.Errorf("blocked: %+v", blocked)
	}
}

func TestAProgramMayAskTheGateToo(t *testing.T) {
	w, _ := town(t)
	ada := w.As("ada@acme.example")
	var token, readOnly string
	ada.Home.Write(func(tx *store.Tx) error {
		m, err := accounts.Member(tx, ada.ID)
		if err != nil {
			return err
		}
		if readOnly, err = accounts.NewToken(tx, m, "reader", "read"); err != nil {
			return err
		}
		token, err = accounts.NewToken(tx, m, "script", "write")
		return err
	})
	program := visits(t, w, "acme.example")
	program.headers = map[string]string{"Accept": "application/json", "Authorization": "Bearer " + token}
	ask := func(body string) sheet {
		return program.ask(http.MethodPost, "/api/guildhall/v1/preview", "application/json", strings.NewReader(body))
	}
	ask(`{"text":"Hello","audience":"everyone","distance":"inside"}`).is(http.StatusOK).says(`"sentence":"1 colleague`, `"name":"guild.example"`, `"why":"It stays inside`)
	ask(`{"text":`).is(http.StatusBadRequest).says(`"error":`)
	ask(`{"text":"Hello","edit":"12345"}`).is(http.StatusNotFound)
	program.headers["Authorization"] = "Bearer " + readOnly
	ask(`{"text":"Hello"}`).is(http.StatusForbidden)
}

func TestTheForecastWithoutScriptIsThePageAgain(t *testing.T) {
	w, d := town(t)
	p := d.sends("/compose", "do", "preview", "text", "Half a thought", "audience", "everyone", "distance", "partners", "title", "A title").is(http.StatusOK)
	p.says("Half a thought", "A title", "Send to 1 partner")
	d.opens("/").hides("Half a thought")
	part := d.sends("/api/guildhall/v1/preview", "text", "x", "audience", "everyone", "distance", "partners").is(http.StatusOK) // as our script asks
	part.says("data-gate-words", "Send to 1 partner").hides("<html")
	visits(t, w, "acme.example").sends("/api/guildhall/v1/preview", "text", "x").is(http.StatusUnauthorized).says(`{"error":`)
}

func TestAnAnswerGoesAsFarAsItsParent(t *testing.T) {
	w, d := town(t)
	d.posts("Hello @tom@guild.example", "everyone", "world")
	w.Settle()
	w.As("tom@guild.example").Replies("Hello", "Hello to you, and a question")
	notices := d.opens("/notices").is(http.StatusOK).says("named you", "Hello to you")
	_, rest, _ := strings.Cut(notices.body, `href="/@tom@guild.example/`)
	id, _, _ := strings.Cut(rest, `"`)
	at := "/@tom@guild.example/" + id
	d.opens(at).is(http.StatusOK).says("Hello to you", "Answer Tom", `<option value="world" selected`)
	d.opens("/@ada/" + id).to(at) // under its author's name
	d.posts("Loosen it first.", "everyone", "world", "reply", id, "back", at).to(at)
	w.Settle()
	w.As("tom@guild.example").Sees("Loosen it first.")
	d.opens(at).says("Loosen it first.")
	d.opens("/notices").hides("chip wait") // read by looking
}

func TestEditingAndDeleting(t *testing.T) {
	w, d := town(t)
	at := d.posts("Tighten to nine.", "everyone", "partners").header.Get("Location")
	id := at[strings.LastIndex(at, "/")+1:]
	w.Settle()
	d.opens("/posts/"+id+"/edit").says("Tighten to nine.", "Save the change")
	d.sends("/posts/"+id+"/edit", "do", "preview", "text", "Tighten to ten.", "audience", "everyone", "distance", "partners").is(http.StatusOK).says("Tighten to ten.", "Save the change")
	d.sends("/posts/"+id+"/edit", "do", "post", "text", "Tighten to ten.", "audience", "everyone", "distance", "partners").to(at)
	w.Settle()
	w.As("tom@guild.example").Sees("Tighten to ten.").SeesNot("Tighten to nine.")
	d.opens(at).says("Tighten to ten.", "edited")
	d.opens("/posts/"+id+"/why").says("guild.example", "passes")
	bea := signsIn(t, w, "bea@acme.example")
	bea.opens("/posts/" + id + "/why").hides("passes")
	bea.opens("/posts/" + id + "/edit").is(http.StatusForbidden)

	d.opens("/posts/" + id + "/delete").says("1 other server has it")
	d.sends("/posts/" + id + "/delete").to("/")
	w.Settle()
	w.As("tom@guild.example").SeesNot("Tighten to ten.")
	bea.opens(at).is(http.StatusGone).says("This post was deleted").hides("Tighten")
	visits(t, w, "acme.example").opens(at).is(http.StatusNotFound)
}

func TestThanksAndSharing(t *testing.T) {
	w, d := town(t)
	at := d.posts("Grease it weekly.", "everyone", "world").header.Get("Location")
	id := at[strings.LastIndex(at, "/")+1:]
	bea := signsIn(t, w, "bea@acme.example")
	bea.sends("/posts/"+id+"/favourite", "back", at+"#post-"+id).to(at + "#post-" + id)
	bea.sends("/posts/"+id+"/boost", "back", "//evil.example").to("/")
	bea.opens(at).says("Thanked", "Shared")
	d.opens("/notices").says("says thanks", "shared what you wrote")
	bea.sends("/posts/" + id + "/unfavourite").to("/")
	bea.sends("/posts/" + id + "/unboost").to("/")
	bea.opens(at).hides("Thanked")
	d.sends("/notices/clear").to("/notices")
	d.opens("/notices").says("Nothing new")
	w.Settle()
}

func TestRequestsToFollow(t *testing.T) {
	w, d := town(t)
	d.sends("/settings/profile", "name", "Ada L.", "about", "Pumps.", "line_name", "Ask me about", "line_value", "bearings", "locked", "on", "default_distance", "partners").to("/settings/profile")
	d.opens("/settings/profile").says("Your profile is saved.", "Ada L.", "bearings", `<option value="partners" selected`)
	cy, dan := w.As("cy@acme.example"), w.As("dan@acme.example")
	cy.Follows("ada@acme.example")
	dan.Follows("ada@acme.example")
	d.opens("/requests").says("Cy", "Dan")
	d.sends("/requests/" + cy.ID.String() + "/accept").to("/requests")
	d.sends("/requests/" + dan.ID.String() + "/refuse").to("/requests")
	d.opens("/requests").says("Nobody is waiting.")
	if !w.As("ada@acme.example").IsFollowedBy("cy@acme.example") || w.As("ada@acme.example").IsFollowedBy("dan@acme.example") {
		t.Fatal("the answers did not hold")
	}
	d.sends("/requests/" + dan.ID.String() + "/accept").to("/requests") // asked no more: said, and no mistake
	d.sends("/settings/profile", "name", strings.Repeat("x", 99), "default_distance", "inside").is(http.StatusUnprocessableEntity).says("too long")
	d.sends("/settings/profile", "name", "Ada", "default_distance", "moon").is(http.StatusUnprocessableEntity)
}
