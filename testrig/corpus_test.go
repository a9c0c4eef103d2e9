package testrig_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
	"guildhall/testrig/corpus"
)

// telling is how a document of the corpus is applied, and what must be so afterwards beside what its row says.
type telling struct {
	story string         // where a document is told more than once
	given func(s *scene) // what is there before, and which names are acme's
	then  func(s *scene)

	becomes string         // another outcome than the best that the row allows
	because string         // why
	is      func(s *scene) // tells it otherwise than by what the document is
}

// The folders whose documents are held against what acme makes of them: all that concern groups and events.
var appliedFolders = map[string]map[string][]telling{"lemmy": lemmyTold, "nodebb": nodebbTold, "mbin": mbinTold, "piefed": piefedTold, "lotide": lotideTold, "mobilizon": mobilizonTold,
	"friendica": friendicaTold, "discourse": discourseTold, "wordpress": wordpressTold, "smithereen": smithereenTold, "gancio": gancioTold, "bonfire": bonfireTold}

// Each document of those folders gives what its row says: the right thread, membership, vote, event, lock, removal.
func TestEveryDocumentOfGroupsAndEventsIsApplied(t *testing.T) {
	rows := corpus.Rows(t)
	seen := map[string]bool{}
	reads := map[string]*scene{} // by folder: what is only read shares an organisation
	right, otherwise := 0, 0
	for _, row := range rows {
		folder, _, _ := strings.Cut(row.File, "/")
		stories, ours := appliedFolders[folder]
		if !ours {
			continue
		}
		seen[row.File] = true
		tellings := stories[row.File]
		if len(tellings) == 0 {
			tellings = []telling{{}}
		}
		for _, one := range tellings {
			ok := t.Run(strings.TrimSuffix(row.File+"/"+strings.ReplaceAll(one.story, " ", "_"), "/"), func(sub *testing.T) {
				if one.given != nil || one.is != nil || strings.HasPrefix(row.ID, "http:") || strings.Contains(row.File, "/activity-") {
					one.tell(newScene(sub, row))
					return
				}
				if reads[folder] == nil {
					reads[folder] = newScene(t, row)
				}
				one.tell(reads[folder].turnsTo(sub, row))
			})
			if ok && one.because == "" {
				right++
			} else if ok {
				otherwise++
			}
		}
	}
	for folder, stories := range appliedFolders {
		for file := range stories {
			if !seen[file] {
				t.Errorf("%s is told of %s, and EXPECT.tsv has no such row", folder, file)
			}
		}
	}
	t.Logf("%d documents, told %d times: %d times it becomes the best that its row allows, %d times nothing or less comes of it, for a reason that is told and tried", len(seen), right+otherwise, right, otherwise)
}

// tell lets the document come and holds it against its row.
func (d telling) tell(s *scene) {
	kind, _, _ := strings.Cut(s.row.File[strings.IndexByte(s.row.File, '/')+1:], "-")
	if d.given != nil {
		d.given(s)
	}
	if kind == "activity" {
		s.knowsWhomItNames()
	}
	want := d.becomes
	if best := strings.Split(s.row.Outcome, "|"); want == "" {
		want = best[0]
		if slices.Contains(best, "apply") {
			want = "apply"
		}
	} else if !slices.Contains(best, want) || d.because == "" {
		s.Fatalf("%q is no outcome of its row, or nobody says why", want)
	}
	var got string
	switch {
	case d.is != nil:
		d.is(s)
		got = want
	case kind == "activity":
		got = s.arrives()
	case kind == "object":
		got = s.looksUp()
	case kind == "actor":
		got = s.meets()
	default:
		s.Fatal("nobody says what this does to acme")
	}
	if got != want {
		s.Fatalf("it becomes %q (%d %s %q), not %q", got, s.status, s.state, s.answer, want)
	}
	if want == "apply" || want == "keep" {
		s.holds(kind)
	}
	if d.then != nil {
		d.then(s)
	} else if (want == "apply" || want == "ignore") && s.row.Kind != "create" && d.is == nil {
		s.Error("nobody says what must be so afterwards")
	}
}

