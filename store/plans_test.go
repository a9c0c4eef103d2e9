package store_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

// scans is a step of a plan that reads a whole table, in the words of either database. Names of parts of a statement are no tables.
var scans = regexp.MustCompile(`(?:^SCAN |Seq Scan on )(posts|home|inbox|follows|decisions|notices|tallies|favourites|boosts|reactions|quotes|media|actors|jobs|lanes|keys|peers|attendances|post_people|post_tags|tokens|sessions|blocks)\b`)

var errStop = errors.New("enough")

// What a page or an activity asks for costs what is shown, however much is stored: no statement of theirs reads a whole table.
func TestHotStatementsReadNoWholeTable(t *testing.T) {
	for _, dialect := range []string{store.SQLite, store.Postgres} {
		t.Run(dialect, func(t *testing.T) {
			dsn := storetest.FreshDSN(t, dialect)
			s := storetest.OpenDSN(t, nil, dsn)
			var ada, bob, post, answer models.ID
			write(t, s, func(tx *store.Tx) error {
				for i, id := range []*models.ID{&ada, &bob} {
					*id = tx.NewID()
					slug := fmt.Sprintf("person%d", i)
					if err := tx.AddActor(&models.Actor{ID: *id, IRI: models.IRI("https://acme.example/actors/" + slug), Kind: models.Person, Handle: models.Handle(slug), Host: "acme.example", Local: true}); err != nil {
						return err
					}
				}
				f := models.Following{ID: tx.NewID(), IRI: "https://acme.example/f", FollowerID: ada, FolloweeID: bob, State: models.Accepted, Created: tx.Now()}
				if err := tx.AddFollow(&f); err != nil {
					return err
				}
				for i, id := range []*models.ID{&post, &answer} {
					*id = tx.NewID()
					p := models.Post{ID: *id, IRI: models.IRI(fmt.Sprintf("https://acme.example/posts/%d", i)), AuthorID: bob, Local: true, Kind: models.Note, Reach: models.Reach{Audience: models.Everyone}, ThreadID: post, Version: 1, Published: tx.Now()}
					if i > 0 {
						p.ParentID, p.ReplyTo = &post, "https://acme.example/posts/0"
					}
					if err := tx.AddPost(&p, []models.PostPerson{{PostID: *id, ActorID: ada, Mention: true}}, []string{"steel"}); err != nil {
						return err
					}
				}
				if err := tx.FillHome(ada, bob, 10); err != nil {
					return err
				}
				return tx.AddJobs([]models.Job{{Lane: "host:far.example", Kind: "x", RunAt: tx.Now()}})
			})
			if plan := storetest.Plan(t, dsn, "SELECT id FROM posts WHERE title = 'x'"); !slices.ContainsFunc(plan, scans.MatchString) {
				t.Fatalf("a whole table is read, and this test does not see it: %q", plan)
			}
			looked := map[string]bool{}
			most := store.Shares{Inner: 10, Well: 10, Ailing: 10}
			page, later := store.Page{}, store.Page{MaxID: answer}
			for name, do := range map[string]func(*store.Tx) error{
				"home":             func(tx *store.Tx) error { _, err := tx.Home(ada, page); return err },
				"home, further":    func(tx *store.Tx) error { _, err := tx.Home(ada, later); return err },
				"a person's posts": func(tx *store.Tx) error { _, err := tx.AccountPosts(ada, bob, store.Which{}, later); return err },
				"a thread":         func(tx *store.Tx) error { _, _, err := tx.Thread(ada, post); return err },
				"a post by its id": func(tx *store.Tx) error { _, err := tx.PostViewByIRI("https://acme.example/posts/0"); return err },
				"a tag":            func(tx *store.Tx) error { _, err := tx.TaggedPosts(ada, "steel", later); return err },
				"notices":          func(tx *store.Tx) error { _, err := tx.Notices(ada, nil, nil, later); return err },
				"unread":           func(tx *store.Tx) error { _, err := tx.UnreadNotices(ada); return err },
				"followers":        func(tx *store.Tx) error { _, err := tx.FollowersOf(ada, bob, later); return err },
				"counts of people": func(tx *store.Tx) error { _, err := tx.Tallies(ada, []models.ID{ada, bob}); return err },
				"how they stand":   func(tx *store.Tx) error { _, err := tx.Relations(ada, []models.ID{bob}); return err },
				"a token":          func(tx *store.Tx) error { _, _ = tx.TokenByHash("x"); return nil },
				"a session":        func(tx *store.Tx) error { _, _ = tx.SessionByHash("x"); return nil },
				"a person by id":   func(tx *store.Tx) error { _, _ = tx.ActorByIRI("https://far.example/x"); return nil },
				"followers at once": func(tx *store.Tx) error {
					return tx.EachFollowerElsewhere(bob, func(store.Reached) error { return nil })
				},
				"whom an inbox serves": func(tx *store.Tx) error {
					_, err := tx.HostsOfInboxes([]models.IRI{"https://far.example/inbox"})
					return err
				},
				"an activity": func(tx *store.Tx) error {
					_, err := tx.AddInbox(&models.InboxItem{Activity: "https://far.example/1", Host: "far.example", Verb: models.Create, Body: []byte("{}")})
					return err
				},
				"posts of a kind": func(tx *store.Tx) error {
					_, err := tx.KindPosts(ada, models.QuestionPost, later)
					return err
				},
				"questions": func(tx *store.Tx) error {
					for _, state := range []store.QuestionState{store.UnansweredQuestions, store.OpenQuestions, store.AnsweredQuestions} {
						if _, err := tx.QuestionPosts(ada, store.Questions{State: state, Before: tx.Now()}, 30); err != nil {
							return err
						}
					}
					return nil
				},
				"events": func(tx *store.Tx) error {
					if _, err := tx.EventsOf(ada, bob, 10); err != nil {
						return err
					}
					if _, err := tx.EventsAttended(ada, 10); err != nil {
						return err
					}
					if _, err := tx.WorldEvents(bob, 10); err != nil {
						return err
					}
					_, err := tx.Comers(post, 0, 10)
					return err
				},
				"received work": func(tx *store.Tx) error { _, err := tx.ClaimInbox(100, tx.Now()+minute); return err },
				"the next lane": func(tx *store.Tx) error { _, _, err := tx.NextDue(most); return err },
				"a lane taken and let go": func(tx *store.Tx) error {
					if _, err := tx.ClaimLanes("me", most, tx.Now()+minute); err != nil {
						return err
					}
					return tx.ReleaseLane("host:far.example", store.Release{Owner: "me"})
				},
				"what goes with time": func(tx *store.Tx) error {
					soon := tx.Now() + minute
					for _, whose := range []store.Whose{store.Theirs, store.Ours} {
						if _, _, err := tx.OldThreads(whose, 0, soon); err != nil {
							return err
						}
						if _, err := tx.StillOld(whose, []models.ID{post}, soon); err != nil {
							return err
						}
					}
					if err := tx.RemovePosts([]models.ID{post, answer}); err != nil {
						return err
					}
					for _, drop := range []func(models.Time, int) (int64, error){tx.DropNotices, tx.ForgetBodies} {
						if _, err := drop(soon, 100); err != nil {
							return err
						}
					}
					_, err := tx.OldBodies(soon)
					return err
				},
				"a lane's work": func(tx *store.Tx) error { _, err := tx.DueJobs("host:far.example", 50); return err },
			} {
				type said struct {
					text   string
					values []any
				}
				var all []said
				_ = s.Write(ctx, func(tx *store.Tx) error {
					tx.Heard(func(text string, values []any) { all = append(all, said{text, values}) })
					if err := do(tx); err != nil {
						t.Errorf("%s: %v", name, err)
					}
					return errStop // so that each finds what the first did
				})
				if len(all) == 0 {
					t.Errorf("%s asks nothing", name)
				}
				for _, q := range all {
					if looked[q.text] {
						continue
					}
					looked[q.text] = true
					for _, step := range storetest.Plan(t, dsn, q.text, q.values...) {
						if scans.MatchString(step) {
							t.Errorf("%s reads a whole table: %s\n%s", name, step, strings.Join(strings.Fields(q.text), " "))
						}
					}
				}
			}
		})
	}
}
