package farewell

import (
	"context"
	"strconv"
	"strings"

	"guildhall/access"
	"guildhall/events"
	"guildhall/fault"
	"guildhall/jobs"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
)

// Nameless is what stands where the name of somebody stood who was erased.
const Nameless = "Somebody who left"

// Ask is a wish to erase a person of ours. The zero actor is the command line.
type Ask struct {
	By     models.Actor
	Posts  string // models.PostsKept or models.PostsRemoved
	Reason string
}

// Goes is what would go with a person of ours, in numbers.
type Goes struct {
	store.Belongings
	Told int `json:"servers_told"`
}

// Preview counts what would go, and what would be told to whom. It changes nothing.
func Preview(tx *store.Tx, who models.Actor, posts string) (Goes, error) {
	if err := sensible(who, posts); err != nil {
		return Goes{}, err
	}
	if err := free(tx, who.ID); err != nil {
		return Goes{}, err
	}
	b, err := tx.BelongingsOf(who.ID)
	if err != nil {
		return Goes{}, err
	}
	hosts, err := hostsThatKnow(tx, who)
	return Goes{Belongings: b, Told: len(hosts)}, err
}

func sensible(who models.Actor, posts string) error {
	switch {
	case !who.Local || who.Kind != models.Person:
		return fault.New(fault.Invalid, "farewell.Erase", "Only people of this organisation are erased here.")
	case posts != models.PostsKept && posts != models.PostsRemoved:
		return fault.New(fault.Invalid, "farewell.Erase", "Say what becomes of the posts: keep or remove.")
	}
	return nil
}

// free tells whether no legal hold keeps anything of somebody: nil, or a fault of kind Conflict.
func free(tx *store.Tx, who models.ID) error {
	held, err := tx.HoldTouches(who)
	if err == nil && held {
		err = fault.New(fault.Conflict, "farewell.Erase", "A legal hold keeps the account, or what it wrote. It can be erased when the hold is lifted and the sweep after that has passed. See: guildhall hold list")
	}
	return err
}

func hostsThatKnow(tx *store.Tx, who models.Actor) ([]models.Host, error) {
	if who.Outward == 0 {
		return nil, nil // nothing of theirs ever left
	}
	return tx.HostsThatKnow(who.ID)
}

// Erase begins to erase a person of ours: from this moment on they are nobody here, those who know them are told, and the record has
// their words and name no more. Finish takes away what they made. The last administrator cannot be erased.
func Erase(tx *store.Tx, l *ledger.Ledger, site paths.Site, who models.Actor, ask Ask) error {
	if err := sensible(who, ask.Posts); err != nil {
		return err
	}
	if strings.TrimSpace(ask.Reason) == "" {
		return fault.New(fault.Invalid, "farewell.Erase", "Give the reason, for the record. Leave the name of the person out of it: it stays.")
	}
	if err := free(tx, who.ID); err != nil {
		return err
	}
	if last, err := access.LastAdmin(tx, who.ID); err != nil || last {
		if err == nil {
			err = fault.New(fault.Conflict, "farewell.Erase", "This is the last administrator. Grant somebody else the role first.")
		}
		return err
	}
	hosts, err := hostsThatKnow(tx, who)
	if err != nil {
		return err
	}
	if err := tx.SpendName(who.Handle); err != nil {
		return err
	}
	if err := silence(tx, who.ID); err != nil {
		return err
	}
	if err := l.Forget(tx, who.ID); err != nil {
		return err
	}
	if err := tx.EraseTies(who.ID); err != nil {
		return err
	}
	if err := forgetPerson(tx, site, who); err != nil {
		return err
	}
	if err := tx.AddErasure(models.Erasure{ActorID: who.ID, At: tx.Now(), Posts: ask.Posts}); err != nil {
		return err
	}
	if len(hosts) > 0 {
		if err := events.Emit(tx, models.Event{Kind: models.ActorErased, Activity: site.NewActivity(), By: who.ID, Object: who.IRI, Hosts: hosts}); err != nil {
			return err
		}
	}
	if err := ledger.Act(tx, ask.By, models.Act{Verb: "account.erased", What: string(who.IRI), Before: "an account", After: map[string]string{
		models.PostsKept: "nothing but posts without a name", models.PostsRemoved: "nothing"}[ask.Posts], Reason: ask.Reason}); err != nil {
		return err
	}
	return tx.RaiseEpoch()
}

