package accounts_test

import (
	"encoding/base32"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/store"
	"guildhall/testrig/town"
	"guildhall/vault"
)

const password = "correct horse battery"

var office = netip.MustParseAddr("198.51.100.7")

func withPassword(w *town.Town, handle string) models.Actor {
	w.T.Helper()
	hash, err := accounts.HashPassword(password)
	if err != nil {
		w.T.Fatal(err)
	}
	var a models.Actor
	w.Do(func(tx *store.Tx) (err error) {
		a, err = accounts.Create(tx, w.Site, accounts.New{Handle: models.Handle(handle), Email: strings.ToUpper(handle) + "@home.example", Hash: hash})
		return err
	})
	return a
}

// try signs in as a browser would: knock, compare, note.
func try(w *town.Town, v *vault.Vault, who, word, code string) (secret string, err error) {
	w.T.Helper()
	var m models.Member
	w.Do(func(tx *store.Tx) error { m, err = accounts.Knock(tx, who, office); return nil })
	if err != nil {
		return "", err
	}
	if accounts.RightPassword(m, word) {
		w.Do(func(tx *store.Tx) error { secret, err = accounts.SignIn(tx, v, m, code, "Firefox, Linux"); return nil })
	} else {
		err = accounts.Wrong()
	}
	if fault.Is(err, fault.Unsigned) {
		w.Do(func(tx *store.Tx) error { return accounts.Failed(tx, m, office) })
	}
	return secret, err
}

func TestSigningInByNameOrMail(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada := withPassword(w, "ada")
		for _, who := range []string{"ada", "@Ada", "ada@home.example", " ADA@home.example "} {
			secret, err := try(w, nil, who, password, "")
			if err != nil {
				t.Fatalf("%q: %v", who, err)
			}
			w.Do(func(tx *store.Tx) error {
				m, _, err := accounts.Session(tx, secret)
				if m.ID != ada.ID {
					t.Error("the session is somebody else's")
				}
				return err
			})
		}
		_, wrong := try(w, nil, "ada", "not the password", "")
		_, unknown := try(w, nil, "nobody", password, "")
		if fault.Say(wrong) != fault.Say(unknown) || !fault.Is(wrong, fault.Unsigned) {
			t.Errorf("a stranger learns who has an account: %v, %v", wrong, unknown)
		}
	})
}

func TestTooManyTriesHaveToWait(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		withPassword(w, "ada")
		var m models.Member
		w.Do(func(tx *store.Tx) (err error) { m, err = accounts.Knock(tx, "ada", office); return err })
		for range 5 {
			if _, err := try(w, nil, "ada", "not the password", ""); !fault.Is(err, fault.Unsigned) {
				t.Fatal(err)
			}
		}
		if _, err := try(w, nil, "ada", password, ""); !fault.Is(err, fault.TooMany) {
			t.Errorf("the sixth try: %v", err)
		}
		// One that knocked before the pause is refused as well.
		w.Refused(fault.TooMany, func(tx *store.Tx) error { _, err := accounts.SignIn(tx, nil, m, "", ""); return err })
		w.Clock.Advance(time.Minute)
		if _, err := try(w, nil, "ada", password, ""); err != nil {
			t.Errorf("after the pause: %v", err)
		}
		for range 25 {
			w.Do(func(tx *store.Tx) error { return accounts.Failed(tx, models.Member{}, office) })
		}
		if _, err := try(w, nil, "nobody", password, ""); !fault.Is(err, fault.TooMany) {
			t.Errorf("an address tries names without end: %v", err)
		}
	})
}

