package door

import (
	"net/http"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/store"
)

const cookieLife = 60 * 24 * time.Hour

// Session tells which person of ours a browser is signed in as, by its cookie; fault.Unsigned without a session that
// holds.
func (d *Door) Session(r *http.Request) (models.Member, models.ID, error) {
	var m models.Member
	var s models.Session
	c, err := r.Cookie(d.cookie)
	if err != nil || c.Value == "" {
		return m, 0, signIn()
	}
	used := false
	err = d.store.Read(r.Context(), func(tx *store.Tx) (err error) {
		m, s, err = accounts.Session(tx, c.Value)
		used = accounts.Touch(s, tx.Now())
		return err
	})
	if err == nil && used {
		err = d.store.Join(r.Context(), func(tx *store.Tx) error { return tx.SeeSession(s.ID, tx.Now()) })
	}
	switch fault.KindOf(err) {
	case fault.Missing, fault.Hidden, fault.Unsigned, fault.Gone, fault.Forbidden:
		return models.Member{}, 0, signIn().Because(err)
	}
	return m, s.ID, err
}

func signIn() *fault.Fault {
	return fault.New(fault.Unsigned, "door.Session", "Please sign in first.")
}

// SetSession gives a browser the secret of its session.
func (d *Door) SetSession(w http.ResponseWriter, secret string) {
	http.SetCookie(w, d.biscuit(secret, int(cookieLife/time.Second)))
}

// DropSession takes it away again.
func (d *Door) DropSession(w http.ResponseWriter) { http.SetCookie(w, d.biscuit("", -1)) }

func (d *Door) biscuit(secret string, age int) *http.Cookie {
	return &http.Cookie{Name: d.cookie, Value: secret, Path: "/", MaxAge: age, HttpOnly: true, Secure: d.secure,
		SameSite: http.SameSiteLaxMode}
}

// SameOrigin refuses a request that changes something and was made by the page of another site.
func (d *Door) SameOrigin(r *http.Request) error {
	if err := d.origin.Check(r); err != nil {
		return fault.New(fault.Forbidden, "door.SameOrigin", "This was sent from the page of another site. Open the page here and try again.").Because(err)
	}
	return nil
}
