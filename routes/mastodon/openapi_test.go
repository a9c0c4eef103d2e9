package mastodon_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"guildhall/models"
	"guildhall/services/people"
	"guildhall/store"
)

// description is openapi.yaml as a test reads it.
type description struct {
	Paths      map[string]map[string]any `yaml:"paths"`
	Components struct {
		Schemas map[string]any `yaml:"schemas"`
	} `yaml:"components"`
	told map[string]bool // operations whose answers were held against it
}

func describes(t testing.TB) *description {
	t.Helper()
	raw, err := os.ReadFile("openapi.yaml")
	d := &description{told: map[string]bool{}}
	if err == nil {
		err = yaml.Unmarshal(raw, d)
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// operation finds what a request is in the description; empty where it is none of it.
func (d *description) operation(method, path string) (string, map[string]any) {
	path, _, _ = strings.Cut(path, "?")
	if op, there := d.Paths[path][strings.ToLower(method)].(map[string]any); there { // what is written out goes before what has a place to fill
		return method + " " + path, op
	}
	asked := strings.Split(path, "/")
	for written, methods := range d.Paths {
		parts := strings.Split(written, "/")
		same := len(parts) == len(asked)
		for i := 0; same && i < len(parts); i++ {
			same = parts[i] == asked[i] || strings.HasPrefix(parts[i], "{")
		}
		if op, there := methods[strings.ToLower(method)].(map[string]any); same && there {
			return method + " " + written, op
		}
	}
	return "", nil
}

// holds fails where an answer is not as the description says.
func (d *description) holds(t testing.TB, method, path string, status int, body []byte) {
	t.Helper()
	name, op := d.operation(method, path)
	if op == nil {
		if strings.HasPrefix(path, "/api/guildhall/v1/") && status != 404 {
			t.Errorf("%s %s is not described", method, path)
		}
		return
	}
	answers := op["responses"].(map[string]any)
	schema := any(map[string]any{"$ref": "#/components/schemas/Error"})
	if status == 200 {
		content := answers["200"].(map[string]any)["content"].(map[string]any)
		as, isJSON := content["application/json"].(map[string]any)
		if d.told[name] = true; !isJSON {
			return
		}
		schema = as["schema"]
	}
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	if wrong := d.fits(v, schema, "answer"); wrong != "" {
		t.Errorf("%s answers otherwise than described: %s\n%s", name, wrong, body)
	}
}

// fits tells where a value is not as a schema says; empty where it is.
func (d *description) fits(v, schema any, at string) string {
	s := schema.(map[string]any)
	if ref, ok := s["$ref"].(string); ok {
		return d.fits(v, d.Components.Schemas[strings.TrimPrefix(ref, "#/components/schemas/")], at)
	}
	if kinds := kindsOf(s["type"]); len(kinds) > 0 && !slices.Contains(kinds, kindOf(v)) {
		return fmt.Sprintf("%s is %s, not %v", at, kindOf(v), kinds)
	}
	if words, ok := s["enum"].([]any); ok && !slices.Contains(words, v) {
		return fmt.Sprintf("%s is %v, not one of %v", at, v, words)
	}
	switch v := v.(type) {
	case []any:
		for i, one := range v {
			if wrong := d.fits(one, s["items"], fmt.Sprintf("%s[%d]", at, i)); wrong != "" {
				return wrong
			}
		}
	case map[string]any:
		needs, _ := s["required"].([]any)
		for _, n := range needs {
			if _, there := v[n.(string)]; !there {
				return at + " lacks " + n.(string)
			}
		}
		known, _ := s["properties"].(map[string]any)
		for name, one := range v {
			p, there := known[name]
			if !there && s["additionalProperties"] == false {
				return at + " has " + name + " that nobody described"
			}
			if there {
				if wrong := d.fits(one, p, at+"."+name); wrong != "" {
					return wrong
				}
			}
		}
	}
	return ""
}

func kindsOf(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		out := make([]string, len(v))
		for i := range v {
			out[i] = v[i].(string)
		}
		return out
	}
	return nil
}

func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case string:
		return "string"
	case bool:
		return "boolean"
	case float64:
		return "number"
	case []any:
		return "array"
	}
	return "object"
}