func TestTheSecondFactorIsUsedOnce(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada := withPassword(w, "ada")
		v, err := vault.WithKey(make([]byte, 32))
		if err != nil {
			t.Fatal(err)
		}
		secret, link, err := accounts.NewFactor("Home", models.Member{Actor: ada})
		if err != nil || !strings.HasPrefix(link, "otpauth://totp/") {
			t.Fatal(link, err)
		}
		code := func() string {
			raw, _ := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
			c, err := totp.GenerateCode(base32.StdEncoding.EncodeToString(raw), w.Clock.Now())
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		w.Refused(fault.Unsigned, func(tx *store.Tx) error { _, err := accounts.SetFactor(tx, v, ada.ID, secret, "000000"); return err })
		var recovery []string
		w.Do(func(tx *store.Tx) (err error) {
			recovery, err = accounts.SetFactor(tx, v, ada.ID, secret, code())
			return err
		})
		if _, err := try(w, v, "ada", password, ""); !fault.Is(err, fault.Unsigned) {
			t.Errorf("without a code: %v", err)
		}
		w.Clock.Advance(2 * time.Minute)
		now := code()
		if _, err := try(w, v, "ada", password, now); err != nil {
			t.Errorf("with a code: %v", err)
		}
		if _, err := try(w, v, "ada", password, now); !fault.Is(err, fault.Unsigned) {
			t.Errorf("with the same code again: %v", err)
		}
		if _, err := try(w, v, "ada", password, recovery[3]); err != nil {
			t.Errorf("with a recovery code: %v", err)
		}
		if _, err := try(w, v, "ada", password, recovery[3]); !fault.Is(err, fault.Unsigned) {
			t.Errorf("with the same recovery code again: %v", err)
		}
	})
}

func TestAClosedAccountOpensNothing(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada := withPassword(w, "ada")
		session, err := try(w, nil, "ada", password, "")
		if err != nil {
			t.Fatal(err)
		}
		var token string
		w.Do(func(tx *store.Tx) error {
			m, err := accounts.Member(tx, ada.ID)
			if err != nil {
				return err
			}
			token, err = accounts.NewToken(tx, m, "script", "read write")
			return err
		})
		w.Do(func(tx *store.Tx) error { _, _, err := accounts.Bearer(tx, token); return err })
		w.Do(func(tx *store.Tx) error { return accounts.Disable(tx, models.Actor{}, ada.ID, "") })
		w.Refused(fault.Missing, func(tx *store.Tx) error { _, _, err := accounts.Session(tx, session); return err })
		w.Refused(fault.Missing, func(tx *store.Tx) error { _, _, err := accounts.Bearer(tx, token); return err })
		if _, err := try(w, nil, "ada", password, ""); !fault.Is(err, fault.Unsigned) {
			t.Errorf("the door is open: %v", err)
		}
		w.Do(func(tx *store.Tx) error { return accounts.Enable(tx, models.Actor{}, ada.ID, "") })
		if _, err := try(w, nil, "ada", password, ""); err != nil {
			t.Errorf("the door stays shut: %v", err)
		}
	})
}

func TestASessionEndsWhenItIsNotUsed(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		withPassword(w, "ada")
		secret, err := try(w, nil, "ada", password, "")
		if err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(29 * 24 * time.Hour)
		w.Do(func(tx *store.Tx) error { _, _, err := accounts.Session(tx, secret); return err })
		w.Clock.Advance(3 * 24 * time.Hour)
		w.Refused(fault.Missing, func(tx *store.Tx) error { _, _, err := accounts.Session(tx, secret); return err })
	})
}

func TestNamesAndPasswordsThatCannotBe(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		for _, h := range []string{"", "a b", "admin", "Inbox", "über", "a-b", strings.Repeat("a", 31)} {
			w.Refused(fault.Invalid, func(tx *store.Tx) error {
				_, err := accounts.Create(tx, w.Site, accounts.New{Handle: models.Handle(h), Email: "x@home.example", Hash: "h"})
				return err
			})
		}
		w.Person("ada")
		w.Refused(fault.Conflict, func(tx *store.Tx) error {
			_, err := accounts.Create(tx, w.Site, accounts.New{Handle: "ADA", Email: "other@home.example", Hash: "h"})
			return err
		})
		w.Refused(fault.Conflict, func(tx *store.Tx) error {
			_, err := accounts.Create(tx, w.Site, accounts.New{Handle: "ada2", Email: "Ada@home.example", Hash: "h"})
			return err
		})
		if _, err := accounts.HashPassword("short"); !fault.Is(err, fault.Invalid) {
			t.Error("a short password is taken")
		}
	})
}

func TestTheModeDecidesWhetherSomebodyBeginsOutward(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		if w.Person("ada").Outward != 0 {
			t.Error("in allowlist mode ada is outward")
		}
		w.Do(func(tx *store.Tx) error { return tx.SetMode(models.OpenMode) })
		if w.Person("bob").Outward == 0 {
			t.Error("in open mode bob is inside")
		}
	})
}

