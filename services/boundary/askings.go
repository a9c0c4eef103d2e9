package boundary

import (
	"fmt"
	"strings"
	"time"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/jobs"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/store"
)

const (
	mostAskings   = 50 // of one person that wait
	longestAsking = 300
	askAgain      = models.Time(7 * 24 * time.Hour / time.Millisecond) // after a no
)

// KindAsked is the job that makes a follow for which its server was opened; its payload is an AskedFollow.
const KindAsked = "asked"

// LaneAsked is where such jobs wait.
const LaneAsked = "work:asked"

// AskedFollow is the payload of a job that makes a follow.
type AskedFollow struct {
	Asking models.ID `json:"asking"`
}

// Ask opens a request: one of ours wants to follow an account (ines@social.example) on a server that is closed, with one line of
// reason, which may be empty where an app has no place for it. Those who look after the boundary are told. Asking again changes the
// reason; after a no it is possible again a week later. A server that is open is a fault of kind Invalid.
func Ask(tx *store.Tx, by models.Actor, address string, host models.Host, reason string) (models.Asking, error) {
	const op = "boundary.Ask"
	address = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(address), "@"))
	peer, err := tx.Peer(host)
	if err != nil {
		return models.Asking{}, err
	}
	mode, err := tx.Mode()
	switch {
	case err != nil:
		return models.Asking{}, err
	case !by.Local || by.Kind != models.Person || by.Gone != 0:
		return models.Asking{}, fault.New(fault.Forbidden, op, "Only people of this organisation ask for other servers.")
	case !peer.Standing.Closed(mode):
		return models.Asking{}, fault.New(fault.Invalid, op, string(host)+" is open. Follow as you are used to.")
	}
	a, err := tx.AskingOf(by.ID, address)
	if err != nil && !fault.Is(err, fault.Missing) {
		return a, err
	}
	fresh := err != nil || a.State != models.Asked
	if err == nil && a.State == models.AskNo && tx.Now() < a.Answered+askAgain {
		return a, fault.New(fault.Conflict, op, "The answer was: "+a.Answer+" You can ask again after a week.")
	}
	if n, err := tx.CountAskings(by.ID); err != nil || fresh && n >= mostAskings {
		if err == nil {
			err = fault.New(fault.Conflict, op, "Fifty of your wishes wait for an answer. Wait for some of them first.")
		}
		return a, err
	}
	a.AskerID, a.Address, a.Host, a.State, a.Answer, a.Answered = by.ID, address, host, models.Asked, "", 0
	if fresh {
		a.At = tx.Now()
	}
	if line := firstLine(reason); line != "" || fresh {
		a.Reason = line
	}
	if err := tx.PutAsking(&a); err != nil || !fresh {
		return a, err
	}
	who, err := tx.WithRole(models.BoundaryRole, models.Admin)
	if err != nil {
		return a, err
	}
	for _, m := range who {
		if err := notices.Say(tx, m.ID, models.NoticeAsking, by.ID, 0, string(host), "asking:"+string(host)+":"+m.ID.String()+":"+by.ID.String()+":"+a.At.Go().Format(time.DateOnly)); err != nil {
			return a, err
		}
	}
	return a, nil
}

// TakeBackAsking ends one's own wish.
func TakeBackAsking(tx *store.Tx, by models.Actor, address string) error {
	a, err := tx.AskingOf(by.ID, strings.ToLower(strings.TrimPrefix(address, "@")))
	if err != nil || a.State != models.Asked {
		return err
	}
	a.State, a.Answered = models.AskFailed, tx.Now()
	return tx.PutAsking(&a)
}

