package store_test

import (
	"fmt"
	"testing"

	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

// Whatever stands in a name, a list of names finds those that are on it and no others.
func TestAListFindsNamesOfAnySpelling(t *testing.T) {
	for _, dialect := range []string{store.SQLite, store.Postgres} {
		t.Run(dialect, func(t *testing.T) {
			s := storetest.Fresh(t, dialect, nil)
			names := []models.IRI{`NULL`, `null`, `a,b`, `{a}`, `{`, `}`, `"`, `""`, `\`, `\\`, `\"`, `"\`, ` `, ` a `, "a\tb", "a\nb", `a'b`, `$1`, `?`, `é—😀`, `a`, `b`}
			write(t, s, func(tx *store.Tx) error {
				for i, name := range names {
					if err := tx.AddActor(&models.Actor{ID: tx.NewID(), IRI: name, Kind: models.Person, Handle: models.Handle(fmt.Sprintf("p%d", i)), Host: "far.example"}); err != nil {
						return err
					}
				}
				return nil
			})
			read(t, s, func(tx *store.Tx) error {
				for n := 0; n <= len(names); n++ {
					found, err := tx.ActorsByIRI(append([]models.IRI{"nobody"}, names[:n]...))
					if err != nil {
						return err
					}
					if len(found) != n {
						t.Errorf("of %q %d were found", names[:n], len(found))
					}
					for _, name := range names[:n] {
						if _, ok := found[name]; !ok {
							t.Errorf("%q was not found", name)
						}
					}
				}
				return nil
			})
		})
	}
}

// A long list is one value to PostgreSQL, and a short one makes few statements: each call of another would be planned anew.
func TestLongListsAreOneValueToPostgres(t *testing.T) {
	s := ofPostgres(t)
	texts, n := map[string]int{}, 0
	write(t, s, func(tx *store.Tx) error {
		tx.Heard(func(text string, values []any) {
			texts[text]++
			if n > 8 && len(values) != 1 {
				t.Errorf("%d values go with a list of %d", len(values), n)
			}
		})
		for n = 1; n < 40; n++ {
			if _, err := tx.ActorsByIRI(make([]models.IRI, n)); err != nil {
				return err
			}
		}
		return nil
	})
	if len(texts) != 5 { // for 1, 2, 4, 8 and any more
		t.Errorf("lists of 39 lengths make %d statements", len(texts))
	}
}

// PostgreSQL plans for rows in memory and for short statements, unless the address says otherwise.
func TestTheAddressSaysHowPostgresPlans(t *testing.T) {
	dsn := storetest.FreshDSN(t, store.Postgres)
	for _, c := range []struct{ more, cost, jit string }{{"", "1.1", "off"}, {"&random_page_cost=3&jit=on", "3", "on"}} {
		s := storetest.OpenDSN(t, nil, dsn+c.more)
		read(t, s, func(tx *store.Tx) error {
			for name, want := range map[string]string{"random_page_cost": c.cost, "jit": c.jit} {
				var got string
				if err := tx.DB().Raw("SELECT current_setting('" + name + "')").Scan(&got).Error; err != nil || got != want {
					t.Errorf("with %q %s is %s, not %s (%v)", c.more, name, got, want, err)
				}
			}
			return nil
		})
	}
}