func TestRolesEndAndTheLastAdministratorStays(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob := w.Person("ada"), w.Person("bob")
		roles := func(a models.Actor) (out []models.Role) {
			w.Do(func(tx *store.Tx) (err error) { out, err = tx.RolesOf(a.ID); return err })
			return out
		}
		w.Do(func(tx *store.Tx) error { return accounts.Grant(tx, models.Actor{}, ada, models.Admin, 0, "") })
		w.Do(func(tx *store.Tx) error {
			return accounts.Grant(tx, models.Actor{}, bob, models.Reviewer, models.At(w.Clock.Now().Add(time.Hour)), "")
		})
		if !slices.Equal(roles(bob), []models.Role{models.Reviewer}) {
			t.Error("bob has no role")
		}
		w.Clock.Advance(2 * time.Hour)
		if len(roles(bob)) != 0 {
			t.Error("the role has no end")
		}
		w.Refused(fault.Conflict, func(tx *store.Tx) error { return accounts.Revoke(tx, models.Actor{}, ada, models.Admin, "") })
		w.Refused(fault.Conflict, func(tx *store.Tx) error { return accounts.Disable(tx, models.Actor{}, ada.ID, "") })
		w.Do(func(tx *store.Tx) error { return accounts.Grant(tx, models.Actor{}, bob, models.Admin, 0, "") })
		w.Do(func(tx *store.Tx) error { return accounts.Revoke(tx, models.Actor{}, ada, models.Admin, "") })
		w.Refused(fault.Invalid, func(tx *store.Tx) error { return accounts.Grant(tx, models.Actor{}, bob, "king", 0, "") })
	})
}

func TestWhatATokenCovers(t *testing.T) {
	for _, c := range []struct {
		has, wants string
		ok         bool
	}{
		{"read", "read:accounts", true}, {"read:accounts", "read", false}, {"read write", "write:statuses", true}, {"follow", "write:follows", true},
		{"follow", "write:statuses", false}, {"read", "admin:read", false}, {"write:statuses", "write:media", false}, {"", "read", false},
	} {
		if accounts.Covers(c.has, c.wants) != c.ok {
			t.Errorf("%q and %q", c.has, c.wants)
		}
	}
}

func TestAnAppReadsTheNamesOfASecondFactorWhole(t *testing.T) {
	for _, issuer := range []string{"Home", "Acme Water & Sons", "Pumps: east?secret=other#x", "Kläranlage 50 %", "acme.localhost:8080"} {
		secret, link, err := accounts.NewFactor(issuer, models.Member{Actor: models.Actor{Handle: "ada"}})
		if err != nil {
			t.Fatal(err)
		}
		k, err := otp.NewKeyFromURL(link)
		if err != nil {
			t.Fatal(err)
		}
		want := strings.ReplaceAll(issuer, ":", " ")
		if k.Secret() != secret || k.Issuer() != want || k.AccountName() != "ada" {
			t.Errorf("%s is read as %q of %q with %q", link, k.AccountName(), k.Issuer(), k.Secret())
		}
	}
}

func TestWhatAdministratorsDoStandsInTheRecord(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		ada, bob := w.Person("ada"), w.Person("bob")
		w.Do(func(tx *store.Tx) error { return accounts.Grant(tx, ada, bob, models.Reviewer, 0, "Holidays.") })
		w.Do(func(tx *store.Tx) error { return accounts.Revoke(tx, ada, bob, models.Reviewer, "They are over.") })
		w.Do(func(tx *store.Tx) error { return accounts.Disable(tx, ada, bob.ID, "He left.") })
		w.Do(func(tx *store.Tx) error { return accounts.Enable(tx, ada, bob.ID, "He came back.") })
		w.Do(func(tx *store.Tx) error { return accounts.ResetPassword(tx, ada, bob.ID, "hash", 0, "He forgot it.") })
		var acts []models.Act
		w.Do(func(tx *store.Tx) (err error) { acts, err = tx.Acts(store.ActFilter{Limit: 5}); return err })
		var verbs []string
		for _, a := range acts {
			verbs = append(verbs, a.Verb)
			if a.ByName != ada.Address() || a.About != bob.ID || a.Before == "" || a.After == "" || a.Before == a.After || a.Reason == "" {
				t.Errorf("%s lacks who, before, after or why: %+v", a.Verb, a)
			}
		}
		if got := strings.Join(verbs, " "); got != "account.password account.opened account.closed role.revoked role.granted" {
			t.Errorf("the record tells %s", got)
		}
	})
}
