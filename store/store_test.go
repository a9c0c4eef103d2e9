package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/clock"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

var (
	ctx    = context.Background()
	monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
)

func system() clock.Clock { return clock.System{} }
func still() clock.Clock  { return clock.At(monday) }

func write(t testing.TB, s *store.Store, fn func(*store.Tx) error) {
	t.Helper()
	if err := s.Write(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, s *store.Store, fn func(*store.Tx) error) {
	t.Helper()
	if err := s.Read(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func standing(t testing.TB, s *store.Store, host models.Host) (out models.Standing) {
	t.Helper()
	read(t, s, func(tx *store.Tx) error {
		p, err := tx.Peer(host)
		out = p.Standing
		return err
	})
	return out
}

func TestAWriteIsAllOrNothing(t *testing.T) {
	storetest.Each(t, system, func(t *testing.T, s *store.Store) {
		after := 0
		keep := func(host models.Host, end func() error) error {
			return s.Write(ctx, func(tx *store.Tx) error {
				tx.After(func() { after++ })
				if err := tx.SavePeer(&models.Peer{Host: host, Standing: models.Allowed}); err != nil {
					return err
				}
				return end()
			})
		}
		if err := keep("kept.example", func() error { return nil }); err != nil || after != 1 {
			t.Fatalf("a write ended with %v, %d hooks ran", err, after)
		}
		if standing(t, s, "kept.example") != models.Allowed {
			t.Error("what was written is not there")
		}
		broken := errors.New("no")
		if err := keep("broken.example", func() error { return broken }); !errors.Is(err, broken) {
			t.Errorf("the error became %v", err)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Error("a panic was swallowed")
				}
			}()
			_ = keep("panic.example", func() error { panic("no") })
		}()
		for _, host := range []models.Host{"broken.example", "panic.example"} {
			if standing(t, s, host) != models.Open {
				t.Errorf("%s was kept", host)
			}
		}
		if after != 1 {
			t.Errorf("%d hooks ran, one was committed", after)
		}
	})
}

func TestAReadCannotWrite(t *testing.T) {
	storetest.Each(t, system, func(t *testing.T, s *store.Store) {
		if err := s.Read(ctx, func(tx *store.Tx) error { return tx.RaiseEpoch() }); err == nil {
			t.Error("a read wrote")
		}
	})
}

func TestATransactionInsideAnotherIsRefusedAndDoesNotHang(t *testing.T) {
	storetest.Each(t, system, func(t *testing.T, s *store.Store) {
		err := s.Write(ctx, func(tx *store.Tx) error {
			return s.Write(tx.Context(), func(*store.Tx) error { return nil })
		})
		if !fault.Is(err, fault.Internal) {
			t.Errorf("it ended with %v", err)
		}
	})
}

func TestAnEndedRequestWritesNothing(t *testing.T) {
	storetest.Each(t, system, func(t *testing.T, s *store.Store) {
		ended, cancel := context.WithCancel(ctx)
		cancel()
		for name, way := range map[string]func(context.Context, func(*store.Tx) error) error{"Write": s.Write, "Join": s.Join, "Read": s.Read} {
			if err := way(ended, func(*store.Tx) error { t.Error(name, "ran"); return nil }); !fault.Is(err, fault.Unavailable) {
				t.Errorf("%s ended with %v", name, err)
			}
		}
	})
}

func TestAClosedStoreAnswersAtOnce(t *testing.T) {
	for _, dialect := range []string{store.SQLite, store.Postgres} {
		s, err := store.Open(ctx, store.Options{DSN: storetest.FreshDSN(t, dialect)})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		for name, way := range map[string]func(context.Context, func(*store.Tx) error) error{"Write": s.Write, "Join": s.Join, "Read": s.Read} {
			if way(ctx, func(*store.Tx) error { return nil }) == nil {
				t.Errorf("%s: %s went on", dialect, name)
			}
		}
	}
}

func TestManyJoinAndEachIsAnsweredForItself(t *testing.T) {
	storetest.Each(t, system, func(t *testing.T, s *store.Store) {
		var wg sync.WaitGroup
		var hooks atomic.Int64
		for i := range 400 {
			wg.Go(func() {
				host := models.Host("h" + models.ID(i).String() + ".example")
				defer func() {
					if p := recover(); (p != nil) != (i%40 == 1) {
						t.Errorf("%d panicked with %v", i, p)
					}
				}()
				err := s.Join(ctx, func(tx *store.Tx) error {
					tx.After(func() { hooks.Add(1) })
					if err := tx.SavePeer(&models.Peer{Host: host, Standing: models.Limited}); err != nil {
						return err
					}
					switch {
					case i%40 == 0:
						return fault.New(fault.Invalid, "test", "no")
					case i%40 == 1:
						panic("no")
					case i%40 == 2: // a statement that fails ends its own work only, on PostgreSQL too
						return tx.AddKey(&models.Key{IRI: "https://a.example/key", Kind: models.RSA, Public: nil})
					}
					return nil
				})
				want := i%40 > 2
				if (err == nil) != want {
					t.Errorf("%d ended with %v", i, err)
				}
				if got := standing(t, s, host) == models.Limited; got != want {
					t.Errorf("%d: kept is %v", i, got)
				}
			})
		}
		wg.Wait()
		if hooks.Load() != 370 {
			t.Errorf("%d hooks ran", hooks.Load())
		}
	})
}

func TestIDsRiseAndAreNeverGivenTwice(t *testing.T) {
	storetest.Each(t, still, func(t *testing.T, s *store.Store) {
		var mu sync.Mutex
		seen := map[models.ID]bool{}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				read(t, s, func(tx *store.Tx) error {
					last := models.ID(0)
					for range 30_000 {
						id := tx.NewID()
						if id <= last {
							t.Error("an id fell")
						}
						last = id
						mu.Lock()
						if seen[id] {
							t.Error("an id was given twice")
						}
						seen[id] = true
						mu.Unlock()
					}
					if d := last>>16 - models.IDAt(tx.Now())>>16; d < 0 || d > 3 {
						t.Errorf("the id is %d ms away from its moment", d)
					}
					return nil
				})
			})
		}
		wg.Wait()
	})
}