// silence takes back what somebody did a moment ago and nobody was told yet, but for what takes something back.
func silence(tx *store.Tx, who models.ID) error {
	waiting, err := tx.DropTurn(events.Turn(who))
	if err != nil {
		return err
	}
	for _, q := range waiting {
		e, err := jobs.Payload[models.Event](q.Job)
		if err != nil || !e.Kind.Withdraws() {
			continue
		}
		if err := events.Emit(tx, e); err != nil {
			return err
		}
	}
	return nil
}

// forgetPerson leaves of an actor what others' words and the record hang on, and nothing that tells who it was.
func forgetPerson(tx *store.Tx, site paths.Site, who models.Actor) error {
	who.Handle = models.Handle("left_" + strconv.FormatInt(int64(who.ID), 36))
	who.Name, who.URL = Nameless, site.Profile(who.Handle)
	who.Summary, who.SummarySrc, who.Icon, who.Image, who.MovedTo = "", "", "", "", ""
	who.Fields, who.AlsoKnownAs = []models.Field{}, []models.IRI{}
	who.Discoverable, who.Indexable, who.ShowFollows = false, false, false
	who.Gone, who.Erased, who.Version = tx.Now(), tx.Now(), who.Version+1
	return tx.SaveActor(&who)
}

// Finish takes away what people made who are being erased, some at a time: posts, or at least those that nobody else could read, files
// that are in no post, and at last, when everybody was told, the keys. What a crash left undone is done when it is called again.
// Where a legal hold was placed meanwhile it waits until that is lifted.
func Finish(ctx context.Context, st *store.Store, site paths.Site) error {
	var after models.ID
	for {
		var some []models.Erasure
		err := st.Read(ctx, func(tx *store.Tx) (err error) {
			some, err = tx.Erasures(after, 100)
			return err
		})
		if err != nil || len(some) == 0 {
			return err
		}
		for _, e := range some {
			after = e.ActorID
			held := false
			if err := st.Read(ctx, func(tx *store.Tx) (err error) {
				held, err = tx.HoldTouches(e.ActorID)
				return err
			}); err != nil {
				return err
			}
			if held {
				continue
			}
			if err := finish(ctx, st, site, e); err != nil {
				return err
			}
		}
	}
}

func finish(ctx context.Context, st *store.Store, site paths.Site, e models.Erasure) error {
	for _, some := range []func(*store.Tx) (int, error){
		func(tx *store.Tx) (int, error) { return tx.ErasePosts(e.ActorID, e.Posts == models.PostsKept) },
		func(tx *store.Tx) (int, error) {
			a, err := tx.ActorByID(e.ActorID)
			if err != nil {
				return 0, err
			}
			return tx.NamelessPosts(e.ActorID, func(id models.ID) string { return site.PostPage(a.Handle, id) })
		},
	} {
		for {
			n := 0
			if err := st.Write(ctx, func(tx *store.Tx) (err error) {
				n, err = some(tx)
				return err
			}); err != nil {
				return err
			}
			if n == 0 {
				break
			}
		}
	}
	return st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.FreeFiles(e.ActorID); err != nil {
			return err
		}
		waits, err := tx.Waits(e.ActorID, events.Turn(e.ActorID))
		if err != nil || waits {
			return err
		}
		if err := tx.EraseKeys(e.ActorID); err != nil {
			return err
		}
		return tx.EndErasure(e.ActorID)
	})
}