// knowsWhomItNames lets acme know who does what the document tells, and whom it mentions, as plain people where the story does not say
// what they are.
func (s *scene) knowsWhomItNames() {
	s.Helper()
	var tree any
	if err := json.Unmarshal([]byte(s.body), &tree); err != nil {
		s.Fatal(err)
	}
	know := func(id any) {
		iri, text := id.(string)
		if whole, ok := id.(map[string]any); ok {
			iri, text = whole["id"].(string)
		}
		if !text || models.IRI(iri).Host() == "" || s.acme.Site.Ours(models.IRI(iri)) {
			return
		}
		if !s.known(models.IRI(iri)) {
			s.person(models.IRI(iri))
		}
	}
	var look func(at any)
	look = func(at any) {
		switch v := at.(type) {
		case []any:
			for _, one := range v {
				look(one)
			}
		case map[string]any:
			know(v["actor"])
			if v["type"] != "Group" { // of which it is the list of moderators
				know(v["attributedTo"])
			}
			if v["type"] == "Mention" {
				know(v["href"])
			}
			for _, one := range v {
				look(one)
			}
		}
	}
	look(tree)
}

// known tells whether acme knows an account.
func (s *scene) known(id models.IRI) bool {
	return s.acme.Store.Read(context.Background(), func(tx *store.Tx) error {
		_, err := tx.ActorByIRI(id)
		return err
	}) == nil
}

// arrives sends the document and says what became of it in the words of the corpus.
func (s *scene) arrives() string {
	s.comes()
	switch s.state {
	case models.Applied:
		return "apply"
	case models.NoEffect, models.Unknown, models.Refused: // answered with 202
		return "ignore"
	case "":
		if s.status >= 400 && s.status < 500 {
			return "refuse"
		}
	}
	return string(s.state)
}

// looksUp lets ada look for a post by its id.
func (s *scene) looksUp() string {
	s.at(models.IRI(s.row.ID))
	for _, iri := range strings.Split(s.row.Author, "|") {
		if iri != "" {
			s.account("Person", models.IRI(iri))
		}
	}
	v, err := s.acme.Resolve.Post(context.Background(), models.IRI(s.row.ID), nil)
	switch {
	case err == nil && v.Kind == models.Card:
		return "card"
	case err == nil:
		return "keep"
	case s.row.Outcome == "card" && fault.Is(err, fault.Missing):
		return "card" // a link and nothing more
	}
	s.answer = err.Error()
	return "refuse"
}

// meets lets ada look for an account by its id.
func (s *scene) meets() string {
	s.at(models.IRI(s.row.ID))
	if _, err := s.acme.Resolve.Actor(context.Background(), models.IRI(s.row.ID), nil); err != nil {
		s.answer = err.Error()
		return "refuse"
	}
	return "keep"
}

// holds compares what is stored with the words of the row.
func (s *scene) holds(kind string) {
	s.Helper()
	facts := map[string]string{}
	for _, f := range strings.Split(s.row.Facts, ";") {
		if name, value, ok := strings.Cut(f, "="); ok {
			facts[name] = value
		}
	}
	switch {
	case kind == "actor":
		s.holdsAccount(models.IRI(s.row.ID), facts)
	case kind == "object":
		s.holdsPost(models.IRI(s.row.ID), facts)
	case s.row.Kind == "create", s.row.Kind == "update" && facts["inner"] != "Group":
		s.holdsPost(models.IRI(facts["object"]), facts)
	case s.row.Kind == "announce-activity" && facts["inner"] == "Create":
		s.row.Author = facts["inner_actor"]
		s.holdsPost(models.IRI(facts["innermost"]), facts)
	}
}

// difference says what is not as the row has it. A bar stands between answers that are right.
func (s *scene) difference(what, want, have string) {
	s.Helper()
	if !slices.Contains(strings.Split(want, "|"), have) {
		s.Errorf("%s is %q, not %q", what, have, want)
	}
}

