package web_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"guildhall/fault"
	"guildhall/jobs"
	"guildhall/models"
	"guildhall/services/boundary"
	"guildhall/services/conversations"
	"guildhall/services/moderation"
	"guildhall/store"
	"guildhall/testrig"
)

// duty is how a story does what a row of the table is for, and what the record then says; or why nothing is recorded.
type duty struct {
	plain bool   // a wish or a picture, which has no reason
	acts  string // of the newest acts, by a space
	none  string
	do    func() page
}

// Every form for those who hold a role writes an act into the record. A new row without its line here fails.
func TestEveryActOfAnAdministratorStandsInTheRecord(t *testing.T) {
	w, ada, ruth, sam := bounded(t)
	acme := w.Server("acme.example")
	for _, r := range []models.Role{models.Admin, models.BoundaryRole, models.Moderator, models.Reviewer} {
		holds(ruth, r)
	}
	mira := w.As("mira@acme.example")
	b, s := signedIn(t, ruth), signedIn(t, sam)
	list, report, emoji, dead := "", models.ID(0), "", models.ID(0)
	acme.Write(func(tx *store.Tx) error {
		r, err := moderation.Tell(tx, acme.Site, moderation.Told{By: ada.Actor, Target: mira.Actor, Comment: "Rude."})
		report = r.ID
		if err == nil {
			err = jobs.Add(tx, jobs.Work{Lane: jobs.Host("nowhere.example"), Kind: "deliver", Once: "1"})
		}
		return err
	})
	kill := func() {
		acme.Write(func(tx *store.Tx) error {
			list, err := tx.Jobs(store.JobFilter{Lane: jobs.Host("nowhere.example")})
			if err != nil || len(list) == 0 {
				return fault.New(fault.Internal, "kill", "There is no job.").Because(err)
			}
			dead = list[0].ID
			return tx.GiveUpJob(dead, "a story")
		})
	}
	duties := map[string]duty{
		"/admin/peers": {acts: "peer.standing", do: func() page {
			return b.sends("/admin/peers", "domain", "new.example", "standing", "allowed", "why", "They ask.")
		}},
		"/admin/peers/:host/standing": {acts: "peer.standing", do: func() page {
			return b.sends("/admin/peers/new.example/standing", "standing", "limited", "why", "We agreed.")
		}},
		"/admin/peers/:host/keys": {acts: "peer.keys", do: func() page { return b.sends("/admin/peers/new.example/keys", "weak", "on", "why", "We agreed.") }},
		"/admin/peers/:host/about": {acts: "peer.about", do: func() page {
			return b.sends("/admin/peers/new.example/about", "owner", "mira", "reason", "May.", "why-about", "We agreed.")
		}},
		"/admin/peers/:host/look": {plain: true, acts: "peer.asked", do: func() page { return b.sends("/admin/peers/northwind.example/look") }},
		"/admin/peers/:host/answer": {acts: "asking.refused", do: func() page {
			wish(t, w)
			return b.sends("/admin/peers/far.example/answer", "do", "no", "sentence", "They sell lists.")
		}},
		"/admin/peers/:host/forget": {acts: "peer.forgotten", do: func() page { return b.sends("/admin/peers/new.example/forget", "why", "We agreed.") }},
		"/admin/lists":              {none: "a list that was read in changes nothing", do: func() page { p := b.sendsList("block", "bad.example\n"); list = p.to; return p }},
		"/admin/lists/:id":          {acts: "list.applied", do: func() page { return b.sends(list, "do", "apply", "why", "We agreed.") }},
		"/admin/policy/draft": {acts: "policy.activated", do: func() page {
			b.sends("/admin/policy/draft", "do", "replay", "text", namesWait)
			return b.sends("/admin/policy/draft", "do", "activate", "text", namesWait, "reason", "Names.")
		}},
		"/admin/policy/versions/:id/approve": {acts: "policy.approved", do: func() page {
			propose(t, ruth, strings.Replace(namesWait, "[Falcon]", "[Falcon, Heron]", 1))
			return s.sends("/admin/policy/versions/2/approve")
		}},
		"/admin/policy/back": {acts: "policy.rolled-back", do: func() page { return b.sends("/admin/policy/back", "reason", "Enough.") }},
		"/admin/held/:id": {acts: "held.refused", do: func() page {
			ada.Posts("Falcon waits.", conversations.World)
			return b.sends("/admin/held/"+acme.Waiting()[0].ID.String(), "do", "refuse", "words", "Not yet.")
		}},
		"/admin/people": {acts: "account.created", do: func() page {
			return b.sends("/admin/people", "name", "noor", "display", "Noor", "email", "noor@mail.invalid", "password", "correct horse battery", "reason", "We agreed.")
		}},
		"/admin/people/:name/disable": {acts: "account.closed", do: func() page { return b.sends("/admin/people/noor/disable", "reason", "We agreed.") }},
		"/admin/people/:name/enable":  {acts: "account.opened", do: func() page { return b.sends("/admin/people/noor/enable", "reason", "We agreed.") }},
		"/admin/people/:name/grant":   {acts: "role.granted", do: func() page { return b.sends("/admin/people/noor/grant", "role", "auditor", "reason", "We agreed.") }},
		"/admin/people/:name/revoke":  {acts: "role.revoked", do: func() page { return b.sends("/admin/people/noor/revoke", "role", "auditor", "reason", "We agreed.") }},
		"/admin/people/:name/password": {acts: "account.password", do: func() page {
			return b.sends("/admin/people/noor/password", "password", "another long sentence", "reason", "We agreed.")
		}},
		"/admin/emoji": {plain: true, acts: "emoji.added", do: func() page {
			p := b.sendsEmoji("pump")
			acme.Read(func(tx *store.Tx) error { l, err := tx.EmojiFrom(acme.Site.Host); emoji = l[0].ID.String(); return err })
			return p
		}},
		"/admin/emoji/:id/drop": {plain: true, acts: "emoji.dropped", do: func() page { return b.sends("/admin/emoji/" + emoji + "/drop") }},
		"/admin/jobs/:id":       {acts: "job.retried", do: func() page { kill(); return b.sends("/admin/jobs/"+dead.String(), "do", "retry", "why", "We agreed.") }},
		"/admin/reports/:id": {acts: "report.resolved", do: func() page {
			return b.sends("/admin/reports/"+report.String(), "do", "resolved", "reason", "Spoke with both.")
		}},
	}
	order := []string{"/admin/peers", "/admin/peers/:host/standing", "/admin/peers/:host/keys", "/admin/peers/:host/about", "/admin/peers/:host/look", "/admin/peers/:host/answer", "/admin/peers/:host/forget",
		"/admin/lists", "/admin/lists/:id", "/admin/policy/draft", "/admin/held/:id", "/admin/policy/versions/:id/approve", "/admin/policy/back", "/admin/people", "/admin/people/:name/disable", "/admin/people/:name/enable",
		"/admin/people/:name/grant", "/admin/people/:name/revoke", "/admin/people/:name/password", "/admin/emoji", "/admin/emoji/:id/drop", "/admin/jobs/:id", "/admin/reports/:id"}
	rows := map[string]bool{}
	for _, r := range acme.Table.Rows {
		if r.Method == http.MethodPost && r.Role != "" {
			rows[r.Path] = true
			if _, known := duties[r.Path]; !known {
				t.Errorf("POST %s is for %s, and nobody says which act it writes", r.Path, r.Role)
			}
		}
	}
	for _, path := range order {
		d := duties[path]
		if !rows[path] {
			t.Errorf("%s is no form for a role any more", path)
		}
		before := actsOf(acme)
		d.do().is(http.StatusSeeOther)
		made := actsOf(acme)[:len(actsOf(acme))-len(before)]
		if d.acts == "" {
			if d.none == "" || len(made) != 0 {
				t.Errorf("%s wrote %+v", path, made)
			}
			continue
		}
		if len(made) == 0 || made[0].Verb != d.acts || made[0].What == "" || made[0].Before+made[0].After == "" || !strings.Contains(made[0].ByName, "@acme.example") {
			t.Errorf("%s: the record lacks %s with who, what, before and after: %+v", path, d.acts, made)
		} else if made[0].Reason == "" && !d.plain {
			t.Errorf("%s: a reason was given, and %s lacks it", path, d.acts)
		}
	}
	if len(order) != len(duties) {
		t.Error("not every duty was done")
	}
	report2, err := acme.Ledger.Verify(context.Background())
	if err != nil || !report2.Sound() {
		t.Errorf("the record does not hold: %+v %v", report2, err)
	}
}

