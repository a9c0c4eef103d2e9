package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/config"
	"guildhall/models"
	"guildhall/services/conversations"
	legal "guildhall/services/holds"
	"guildhall/store"
	"guildhall/testrig"
)

const (
	namesWait = `words: {projects: [Falcon]}
rules:
  - name: project-names-wait
    why: Project names stay inside until they are announced.
    when: crossing.direction == "out" && anyOf(post.text, words.projects)
    then: {verdict: hold, reviewers: 1}
    examples:
      - given: {crossing: {direction: out}, post: {text: "Falcon ships in May"}}
        expect: hold
  - name: no-friday-news
    why: Fridays are told in person.
    when: crossing.direction == "out" && post.text.contains("Friday")
    then: {verdict: deny}
    mode: shadow
`
	misspelt = `rules:
  - name: project-names-wait
    why: Names stay inside.
    when: anyOf(post.words, ["Falcon"])
    then: {verdict: hold, reviewers: 1}
`
)

// bounded is acme with ruth and sam who look after the boundary, ada who writes, and tom and nora who follow her.
func bounded(t *testing.T) (w *testrig.World, ada, ruth, sam *testrig.Person) {
	w = three(t)
	ada, ruth, sam = w.As("ada@acme.example").GoesOutward(), w.As("ruth@acme.example"), w.As("sam@acme.example")
	w.Server("acme.example").Allows("northwind.example")
	w.As("tom@guild.example").Follows("ada@acme.example")
	w.As("nora@northwind.example").Follows("ada@acme.example")
	holds(ruth, models.BoundaryRole)
	holds(sam, models.BoundaryRole)
	return w, ada, ruth, sam
}