func TestASecondServerOnOneFileIsRefusedAndToldTheWayOut(t *testing.T) {
	dsn := storetest.FreshDSN(t, store.SQLite)
	one, two := storetest.OpenDSN(t, system(), dsn), storetest.OpenDSN(t, system(), dsn)
	release, err := one.Lock()
	if err != nil {
		t.Fatal(err)
	}
	_, err = two.Lock()
	if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Say(err), "guildhall.db") || !strings.Contains(fault.Say(err), "GUILDHALL_DATABASE") {
		t.Errorf("the second server was told %v", err)
	}
	write(t, two, func(tx *store.Tx) error { return tx.SetMode(models.OpenMode) }) // a command works beside it
	read(t, one, func(tx *store.Tx) error {
		if mode, err := tx.Mode(); mode != models.OpenMode {
			t.Errorf("the server still sees mode %s, %v", mode, err)
		}
		return nil
	})
	release()
	release, err = two.Lock()
	if err != nil {
		t.Fatalf("after the first let go: %v", err)
	}
	release()
}

func TestServersMayStartTogether(t *testing.T) {
	for _, dialect := range []string{store.SQLite, store.Postgres} {
		t.Run(dialect, func(t *testing.T) {
			dsn := storetest.FreshDSN(t, dialect)
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					s, err := store.Open(ctx, store.Options{DSN: dsn})
					if err != nil {
						t.Error(err)
						return
					}
					for range 20 {
						if err := s.Write(ctx, func(tx *store.Tx) error { return tx.RaiseEpoch() }); err != nil {
							t.Error(err)
						}
					}
					if err := s.Close(); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			read(t, storetest.OpenDSN(t, system(), dsn), func(tx *store.Tx) error {
				if epoch, err := tx.Epoch(); epoch != 81 || err != nil {
					t.Errorf("80 changes made epoch %d, %v", epoch, err)
				}
				return nil
			})
		})
	}
}

func TestADatabaseThatCannotBeUsedIsAClearFault(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("not a database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for dsn, kind := range map[string]fault.Kind{
		"": fault.Invalid, "mysql://x": fault.Invalid, "sqlite:": fault.Invalid, "sqlite::memory:": fault.Invalid,
		"sqlite:" + dir: fault.Invalid, "sqlite:" + text: fault.Unavailable, "sqlite:/proc/none/x.db": fault.Invalid,
		"postgres://nobody@127.0.0.1:1/none": fault.Unavailable, "postgres://%zz": fault.Invalid,
	} {
		s, err := store.Open(ctx, store.Options{DSN: dsn})
		if err == nil {
			t.Errorf("%q opened", dsn)
			_ = s.Close()
			continue
		}
		if !fault.Is(err, kind) || !strings.Contains(fault.Say(err), "GUILDHALL_DATABASE") {
			t.Errorf("%q: kind %d, %v", dsn, fault.KindOf(err), err)
		}
	}
}

func TestADatabaseOfANewerGuildhallIsRefused(t *testing.T) {
	for _, dialect := range []string{store.SQLite, store.Postgres} {
		t.Run(dialect, func(t *testing.T) {
			dsn := storetest.FreshDSN(t, dialect)
			write(t, storetest.OpenDSN(t, system(), dsn), func(tx *store.Tx) error {
				return tx.DB().Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)").Error
			})
			s, err := store.Open(ctx, store.Options{DSN: dsn})
			if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Say(err), "newer") {
				t.Errorf("it was opened as %v, %v", s, err)
			}
		})
	}
}

func TestTwoNodesThatGiveTheSameIDAreNotAnError(t *testing.T) {
	s := storetest.Fresh(t, store.Postgres, still())
	var taken models.ID
	for name, way := range map[models.IRI]func(context.Context, func(*store.Tx) error) error{"write": s.Write, "join": s.Join} {
		tries := 0
		err := way(ctx, func(tx *store.Tx) error {
			tries++
			k := &models.Key{IRI: name, ActorID: 1, Kind: models.RSA, Public: []byte("p")}
			if taken == 0 || tries > 1 {
				defer func() { taken = k.ID }()
				return tx.AddKey(k)
			}
			return tx.DB().Exec("INSERT INTO keys (id, iri, actor_id, kind, public, created, retired) VALUES (?, ?, 1, 'rsa', 'p', 0, 0)", taken, name).Error
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnOddFileNameIsAFileName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?c#d%20e.db")
	s := storetest.OpenDSN(t, system(), "sqlite:"+path)
	write(t, s, func(tx *store.Tx) error { return tx.RaiseEpoch() })
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() == 0 {
		t.Errorf("the file is %v, %v", info, err)
	}
}