func actsOf(s *testrig.Server) (acts []models.Act) {
	s.Read(func(tx *store.Tx) (err error) {
		acts, err = tx.Acts(store.ActFilter{})
		return err
	})
	return acts
}

// propose has somebody propose a version that a second person approves.
func propose(t *testing.T, by *testrig.Person, text string) {
	t.Helper()
	c, faults := boundary.Check("policy.yaml", []byte(text))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	s := by.Home
	if _, err := boundary.Rehearse(t.Context(), s.Store, s.Ledger, c, 0); err != nil {
		t.Fatal(err)
	}
	s.Write(func(tx *store.Tx) error {
		_, err := boundary.Activate(tx, by.Actor, c, "Two see more.", 2)
		return err
	})
}

// wish lets somebody ask for a server that is closed.
func wish(t *testing.T, w *testrig.World) {
	t.Helper()
	signedIn(t, w.As("mira@acme.example")).sends("/@ines@far.example/ask", "reason", "She teaches.").is(http.StatusSeeOther)
}

// sendsEmoji gives the organisation an emoji.
func (b tab) sendsEmoji(name string) page {
	b.t.Helper()
	var body, pic bytes.Buffer
	_ = png.Encode(&pic, image.NewRGBA(image.Rect(0, 0, 32, 32)))
	form := multipart.NewWriter(&body)
	_ = form.WriteField("name", name)
	part, _ := form.CreateFormFile("picture", "a.png")
	_, _ = part.Write(pic.Bytes())
	_ = form.Close()
	r := httptest.NewRequest("POST", "https://acme.example/admin/emoji", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.ask(r)
}