// RefuseAskings answers all who wait for a server with a no and a sentence, which they are told.
func RefuseAskings(tx *store.Tx, by models.Actor, host models.Host, sentence string) error {
	const op = "boundary.RefuseAskings"
	if err := access.Require(tx, by, access.Bound, op); err != nil {
		return err
	}
	if sentence = firstLine(sentence); sentence == "" {
		return fault.New(fault.Invalid, op, "Say in a sentence why not: the people who asked will read it.")
	}
	n := 0
	err := eachAsking(tx, host, func(a models.Asking) error {
		n++
		a.State, a.Answer, a.Answered = models.AskNo, sentence, tx.Now()
		if err := tx.PutAsking(&a); err != nil {
			return err
		}
		return tellAsker(tx, a, "You asked to follow @"+a.Address+". The answer is no: "+sentence)
	})
	if err != nil || n == 0 {
		return err
	}
	return ledger.Act(tx, by, models.Act{Verb: "asking.refused", What: string(host), Before: waiting(n), After: "no", Reason: sentence})
}

func waiting(n int) string {
	if n == 1 {
		return "1 wish waits"
	}
	return fmt.Sprintf("%d wishes wait", n)
}

// opened lets the follows happen that waited for a server, if it is open now.
func opened(tx *store.Tx, by models.Actor, p models.Peer) error {
	mode, err := tx.Mode()
	if err != nil || p.Standing.Closed(mode) {
		return err
	}
	n := 0
	err = eachAsking(tx, p.Host, func(a models.Asking) error { n++; return follow(tx, a) })
	if err != nil || n == 0 {
		return err
	}
	return ledger.Act(tx, by, models.Act{Verb: "asking.opened", What: string(p.Host), Before: waiting(n), After: "yes, as " + string(p.Standing)})
}

// follow sends a wish on its way.
func follow(tx *store.Tx, a models.Asking) error {
	a.State, a.Answered = models.AskOpened, tx.Now()
	if err := tx.PutAsking(&a); err != nil {
		return err
	}
	return jobs.Add(tx, jobs.Work{Lane: LaneAsked, Kind: KindAsked, Payload: AskedFollow{a.ID}, Once: "asked:" + a.ID.String() + ":" + tx.Now().Go().Format(time.RFC3339)})
}

// OpenWaiting lets the follows happen whose servers were opened in another way: by a list, by the mode, or by the server above them.
func OpenWaiting(tx *store.Tx) error {
	mode, err := tx.Mode()
	if err != nil {
		return err
	}
	return eachAsking(tx, "", func(a models.Asking) error {
		p, err := tx.Peer(a.Host)
		if err != nil || p.Standing.Closed(mode) {
			return err
		}
		return follow(tx, a)
	})
}

// Followed notes that a wish came true, and Failed that it did not, with the reason; the person is told of either.
func Followed(tx *store.Tx, a models.Asking, pending bool) error {
	a.State = models.AskDone
	if err := tx.PutAsking(&a); err != nil {
		return err
	}
	if pending {
		return tellAsker(tx, a, string(a.Host)+" is open now, and @"+a.Address+" was asked whether you may follow.")
	}
	return tellAsker(tx, a, string(a.Host)+" is open now, and you follow @"+a.Address+".")
}

// Failed notes that a wish did not come true although its server is open.
func Failed(tx *store.Tx, a models.Asking, why string) error {
	a.State, a.Answer = models.AskFailed, why
	if err := tx.PutAsking(&a); err != nil {
		return err
	}
	return tellAsker(tx, a, string(a.Host)+" is open now, but @"+a.Address+" could not be followed. "+why)
}

func tellAsker(tx *store.Tx, a models.Asking, sentence string) error {
	return notices.Say(tx, a.AskerID, models.NoticeAnswered, a.AskerID, 0, sentence, "answered:"+a.ID.String()+":"+a.Answered.Go().Format(time.RFC3339Nano)+string(a.State))
}

func eachAsking(tx *store.Tx, host models.Host, do func(models.Asking) error) error {
	for after := models.ID(0); ; {
		some, err := tx.OpenAskings(host, after, 500)
		if err != nil || len(some) == 0 {
			return err
		}
		for _, a := range some {
			after = a.ID
			if err := do(a); err != nil {
				return err
			}
		}
	}
}

func firstLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > longestAsking {
		return string(r[:longestAsking])
	}
	return s
}
