package web

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/services/accounts"
	"guildhall/store"
)

func rowsOfSigningIn(w *Web) []door.Row {
	row := func(method string, path frontend.Path, fn func(*visit) error) door.Row {
		r := w.visitor(method, path, "none: says nothing but whether a password is right", fn)
		r.At = door.ForPeople
		return r
	}
	return []door.Row{
		row(get, frontend.PathLogin, (*visit).signInForm),
		row(post, frontend.PathLogin, (*visit).signIn),
		row(get, frontend.PathLoginCode, (*visit).signInForm),
		row(post, frontend.PathLoginCode, (*visit).signInCode),
		row(post, frontend.PathLogout, (*visit).signOut),
		{Method: get, Path: frontend.PathStatic.String(), Who: door.Anyone, Judge: "none: files of this program", At: door.ForAll, Handle: gin.WrapH(frontend.Static())},
	}
}

func (v *visit) signInForm() error {
	next := frontend.Back(v.query("next"))
	if v.who != nil {
		return v.done(next, "")
	}
	return v.show(http.StatusOK, frontend.SignIn{Next: next})
}

// signIn is the first step. A name that nobody has and a password that is wrong have one answer, and take as long.
func (v *visit) signIn() error {
	p := frontend.SignIn{Login: v.form("login"), Next: frontend.Back(v.form("next"))}
	m, now, err := v.knock(p.Login)
	if err == nil {
		err = v.right(m, v.gin.Request.PostFormValue("password"))
	}
	if err == nil && accounts.NeedsCode(m) {
		return v.show(http.StatusOK, frontend.SignInCode{Ticket: v.ticket(m, now), Next: p.Next})
	}
	if err == nil {
		if err = v.open(m, ""); err == nil {
			return v.done(p.Next, "")
		}
	}
	return v.again(err, func(problem frontend.Problem) frontend.Page {
		p.Problem = problem
		return p
	})
}

// signInCode is the second step, for those who have set one.
func (v *visit) signInCode() error {
	next := frontend.Back(v.form("next"))
	m, err := v.holder(v.form("ticket"))
	if fault.Is(err, fault.Unsigned) {
		return v.again(err, func(problem frontend.Problem) frontend.Page { return frontend.SignIn{Next: next, Problem: problem} })
	}
	if err == nil {
		if err = v.open(m, v.form("code")); err == nil {
			return v.done(next, "")
		}
	}
	return v.again(err, func(problem frontend.Problem) frontend.Page {
		problem.Field = "code"
		return frontend.SignInCode{Ticket: v.form("ticket"), Next: next, Problem: problem}
	})
}

// signOut ends the session of this browser, also when it has ended already.
func (v *visit) signOut() error {
	if v.session != 0 {
		if err := v.write(func(tx *store.Tx) error { return tx.EndSessions(v.me(), v.session, 0) }); err != nil {
			return err
		}
	}
	v.Door.DropSession(v.gin.Writer)
	return v.done(frontend.PathLogin.With(), "flash.signed-out")
}

// again shows a form once more with what stood in the way; mistakes of our own are not the form's.
func (v *visit) again(err error, page func(frontend.Problem) frontend.Page) error {
	if fault.Is(err, fault.Internal) {
		return err
	}
	return v.show(fault.Status(err), page(frontend.ProblemOf(err)))
}

// knock counts a try and finds whom it is about, and the moment.
func (v *visit) knock(name string) (m models.Member, now models.Time, err error) {
	from := door.Of(v.gin).Address
	if err := v.Door.Pace(v.gin.Writer, door.SignIns, door.Network(from)); err != nil {
		return m, 0, err
	}
	err = v.read(func(tx *store.Tx) error {
		now = tx.Now()
		m, err = accounts.Knock(tx, name, from)
		return err
	})
	return m, now, err
}

// right compares a password, a few at a time. A wrong one is noted, and is an error of kind Unsigned.
func (v *visit) right(m models.Member, password string) error {
	select {
	case v.hashing <- struct{}{}:
	case <-v.ctx().Done():
		return fault.New(fault.Unavailable, "web.right", "The request ended before it was served.").Because(v.ctx().Err())
	}
	match := accounts.RightPassword(m, password)
	<-v.hashing
	if match {
		return nil
	}
	return v.failed(m, accounts.Wrong())
}

// failed notes a failure in a transaction of its own, so that it stays, and gives the answer.
func (v *visit) failed(m models.Member, answer error) error {
	from := door.Of(v.gin).Address
	if err := v.write(func(tx *store.Tx) error { return accounts.Failed(tx, m, from) }); err != nil {
		return err
	}
	return answer
}

// open gives the browser a session and ends the one that it had.
func (v *visit) open(m models.Member, code string) error {
	var secret string
	err := v.write(func(tx *store.Tx) (err error) {
		if secret, err = accounts.SignIn(tx, v.Vault, m, code, browser(v.gin.Request.UserAgent())); err != nil || v.session == 0 {
			return err
		}
		return tx.EndSessions(v.me(), v.session, 0)
	})
	if fault.Is(err, fault.Unsigned) {
		return v.failed(m, err)
	}
	if err == nil {
		v.Door.SetSession(v.gin.Writer, secret)
	}
	return err
}

// pass is what a ticket between the two steps holds. It is sealed, and worth nothing without the code.
type pass struct {
	Actor  models.ID
	Handle models.Handle
	Until  models.Time
	Mark   []byte // of password and second factor: a ticket does not outlive either
}

const (
	ticketLife     = models.Time(5 * 60 * 1000)
	purposeTicket  = "sign-in ticket"
	purposeNewCode = "new second factor"
)

func markOf(a models.Account) []byte {
	sum := sha256.Sum256(append([]byte(a.Password+"\x00"), a.TOTP...))
	return sum[:8]
}

// ticket proves the first step to the second.
func (v *visit) ticket(m models.Member, now models.Time) string {
	return v.seal(purposeTicket, pass{m.ID, m.Handle, now + ticketLife, markOf(m.Account)})
}

func (v *visit) seal(purpose string, what any) string {
	plain, _ := json.Marshal(what) // structs of plain fields always marshal
	return base64.RawURLEncoding.EncodeToString(v.Vault.Seal(purpose, plain))
}

func (v *visit) unseal(purpose, ticket string, into any) error {
	sealed, err := base64.RawURLEncoding.DecodeString(ticket)
	if err != nil {
		return err
	}
	plain, err := v.Vault.Open(purpose, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, into)
}

// holder finds who passed the first step, and counts the second as a try too.
func (v *visit) holder(ticket string) (models.Member, error) {
	late := fault.New(fault.Unsigned, "web.holder", "That took a little long. Please start again.")
	var p pass
	if err := v.unseal(purposeTicket, ticket, &p); err != nil {
		return models.Member{}, late.Because(err)
	}
	m, now, err := v.knock(string(p.Handle))
	switch {
	case err != nil:
		return m, err
	case m.ID != p.Actor || now > p.Until || string(markOf(m.Account)) != string(p.Mark):
		return m, late
	}
	return m, nil
}