// holdsPost compares a stored post.
func (s *scene) holdsPost(id models.IRI, facts map[string]string) {
	s.Helper()
	v, ok := s.view(id)
	if !ok {
		s.Fatalf("there is no post %s", id)
	}
	kinds := map[models.PostKind]string{models.Note: "post", models.PageDoc: "page", models.PollPost: "question-poll"}
	if s.row.Kind != "create" && s.row.Kind != "update" && s.row.Kind != "announce-activity" {
		have := string(v.Kind)
		if k := kinds[v.Kind]; k != "" {
			have = k
		}
		s.difference("kind", s.row.Kind, have)
	}
	s.difference("author", s.row.Author, string(v.Author.IRI))
	s.difference("reach", s.row.Reach, reachWord(v.Post))
	s.difference("parent", s.row.Parent, string(v.ReplyTo))
	if s.row.Parent != "" && (v.Parent == nil || v.ThreadID != v.Parent.ThreadID) {
		s.Errorf("it does not stand in the thread of %s", s.row.Parent)
	}
	if s.row.Parent == "" && v.ParentID != nil {
		s.Error("it stands in a thread, and answers nothing")
	}
	if s.row.Title != "" && v.Title != s.row.Title {
		s.Errorf("title is %q, not %q", v.Title, s.row.Title)
	}
	have := map[string]string{"attachments": strconv.Itoa(len(v.Media)), "hashtags": strconv.Itoa(len(v.Tags)), "lang": v.Language,
		"sensitive": strconv.FormatBool(v.Sensitive), "summary": strconv.FormatBool(v.Summary != "")}
	mentions := 0
	for _, p := range v.People {
		if p.Mention {
			mentions++
		}
	}
	have["mentions"] = strconv.Itoa(mentions)
	if v.Poll != nil {
		have["options"], have["multiple"] = strconv.Itoa(len(v.Poll.Options)), strconv.FormatBool(v.Poll.Multiple)
	}
	if v.Details != nil {
		have["link"] = v.Details.Link
		if v.Details.Starts != 0 {
			have["start"] = v.Details.Starts.Go().Format(time.RFC3339)
		}
	}
	for name, value := range have {
		if want, asked := facts[name]; asked && want != value {
			s.Errorf("%s is %q, not %q", name, value, want)
		}
	}
	for _, name := range []string{"options", "start", "link"} {
		if _, has := have[name]; !has && facts[name] != "" {
			s.Errorf("there is no %s, where there should be %q", name, facts[name])
		}
	}
}

func reachWord(p models.Post) string {
	switch {
	case p.Audience == models.Everyone && p.Distance.World && p.Quiet:
		return "world-quiet"
	case p.Audience == models.Everyone && p.Distance.World:
		return "world"
	case p.Audience == models.Followers:
		return "followers"
	case p.Audience == models.Members:
		return "group"
	case p.Audience == models.Named:
		return "named"
	}
	return fmt.Sprintf("%s %s", p.Audience, p.Distance)
}

// holdsAccount compares a stored account.
func (s *scene) holdsAccount(id models.IRI, facts map[string]string) {
	s.Helper()
	var a models.Actor
	var keys []models.Key
	s.acme.Read(func(tx *store.Tx) (err error) {
		if a, err = tx.ActorByIRI(id); err == nil {
			keys, err = tx.KeysOf(a.ID)
		}
		return err
	})
	if s.row.Kind != "update" {
		s.difference("kind", strings.ReplaceAll(s.row.Kind, "organisation", "service"), string(a.Kind))
	}
	have := map[string]string{"followers": string(a.FollowersIRI), "sharedInbox": string(a.SharedInbox), "moderators": string(a.Moderators),
		"manuallyApproves": strconv.FormatBool(a.Locked), "keys": strconv.Itoa(len(keys))}
	if len(keys) > 0 {
		have["key_type"] = string(keys[0].Kind)
	}
	for name, value := range have {
		if want, asked := facts[name]; asked && want != value {
			s.Errorf("%s is %q, not %q", name, value, want)
		}
	}
}