// A community's whole life by the API; each answer is held against the description, and every operation of it is asked for.
func TestACommunityLivesByTheAPIAsDescribed(t *testing.T) {
	h := newHouse(t)
	h.joins("cy", "read write follow")
	const all = "/api/guildhall/v1/communities"
	h.get("", "/api/guildhall/v1/openapi.yaml")
	c := h.post("ada", all, "handle", "welding", "name", "Welding", "purpose", "Better seams.").is(200).object()
	one := all + "/" + c.text("id")
	c.has(map[string]any{"state": "draft", "leads": true, "member": true, "driver_id": h.ids["ada"]})
	h.asks("bea", "GET", one, "").is(404)
	if n := len(h.get("bea", all).list()); n != 0 {
		t.Errorf("bea is told of %d drafts", n)
	}
	h.post("ada", one+"/open").is(422)
	h.post("ada", one+"/appoint", "account_id", h.ids["cy"], "role", "core").is(200)
	h.asks("ada", "PATCH", one, `{"needs":"Fitters need welders.","measure":"Fewer leaks.","join_inside":"request","federation":"both","review":"2027-03-31","guidelines":["Show the seam."]}`).is(200).object().
		has(map[string]any{"needs": "Fitters need welders.", "join_inside": "request", "guidelines": []string{"Show the seam."}, "review": "2027-03-31T00:00:00.000Z", "lacks": []string{}})
	h.asks("bea", "PATCH", one, `{"needs":"x"}`).is(404)
	h.post("ada", one+"/rehearse", "ceiling", "partners").is(200)
	h.post("ada", one+"/rehearse", "federation", "sideways").is(422)
	h.asks("bea", "POST", one+"/rehearse", "x=y").is(404)
	h.post("ada", one+"/open").is(200).object().has(map[string]any{"state": "live"})
	h.asks("bea", "PATCH", one, `{"needs":"x"}`).is(403)
	h.asks("ada", "PATCH", one, `{"federation":"sideways"}`).is(422)
	h.asks("ada", "PATCH", one, `{"review":"soon"}`).is(422)

	wells := h.knowsGroup("wells", "lemmy.example")
	elsewhere := func() string {
		t.Helper()
		list := h.get("cy", all+"/elsewhere").list()
		if len(list) != 1 {
			return ""
		}
		h.get("cy", "/api/v1/accounts/relationships?id[]="+wells.ID.String()).list()[0].has(map[string]any{"requested": list[0].text("state") == "pending", "following": list[0].text("state") == "member"})
		return list[0].text("state")
	}
	asksWells := func(state models.FollowState) {
		h.write(func(tx *store.Tx) error {
			return tx.AddFollow(&models.Following{ID: tx.NewID(), IRI: h.site.NewActivity(), FollowerID: h.id("cy"), FolloweeID: wells.ID, State: state, Created: tx.Now()})
		})
	}
	refuses := func() {
		h.write(func(tx *store.Tx) error {
			cy, err := tx.ActorByID(h.id("cy"))
			if err != nil {
				return err
			}
			return people.Reject(tx, h.site, wells, cy)
		})
	}
	states := []string{elsewhere()}
	asksWells(models.Pending)
	states = append(states, elsewhere())
	refuses()
	states = append(states, elsewhere())
	if said := h.get("cy", all+"/elsewhere").list()[0].text("advice"); !strings.Contains(said, "Read on lemmy.example for whom it is") {
		t.Errorf("cy is told %q", said)
	}
	h.post("cy", all+"/"+wells.ID.String()+"/leave").is(200).object().has(map[string]any{"requested": false, "refused_at": nil})
	states = append(states, elsewhere())
	asksWells(models.Accepted)
	states = append(states, elsewhere())
	refuses()
	states = append(states, elsewhere())
	if want := []string{"", "pending", "refused", "", "member", "taken_out"}; !slices.Equal(states, want) {
		t.Errorf("the states are %q, not %q", states, want)
	}

	h.post("bea", one+"/join").is(200).object().has(map[string]any{"following": false, "requested": true})
	h.asks("bea", "GET", one+"/members", "").is(403)
	h.asks("bea", "GET", one+"/requests", "").is(403)
	if asking := h.get("ada", one+"/requests").list(); len(asking) != 1 || asking[0].text("id") != h.ids["bea"] {
		t.Errorf("asking are %v", asking)
	}
	h.post("bea", one+"/admit", "account_id", h.ids["bea"]).is(403)
	h.post("ada", one+"/admit", "account_id", h.ids["bea"]).is(200)
	h.get("bea", one).object().has(map[string]any{"member": true, "leads": false})
	if n := len(h.get("bea", one+"/members").list()); n != 3 {
		t.Errorf("%d members", n)
	}
	h.get("ada", "/api/v1/accounts/"+c.text("id")).object().has(map[string]any{"group": true})

	question := h.says("ada", "The manual says bronze.", "public", "kind", "question", "title", "Which rod?", "community_id", c.text("id"))
	mention := h.says("bea", "@welding We found one.", "public")
	if got := ids(h.get("ada", one+"/posts").list()); len(got) != 2 || got[0] != mention || got[1] != question {
		t.Errorf("in it stand %v", got)
	}
	if got := ids(h.get("ada", one+"/posts?kind=question").list()); len(got) != 1 || got[0] != question {
		t.Errorf("questions in it are %v", got)
	}
	h.asks("ada", "GET", one+"/posts?kind=nonsense", "").is(422)
	h.post("bea", one+"/advice", "status", "I ask because I do not know.", "kind", "question", "title", "Which rod").is(200).object().has(map[string]any{"guidelines": []string{"Show the seam."}, "nudges": []any{
		map[string]any{"rule": "mark", "text": "It is a question, and has no question mark yet. What do you want to know?"}}})
	h.post("bea", one+"/advice", "status", "Bronze.", "in_reply_to_id", question).is(200).object().has(map[string]any{"nudges": []any{
		map[string]any{"rule": "short", "text": "Ada is new there. A sentence more, on what to try or where to read on, often helps more than a short answer."}}})
	h.post("bea", one+"/advice", "status", "x", "in_reply_to_id", "1").is(404)
	if got := ids(h.get("cy", "/api/v1/timelines/home").list()); !slices.Equal(got, []string{mention, question}) {
		t.Errorf("home of a member shows %v", got)
	}
	answer := h.says("bea", "Steel", "public", "in_reply_to_id", question)
	h.get("ada", "/api/guildhall/v1/questions?state=open")
	h.post("ada", "/api/guildhall/v1/statuses/"+answer+"/accept").is(200)
	h.post("ada", "/api/guildhall/v1/statuses/"+answer+"/unaccept").is(200)
	h.post("bea", "/api/guildhall/v1/statuses/"+question+"/flag").is(422)
	h.post("bea", "/api/guildhall/v1/statuses/"+question+"/flag", "reason", "asked before").is(200).object().has(map[string]any{"folded": false})
	h.asks("bea", "GET", one+"/flagged", "").is(403)
	if n := len(h.get("ada", one+"/flagged").list()); n != 0 {
		t.Errorf("ada is shown who flagged her own: %d", n)
	}
	h.asks("ada", "PATCH", one, `{"quorum":1}`).is(422)
	h.asks("ada", "PATCH", one, `{"quorum":"few"}`).is(422)
	h.asks("ada", "PATCH", one, `{"quorum":2}`).is(200).object().has(map[string]any{"quorum": 2})
	h.post("cy", "/api/v1/reports", "account_id", h.ids["ada"], "status_ids[]", question, "comment", "again").is(200)
	h.get("bea", "/api/v1/statuses/"+question).object().has(map[string]any{"folded": true, "sensitive": true, "spoiler_text": "Folded by members of Welding"})
	h.get("ada", "/api/v1/statuses/"+question).object().has(map[string]any{"folded": true, "sensitive": false, "spoiler_text": ""})
	if list := h.get("cy", one+"/flagged").list(); len(list) != 1 || len(list[0].m["flags"].([]any)) != 2 || list[0].m["flags"].([]any)[0].(map[string]any)["reason"] != "asked before" {
		t.Errorf("cy is shown %v", list)
	}
	h.post("cy", one+"/keep", "status_id", question).is(422)
	h.post("bea", one+"/keep", "status_id", question, "reason", "x").is(403)
	h.post("cy", one+"/keep", "status_id", question, "reason", "It was about steel then.").is(200)
	h.get("bea", "/api/v1/statuses/"+question).object().has(map[string]any{"folded": false, "spoiler_text": ""})
	taken := h.says("bea", "Buy my book.", "public", "community_id", c.text("id"))
	h.post("bea", one+"/remove", "status_id", taken, "reason", "x").is(403)
	h.post("cy", one+"/remove", "status_id", taken).is(422)
	h.post("cy", one+"/remove", "status_id", "7", "reason", "x").is(404)
	out := h.post("cy", one+"/remove", "status_id", taken, "reason", "advertising").is(200).object()
	out.has(map[string]any{"what": "removed", "by": "cy", "acct": "bea", "status_id": taken, "reason": "advertising", "stands": true, "undone": nil, "appeal": nil})
	ruling := out.text("ruling_id")
	about := h.get("bea", one+"/appeals").object().m["about"].([]any)
	object{t, about[0].(map[string]any)}.has(map[string]any{"ruling_id": ruling, "what": "removed", "status_id": taken, "reason": "advertising", "may_appeal": true, "appeal": nil})
	h.post("cy", one+"/appeal", "ruling_id", ruling, "text", "x").is(404)
	h.post("bea", one+"/appeal", "ruling_id", ruling, "text", "It is about welding.").is(200)
	h.post("bea", one+"/appeal", "ruling_id", ruling, "text", "Again.").is(409)
	h.post("cy", one+"/answer", "ruling_id", ruling, "text", "No.").is(403)
	if open := h.get("ada", one+"/appeals").object().m["open"].([]any); len(open) != 1 {
		t.Errorf("ada answers %v", open)
	}
	h.post("ada", one+"/answer", "ruling_id", ruling, "text", "It is.", "reverse", "true").is(200).object().has(map[string]any{"open": []any{}})
	about = h.get("bea", one+"/appeals").object().m["about"].([]any)
	object{t, about[0].(map[string]any)}.at("appeal").has(map[string]any{"reversed": true, "answer": "It is."})
	shut := h.post("cy", one+"/lock", "status_id", answer, "reason", "in circles").is(200).object()
	shut.has(map[string]any{"what": "locked", "status_id": question})
	h.post("ada", "/api/guildhall/v1/statuses/"+question+"/unlock").is(403)
	h.post("bea", one+"/undo", "ruling_id", shut.text("ruling_id"), "reason", "x").is(403)
	h.post("cy", one+"/undo", "ruling_id", "7", "reason", "x").is(404)
	h.post("cy", one+"/undo", "ruling_id", shut.text("ruling_id"), "reason", "calm again").is(200).object().has(map[string]any{"stands": false, "undone_by": "cy", "undone_reason": "calm again"})
	h.post("cy", one+"/undo", "ruling_id", shut.text("ruling_id"), "reason", "twice").is(409)
	h.post("cy", one+"/ban", "acct", "ada", "reason", "x").is(403)
	h.post("cy", one+"/ban", "acct", "nobody", "reason", "x").is(404)
	h.post("cy", one+"/ban", "acct", "bea", "reason", "x", "until", "soon").is(422)
	ban := h.post("cy", one+"/ban", "acct", "bea", "reason", "spam", "until", "2099-12-31", "posts", "true").is(200).object()
	ban.has(map[string]any{"what": "banned", "status_id": nil, "until": "2099-12-31T00:00:00.000Z"})
	h.asks("bea", "GET", one+"/bans", "").is(403)
	if list := h.get("ada", one+"/bans").list(); len(list) != 1 || list[0].text("ruling_id") != ban.text("ruling_id") {
		t.Errorf("shut out are %v", list)
	}
	h.post("ada", one+"/undo", "ruling_id", ban.text("ruling_id"), "reason", "sorry").is(200)
	if list := h.get("bea", one+"/log?limit=2").list(); len(list) != 2 || list[0].text("what") != "banned" || list[1].text("what") != "locked" {
		t.Errorf("the log says %v", list)
	}
	kinds := ""
	for _, r := range h.get("bea", one+"/log").list() {
		kinds += r.text("what") + " "
	}
	if kinds != "banned locked removed kept folded " {
		t.Errorf("the log says %s", kinds)
	}
	h.post("ada", "/api/guildhall/v1/statuses/"+question+"/lock").is(200)
	h.post("ada", "/api/guildhall/v1/statuses/"+question+"/unlock").is(200)
	h.post("bea", "/api/guildhall/v1/statuses/"+question+"/down").is(403)
	h.asks("ada", "PATCH", one, `{"downs":true}`).is(200)
	h.post("bea", "/api/guildhall/v1/statuses/"+question+"/down").is(200).object().has(map[string]any{"downs_count": 1.0, "downed": true})
	h.post("bea", "/api/guildhall/v1/statuses/"+question+"/undown").is(200).object().has(map[string]any{"downs_count": 0.0, "downed": false})
	h.post("ada", "/api/guildhall/v1/statuses/"+question+"/feature").is(200)
	h.post("ada", "/api/guildhall/v1/statuses/"+question+"/unfeature").is(200)
	h.get("ada", "/api/guildhall/v1/kinds/question")
	event := h.says("ada", "", "public", "kind", "event", "title", "Open workshop", "parts[about]", "Bring gloves.", "event[starts]", "2026-12-03T14:00", "event[zone]", "Europe/Berlin")
	h.post("bea", "/api/guildhall/v1/statuses/"+event+"/attend").is(200)
	h.post("bea", "/api/guildhall/v1/statuses/"+event+"/unattend").is(200)

	h.post("ada", one+"/rest").is(200).object().has(map[string]any{"state": "resting"})
	h.post("ada", one+"/archive").is(200)
	h.post("ada", one+"/open").is(200)
	h.post("ada", one+"/renew", "until", "2027-06-30").is(200)
	h.joins("dee", "read write follow")
	h.post("ada", one+"/invite", "acct", "dee").is(200)
	h.get("ada", one+"/invitations").is(200)
	h.post("ada", one+"/uninvite", "acct", "dee").is(200)
	h.post("ada", one+"/uninvite", "acct", "dee").is(404)
	h.post("ada", one+"/invite", "acct", "dee").is(200)
	h.post("dee", one+"/join").is(200).object().has(map[string]any{"following": true})
	h.post("dee", one+"/leave").is(200).object().has(map[string]any{"following": false})
	h.post("ada", one+"/refuse", "account_id", h.ids["bea"]).is(200)
	h.post("ada", one+"/appoint", "account_id", h.ids["bea"], "role", "core").is(200)
	h.post("ada", one+"/dismiss", "account_id", h.ids["cy"], "role", "core").is(200)
	h.post("ada", one+"/invite", "acct", "nobody").is(404)
	h.post("ada", all+"/"+h.ids["bea"]+"/join").is(404)
	for written, methods := range h.told.Paths {
		for method, op := range methods {
			name := strings.ToUpper(method) + " " + written
			if _, is := op.(map[string]any); is && method != "parameters" && !h.told.told[name] && !strings.HasSuffix(written, "/preview") {
				t.Errorf("%s is described, and nobody asked for it", name)
			}
		}
	}
}