func TestStoryAPolicyIsWrittenRehearsedActivatedByTwoAndTakenBackOnPages(t *testing.T) {
	w, ada, ruth, sam := bounded(t)
	acme := w.Server("acme.example")
	for _, text := range []string{"Falcon was tested.", "Lunch is on Friday.", "Lunch is at one."} {
		ada.Posts(text, conversations.World)
	}
	acme.Anew(func(s *config.Settings) { s.PolicyPersons = 2 })
	r := signedIn(t, ruth)
	r.opens("/admin/policy").is(200).says("No policy is in force", "/admin/policy/draft")
	r.opens("/admin/policy/draft").is(200).says("project-names-wait", "It was not checked yet").saysNot(">Put it in force<")
	r.sends("/admin/policy/draft", "do", "check", "text", misspelt).is(422).says("1 thing is wrong.", "Line 4, column 17", "anyOf(post.words", "↑", "project-names-wait").saysNot("examples come out")
	text := strings.ReplaceAll(namesWait, "\n", "\r\n") // as browsers send it
	r.sends("/admin/policy/draft", "do", "check", "text", text).is(200).says("It is right: 2 rules, and 1 example comes out as it says.", "When it leaves and the text holds a word of the list projects")
	r.sends("/admin/policy/draft", "do", "activate", "text", text, "reason", "Names.").is(409).says("was not rehearsed as it is now", "Falcon")
	r.sends("/admin/policy/draft", "do", "replay", "since", "720h", "text", text).is(200).
		says("would now wait", "project-names-wait", "guild.example", "northwind.example", "In shadow, no-friday-news would have said", "Ask a second person to confirm", "/admin/decisions/")
	r.sends("/admin/policy/draft", "do", "activate", "text", text).is(422).says("Say why", "Ask a second person to confirm")
	r.sends("/admin/policy/draft", "do", "activate", "text", text, "reason", "Names wait.").leadsTo("/admin/policy")
	r.opens("/admin/policy").is(200).says("A policy waits for a second person: version 1", "Names wait.", "You proposed it.").saysNot("/approve\"")
	r.sends("/admin/policy/versions/1/approve").is(403).says("You proposed this version.")
	s := signedIn(t, sam)
	s.opens("/admin/policy/versions/1").is(200).says("Put version 1 in force", "Beside no policy", "project-names-wait")
	s.sends("/admin/policy/versions/1/approve").leadsTo("/admin/policy")
	s.sends("/admin/policy/versions/1/approve").is(404)
	w.Settle()

	held := ada.Posts("Falcon flies tomorrow.", conversations.World)
	ada.Posts("Nothing on Friday.", conversations.World)
	acme.NeverSent("Falcon flies tomorrow")
	a := signedIn(t, ada)
	a.opens("/").is(200).says("It waits for review. Why?", "/posts/"+held.ID.String()+"/why")
	a.opens("/posts/"+held.ID.String()+"/why").is(200).says("Project names stay inside until they are announced.", "guild.example").saysNot("Every step")
	acme.Gate.Flush(t.Context())
	r.opens("/admin/policy").is(200).says("version 1, in force since", "It matched 2 times in the last 90 days", "in shadow", "It would have matched 2 times", "The list projects: Falcon.").saysNot("decides nothing")
	r.opens("/admin/decisions?verdict=stopped&rule=project-names-wait").is(200).says("Project names stay inside", "guild.example")
	r.opens("/admin/decisions?verdict=allow&rule=passed").is(200).says("In shadow: no-friday-news matched too.")

	next := strings.Replace(namesWait, "[Falcon]", "[Falcon, Heron]", 1)
	acme.Anew(func(s *config.Settings) { s.PolicyPersons = 1 })
	r.opens("/admin/policy/draft").is(200).says("begun from version 1", "projects: [Falcon]")
	r.sends("/admin/policy/draft", "do", "replay", "text", next).is(200).says("Put it in force")
	r.sends("/admin/policy/draft", "do", "activate", "text", next, "reason", "And Heron.").leadsTo("/admin/policy")
	r.opens("/admin/policy/versions/2").is(200).says("in force now", "Beside version 1", "projects: [Falcon, Heron]", "projects: [Falcon]")
	r.opens("/admin/policy/versions/2?against=2").is(200).says("They say the same.")
	r.opens("/admin/policy/versions/9").is(404)
	r.sends("/admin/policy/back").is(422).says("Say why")
	r.sends("/admin/policy/back", "reason", "Herons are birds.").leadsTo("/admin/policy")
	r.opens("/admin/policy").says("version 1")
	r.opens("/admin/policy/history").is(200).says("Taken back", "from version 2 to version 1", "Herons are birds.", "confirmed by @sam@acme.example", "Names wait.")
	r.opens("/admin/acts?kind=policy").is(200).says("policy.proposed", "policy.approved", "policy.activated", "policy.rolled-back", "by @ruth@acme.example", "Herons are birds.")
	w.Clock.Advance(91 * 24 * time.Hour)
	r = signedIn(t, ruth)
	r.opens("/admin/policy").is(200).says("decides nothing", "it matched nothing for 90 days. Is it still needed?")
}

func TestStoryWhatWaitsIsReviewedByPagesAndNeverByItsAuthor(t *testing.T) {
	w, ada, _, sam := bounded(t)
	acme := w.Server("acme.example").Obeys(namesWait)
	ben := w.As("ben@acme.example")
	holds(ben, models.Reviewer)
	holds(ada, models.Reviewer)
	ada.Posts("Falcon <b>flies</b> tomorrow.", conversations.World)
	id := acme.Waiting()[0].ID.String()
	b, a, s := signedIn(t, ben), signedIn(t, ada), signedIn(t, sam)
	a.opens("/admin/held").is(200).says("Nothing waits for you.").saysNot("Falcon", id)
	a.opens("/admin/held/" + id).is(403).saysNot("tomorrow")
	a.sends("/admin/held/"+id, "do", "release").is(403)
	s.opens("/admin/held").is(200).saysNot(id) // another role than the rule asks for
	s.opens("/admin/held/" + id).is(403)
	signedIn(t, w.As("mira@acme.example")).opens("/admin/held").is(403)
	b.opens("/").says("/admin/held")
	b.opens("/admin/held").is(200).says("From us: a post", "by Ada", "Project names stay inside", "guild.example, northwind.example")
	b.opens("/admin/held/"+id).is(200).says("What will be sent if you let it go", "flies", "tomorrow.", "1 person with the role Reviewer", "The very bytes")
	b.sends("/admin/held/"+id, "do", "think").is(422).says("Choose whether it goes or not.")
	b.sends("/admin/held/"+id, "do", "release", "words", "Fine by me.").leadsTo("/admin/held")
	w.Settle()
	w.As("tom@guild.example").Sees("flies")
	b.opens("/admin/held").is(200).says("Nothing waits for you.")
	b.opens("/admin/held/" + id).is(404)
	b.sends("/admin/held/"+id, "do", "refuse").is(404)

	ada.Posts("Falcon lands.", conversations.World)
	second := acme.Waiting()[0].ID.String()
	b.sends("/admin/held/"+second, "do", "refuse", "words", "Not before May.").leadsTo("/admin/held")
	a.opens("/").says("It did not go everywhere. Why?")
	a.opens("/notices").says("Not before May.")
}

