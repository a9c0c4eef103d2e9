package storetest

import (
	"context"
	"testing"

	"guildhall/models"
	"guildhall/store"
)

// What each test begins with is what a program makes of an empty place, whatever the tests before it did to theirs.
func TestWhatTestsBeginWithIsWhatTheProgramMakes(t *testing.T) {
	ctx := context.Background()
	for _, dialect := range []string{store.SQLite, store.Postgres} {
		t.Run(dialect, func(t *testing.T) {
			empty := FreshDSN(t, dialect)
			if err := makeSchema(empty); err != nil {
				t.Fatal(err)
			}
			for _, before := range []string{"a program began", "a peer was met", "an index went", "a table came", "what the schema brings was changed"} {
				t.Run(before, func(t *testing.T) {
					dsn := preparedDSN(t, dialect)
					for what, question := range map[string]string{
						"steps of the schema": "SELECT count(*) FROM goose_db_version",
						"boundaries":          "SELECT count(*) FROM boundary WHERE epoch = 1",
						"peers":               "SELECT count(*) FROM peers",
						"posts counted":       "SELECT count(*) FROM tallies",
						"indexes": map[string]string{store.SQLite: "SELECT count(*) FROM sqlite_master WHERE type = 'index'",
							store.Postgres: "SELECT count(*) FROM pg_indexes WHERE schemaname = current_schema()"}[dialect],
						"tables": map[string]string{store.SQLite: "SELECT count(*) FROM sqlite_master WHERE type = 'table'",
							store.Postgres: "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"}[dialect],
					} {
						if got, want := Value(t, dsn, question), Value(t, empty, question); got != want {
							t.Errorf("a test begins with %d %s, a program with %d", got, what, want)
						}
					}
					s := OpenDSN(t, nil, dsn)
					if err := s.Write(ctx, func(tx *store.Tx) error {
						return tx.SavePeer(&models.Peer{Host: "guild.example", Standing: models.Partner})
					}); err != nil {
						t.Fatal(err)
					}
					switch before {
					case "a peer was met":
						Tamper(t, dsn, "DROP INDEX jobs_dead")
					case "an index went":
						Tamper(t, dsn, "CREATE TABLE planted (id integer)")
					case "a table came":
						Tamper(t, dsn, "UPDATE boundary SET epoch = 7", "DELETE FROM goose_db_version WHERE version_id > 1")
					}
				})
			}
		})
	}
}
