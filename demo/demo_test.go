package demo

import (
	"context"
	"io"
	"log/slog"
	"os"
	"testing"
	"time"

	"guildhall/clock"
	"guildhall/models"
	"guildhall/services/boundary"
	"guildhall/store"
)

// The fortnight is true: ten thousand crossings were judged and recorded, something waits, rules decided, and the record holds.
func TestTheFortnightFillsTheRecord(t *testing.T) {
	port, err := FreePorts()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	d, err := open(ctx, Options{Data: t.TempDir(), Port: port, Fresh: true, Out: io.Discard, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))})
	if err != nil {
		t.Fatal(err)
	}
	defer d.stop()
	if err := d.play(ctx); err != nil {
		t.Fatal(err)
	}
	crossings := 0
	for _, h := range d.houses {
		err := h.Store.Read(ctx, func(tx *store.Tx) error {
			for id := models.ID(0); ; {
				rows, err := tx.DecisionsAfter(id, 1<<62)
				if err != nil || len(rows) == 0 {
					return err
				}
				id, crossings = rows[len(rows)-1].ID, crossings+len(rows)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if r, err := h.Ledger.Verify(ctx); err != nil || !r.Sound() {
			t.Errorf("%s: the record does not hold: %+v %v", h.key, r.Faults, err)
		}
	}
	if crossings < 10_000 {
		t.Errorf("only %d crossings are recorded", crossings)
	}
	acme := d.house("acme")
	err = acme.Store.Read(ctx, func(tx *store.Tx) error {
		mira, err := tx.ActorByHandle("mira")
		if err != nil {
			return err
		}
		waits, err := boundary.QueueFor(tx, mira)
		if len(waits) != 1 {
			t.Errorf("%d things wait for mira", len(waits))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	began := clock.System{}.Now()
	c, faults := boundary.Check("policy.yaml", []byte(acmesPolicy))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	for _, h := range d.houses {
		r, err := boundary.Rehearse(ctx, h.Store, h.Ledger, c, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d decided again, %d the same, %v", h.key, r.Judged, r.Same, clock.System{}.Now().Sub(began))
	}
}
