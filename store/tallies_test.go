package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

// counted is what the tallies stand for, counted one by one.
const counted = `SELECT author_id AS of_id, 'post:' || audience AS what, count(*) AS n FROM posts WHERE deleted = 0 GROUP BY 1, 2
 UNION ALL SELECT parent_id, 'answers', count(*) FROM posts WHERE deleted = 0 AND parent_id IS NOT NULL GROUP BY 1
 UNION ALL SELECT followee_id, 'followers', count(*) FROM follows WHERE state = 'accepted' GROUP BY 1
 UNION ALL SELECT follower_id, 'following', count(*) FROM follows WHERE state = 'accepted' GROUP BY 1
 UNION ALL SELECT post_id, 'favourites', count(*) FROM favourites GROUP BY 1
 UNION ALL SELECT post_id, 'boosts', count(*) FROM boosts GROUP BY 1
 UNION ALL SELECT post_id, 'faces', count(*) FROM reactions GROUP BY 1
 UNION ALL SELECT post_id, 'pins', count(*) FROM pins GROUP BY 1
 UNION ALL SELECT quoted_id, 'quotes', count(*) FROM quotes WHERE state = 'accepted' AND quoted_id IS NOT NULL GROUP BY 1`

type tally struct {
	OfID models.ID
	What string
	N    int64
}

func tallies(t *testing.T, tx *store.Tx, from string) map[tally]int64 {
	t.Helper()
	var rows []tally
	if err := tx.DB().Raw("SELECT of_id, what, CAST(sum(n) AS bigint) AS n FROM (" + from + ") AS x GROUP BY 1, 2 HAVING sum(n) <> 0").Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	out := map[tally]int64{}
	for _, r := range rows {
		out[tally{OfID: r.OfID, What: r.What}] = r.N
	}
	return out
}

// Whatever is written, changed or deleted, by whichever statement, the tallies are what one would count.
func TestTalliesAreWhatOneWouldCount(t *testing.T) {
	storetest.Each(t, system, func(t *testing.T, s *store.Store) {
		dice := rand.New(rand.NewPCG(7, 7))
		some := func() int { return 1 + dice.IntN(6) }
		pick := func(of ...string) string { return of[dice.IntN(len(of))] }
		n := 0
		next := func() int { n++; return n }
		verbs := []func() string{
			func() string {
				id := next()
				return fmt.Sprintf(`INSERT INTO posts (id, iri, author_id, local, kind, title, content, source, summary, sensitive, language, url, reply_to, parent_id, thread_id, audience, distance, quiet, label, published, edited, deleted, version)
 VALUES (%d, 'p%d', %d, true, 'note', '', '', '', '', false, '', '', '', %s, %d, '%s', '', false, '', 1, 0, 0, 1)`, id, id, some(), pick("NULL", fmt.Sprint(some())), id, pick("everyone", "followers", "named"))
			},
			func() string {
				return fmt.Sprintf(`UPDATE posts SET deleted = %s WHERE id %% 7 = %d`, pick("0", "5"), some())
			},
			func() string {
				return fmt.Sprintf(`UPDATE posts SET audience = 'everyone', parent_id = %s WHERE id %% 7 = %d`, pick("NULL", "2"), some())
			},
			func() string { return fmt.Sprintf(`DELETE FROM posts WHERE id %% 13 = %d`, some()) },
			func() string {
				id := next()
				return fmt.Sprintf(`INSERT INTO follows (id, iri, follower_id, followee_id, state, created) VALUES (%d, 'f%d', %d, %d, '%s', 1) ON CONFLICT DO NOTHING`, id, id, some(), some(), pick("accepted", "pending"))
			},
			func() string {
				return fmt.Sprintf(`UPDATE follows SET state = '%s' WHERE follower_id = %d`, pick("accepted", "pending"), some())
			},
			func() string { return fmt.Sprintf(`DELETE FROM follows WHERE followee_id = %d`, some()) },
			func() string {
				id := next()
				return fmt.Sprintf(`INSERT INTO favourites (id, iri, actor_id, post_id, created) VALUES (%d, 'x%d', %d, %d, 1) ON CONFLICT DO NOTHING`, id, id, some(), some())
			},
			func() string {
				id := next()
				return fmt.Sprintf(`INSERT INTO boosts (id, iri, actor_id, post_id, audience, distance, created) VALUES (%d, 'b%d', %d, %d, 'everyone', '', 1) ON CONFLICT DO NOTHING`, id, id, some(), some())
			},
			func() string {
				return fmt.Sprintf(`DELETE FROM %s WHERE actor_id = %d`, pick("favourites", "boosts", "reactions", "pins"), some())
			},
			func() string {
				id := next()
				return fmt.Sprintf(`INSERT INTO reactions (id, iri, actor_id, post_id, face, picture, created) VALUES (%d, 'r%d', %d, %d, 'x', '', 1) ON CONFLICT DO NOTHING`, id, id, some(), some())
			},
			func() string {
				return fmt.Sprintf(`INSERT INTO pins (actor_id, post_id, created) VALUES (%d, %d, 1) ON CONFLICT DO NOTHING`, some(), some())
			},
			func() string {
				id := next()
				return fmt.Sprintf(`INSERT INTO quotes (id, iri, post_id, by_id, quoted, quoted_id, state, stamp, request, created) VALUES (%d, 'q%d', %d, 1, 'x', %s, '%s', '', '', 1) ON CONFLICT DO NOTHING`, id, id, id, pick("NULL", fmt.Sprint(some())), pick("accepted", "asked"))
			},
			func() string {
				return fmt.Sprintf(`UPDATE quotes SET state = '%s', quoted_id = %s WHERE id %% 5 = %d`, pick("accepted", "asked"), pick("NULL", "3"), some())
			},
			func() string { return fmt.Sprintf(`DELETE FROM quotes WHERE id %% 9 = %d`, some()) },
		}
		for round := range 8 {
			write(t, s, func(tx *store.Tx) error {
				for range 60 {
					text := verbs[dice.IntN(len(verbs))]()
					if err := tx.DB().Exec(text).Error; err != nil {
						return fmt.Errorf("%s: %w", text, err)
					}
				}
				want, got := tallies(t, tx, counted), tallies(t, tx, "SELECT * FROM tallies")
				for k, n := range want {
					if got[k] != n {
						t.Errorf("round %d: %d has %d %s, and the tally says %d", round, k.OfID, n, k.What, got[k])
					}
				}
				for k, n := range got {
					if want[k] == 0 {
						t.Errorf("round %d: %d has no %s, and the tally says %d", round, k.OfID, k.What, n)
					}
				}
				if round == 0 && len(want) < 10 {
					t.Errorf("only %d tallies were looked at", len(want))
				}
				return nil
			})
		}
	})
}