func TestStoryALetterIsReviewedOnlyWhenItsAuthorAsks(t *testing.T) {
	w, ada, _, _ := bounded(t)
	acme := w.Server("acme.example").Obeys(namesWait)
	ben := w.As("ben@acme.example")
	holds(ben, models.Reviewer)
	b, a := signedIn(t, ben), signedIn(t, ada)
	a.sends("/compose", "text", "@tom@guild.example Falcon lands on your roof.", "audience", "named", "distance", "world", "do", "post").is(http.StatusSeeOther)
	w.Settle()
	post := postOf(t, ada)
	b.opens("/admin/held").is(200).says("Nothing waits for you.").saysNot("roof")
	why := "/posts/" + post.ID.String() + "/why"
	a.opens("/@ada").says("It was not sent. Why?")
	a.opens(why).is(200).says("You may ask for a review", "/posts/"+post.ID.String()+"/review")
	b.sends("/posts/" + post.ID.String() + "/review").is(404)
	a.sends("/posts/" + post.ID.String() + "/review").leadsTo(why)
	a.opens(why).is(200).saysNot("You may ask for a review")
	held := acme.Waiting()[0].ID.String()
	b.opens("/admin/held/" + held).is(200).says("on your roof")
}

// Nothing in the record can be asked, listed, counted or sorted by person, and what is meant for a few people is not in it.
func TestTheRecordIsReadByDayServerDoorAnswerAndRuleAndByNobodysName(t *testing.T) {
	w, ada, ruth, _ := bounded(t)
	acme := w.Server("acme.example").Obeys(namesWait)
	open := ada.Posts("For everyone.", conversations.World)
	ada.Posts("Falcon too.", conversations.World)
	a := signedIn(t, ada)
	a.sends("/compose", "text", "@tom@guild.example A letter.", "audience", "named", "distance", "world", "do", "post").is(http.StatusSeeOther)
	w.Settle()
	var letter models.Decision
	acme.Read(func(tx *store.Tx) error {
		list, err := tx.Decisions(store.DecisionFilter{})
		for _, d := range list {
			if d.Audience == string(models.Named) {
				letter = d
			}
		}
		return err
	})
	if letter.ID == 0 {
		t.Fatal("the letter was not decided about")
	}
	r := signedIn(t, ruth)
	all := r.opens("/admin/decisions").is(200)
	for _, asked := range []string{"?person=ada", "?q=ada", "?by=@ada@acme.example", "?author=" + ada.ID.String(), "?group=person"} {
		same(t, page{t: t, status: 200, body: strings.ReplaceAll(all.body, "/admin/decisions?", "?"), head: all.head},
			page{t: t, status: 200, body: strings.ReplaceAll(r.opens("/admin/decisions"+asked).is(200).body, "/admin/decisions?", "?"), head: all.head})
	}
	all.saysNot("ada@", "@ada", "Ada", letter.ID.String())
	r.opens("/admin/decisions/" + letter.ID.String()).is(404)
	r.opens("/admin/decisions?day=2026-11-02").is(200).says("guild.example")
	r.opens("/admin/decisions?day=2020-01-01").is(200).says("Nothing in the record is like this.")
	r.opens("/admin/decisions?day=soon").is(422).says("Write the day like")
	r.opens("/admin/decisions?peer=nonsense//").is(422).says("That is no server")
	r.opens("/admin/decisions?peer=guild.example&door=out&verdict=allow").is(200).says("Nothing stops it.").saysNot("Project names stay inside")
	var one models.Decision
	acme.Read(func(tx *store.Tx) error {
		list, err := tx.Decisions(store.DecisionFilter{PostID: open.ID, Door: models.Out})
		one = list[0]
		return err
	})
	r.opens("/admin/decisions/"+one.ID.String()).is(200).says("sent by us", "standing", "everyone, world", string(open.IRI), "Nothing stops it.")
	m := signedIn(t, w.As("mira@acme.example"))
	for _, path := range []string{"/admin/decisions", "/admin/decisions/" + one.ID.String(), "/admin/acts", "/admin/policy", "/admin/policy/history", "/admin/policy/draft"} {
		m.opens(path).is(403).saysNot("guild.example")
	}
	holds(w.As("mira@acme.example"), models.Auditor) // reads, and changes nothing
	m.opens("/admin/policy").is(200).saysNot("/admin/policy/draft", "/admin/policy/back")
	m.opens("/admin/policy/draft").is(403)
	m.sends("/admin/policy/back", "reason", "No.").is(403)
	m.opens("/admin/decisions").is(200)
}

