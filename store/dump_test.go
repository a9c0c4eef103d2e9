package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"guildhall/clock"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

// What Dump wrote is a database again after Load, with every row, closed to federation; a place that is not empty is refused.
func TestADumpIsLoadedClosed(t *testing.T) {
	for _, kind := range []string{store.SQLite, store.Postgres} {
		t.Run(kind, func(t *testing.T) {
			ctx := context.Background()
			dsn := storetest.FreshDSN(t, kind)
			s := storetest.OpenDSN(t, clock.System{}, dsn)
			write(t, s, func(tx *store.Tx) error {
				return tx.SavePeer(&models.Peer{Host: "guild.example", Standing: models.Partner})
			})
			path := filepath.Join(t.TempDir(), "copy")
			d, err := s.Dump(ctx, path)
			if err != nil || d.Kind != kind || d.Counts["peers"] != 1 {
				t.Fatalf("%+v, %v", d, err)
			}
			if err := store.CheckDump(ctx, path, d); err != nil {
				t.Error(err)
			}
			if err := store.Load(ctx, store.Options{DSN: dsn}, path, d, 1000); !fault.Is(err, fault.Conflict) {
				t.Errorf("what was there would have been overwritten: %v", err)
			}
			to := "sqlite:" + filepath.Join(t.TempDir(), "new", "guildhall.db")
			if kind == store.Postgres {
				to = storetest.Beside(t, dsn)
			}
			cut := path + ".cut"
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(cut, whole[:len(whole)*2/3], 0o600); err != nil {
				t.Fatal(err)
			}
			if err := store.CheckDump(ctx, cut, d); err == nil {
				t.Error("a copy that was cut short was found whole")
			}
			if err := store.Load(ctx, store.Options{DSN: to}, path, d, 1000); err != nil {
				t.Fatal(err)
			}
			n := storetest.OpenDSN(t, clock.System{}, to)
			read(t, n, func(tx *store.Tx) error {
				p, err := tx.Peer("guild.example")
				if err != nil || p.Standing != models.Partner {
					t.Errorf("%+v, %v", p, err)
				}
				if closed, err := tx.Closed(); err != nil || closed == 0 {
					t.Errorf("it is open (%v)", err)
				}
				list, err := tx.Closures(0)
				if err == nil && (len(list) != 1 || list[0].Backup != 1000) {
					t.Errorf("%+v", list)
				}
				return err
			})
		})
	}
}