func TestThePageOfWhatIsKeptSpeaksFromTheSettings(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada, mira := w.As("ada@acme.example"), w.As("mira@acme.example")
	holds(mira, models.Auditor)
	acme := w.Server("acme.example")
	for _, days := range []int{1, 30, 400} {
		acme.Anew(func(s *config.Settings) {
			s.KeepTexts, s.KeepRecords, s.HeldDays, s.KeepRemotePosts, s.KeepOwnPosts = days, days+1, days+2, days+3, days+4
			s.KeepNotices, s.KeepInbox, s.KeepJobs, s.KeepAskings = days+5, days+6, days+7, days+8
		})
		said := fmt.Sprintf("for %d days", days)
		if days == 1 {
			said = "for 1 day<"
		}
		signedIn(t, ada).opens("/about/kept").is(200).says("What my employer can see", said, fmt.Sprintf("for %d days", days+1), fmt.Sprintf("%d days at most", days+2), "/@mira\"", "Auditor", "stored nowhere",
			fmt.Sprintf("for %d days after they came", days+3), fmt.Sprintf("stands in no community, %d days", days+4), fmt.Sprintf("for %d days", days+5), fmt.Sprintf("for %d days", days+6),
			fmt.Sprintf("for %d days", days+7), fmt.Sprintf("and %d days after", days+8), "A law or a court may ask", "until the hold is lifted, also when you delete it")
	}
	signedIn(t, ada).opens("/").says("/about/kept")
	stranger(t, acme).opens("/about/kept").is(303)
}

// Legal holds are seen by administrators only: who else reads the record finds nothing of them.
func TestOnlyAdministratorsSeeThatThereIsALegalHold(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ruth, mira, acme := w.As("ruth@acme.example"), w.As("mira@acme.example"), w.Server("acme.example")
	holds(ruth, models.Admin)
	for _, r := range []models.Role{models.Auditor, models.BoundaryRole, models.Reviewer} {
		holds(mira, r)
	}
	w.As("bob@acme.example")
	acme.Write(func(tx *store.Tx) error {
		_, err := legal.Place(tx, acme.Ledger, legal.Ask{By: ruth.Actor, Kind: models.HoldAccount, Name: "bob", Reason: "Case 7."})
		return err
	})
	signedIn(t, ruth).opens("/admin/acts").is(200).says("hold.placed", "account @bob@acme.example", "Case 7.")
	signedIn(t, mira).opens("/admin/acts").is(200).says("role.granted").saysNot("hold.placed", "Case 7.")
}
