package web

import (
	"net/http"
	"time"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/services/accounts"
	"guildhall/store"
)

// whoAdministers may open and close accounts and hand out duties.
const whoAdministers = "admin"

// rowsOfPeople are the administrators' page of accounts. It tells nothing of what people read or write.
func rowsOfPeople(w *Web) []door.Row {
	return []door.Row{
		w.duty(get, frontend.PathPeople, whoAdministers, func(v *visit) error { return v.members(http.StatusOK, frontend.People{}) }),
		w.duty(post, frontend.PathPeople, whoAdministers, (*visit).createPerson),
		w.duty(post, frontend.PathPersonDisable, whoAdministers, onPerson("flash.person.closed", (*visit).disable)),
		w.duty(post, frontend.PathPersonEnable, whoAdministers, onPerson("flash.person.open", (*visit).enable)),
		w.duty(post, frontend.PathPersonGrant, whoAdministers, onPerson("flash.person.role", (*visit).grant)),
		w.duty(post, frontend.PathPersonRevoke, whoAdministers, onPerson("flash.person.unrole", (*visit).revoke)),
		w.duty(post, frontend.PathPersonPassword, whoAdministers, (*visit).resetPassword),
	}
}

// members lists the accounts, the newest first.
func (v *visit) members(status int, p frontend.People) error {
	p.Query = v.query("q")
	return v.page(status, func(tx *store.Tx) (frontend.Page, error) {
		list, err := tx.MembersLike(p.Query, v.onPage())
		if err != nil || len(list) == 0 {
			return p, err
		}
		p.Older = v.older(len(list), list[len(list)-1].ID)
		for _, m := range list {
			one := frontend.Member{Actor: m.Actor, Email: m.Account.Email, TwoFactor: accounts.NeedsCode(m), Disabled: m.Account.Disabled, Created: m.Account.Created}
			grants, err := tx.GrantsOf(m.ID)
			if err != nil {
				return p, err
			}
			for _, g := range grants {
				if g.Until == 0 || g.Until > tx.Now() {
					one.Roles = append(one.Roles, g)
				}
			}
			p.List = append(p.List, one)
		}
		return p, nil
	})
}

// createPerson opens an account. The password is hashed before the transaction, and is never shown again.
func (v *visit) createPerson() error {
	typed := frontend.NewPerson{Handle: v.form("name"), Display: v.form("display"), Email: v.form("email")}
	n := accounts.New{Handle: models.Handle(typed.Handle), Name: typed.Display, Email: typed.Email, Locked: v.ticked("locked"), By: v.who.Actor, Reason: v.form("reason")}
	for _, r := range v.gin.Request.PostForm["role"] {
		n.Roles = append(n.Roles, models.Role(r))
	}
	problem := frontend.Problem{Field: "password"}
	var err error
	if n.Hash, err = v.newHash(v.gin.Request.PostFormValue("password")); err == nil {
		problem.Field = ""
		err = v.write(func(tx *store.Tx) error {
			_, err := accounts.Create(tx, v.Site, n)
			return err
		})
	}
	if again(err) {
		problem.Sentence = fault.Say(err)
		return v.members(fault.Status(err), frontend.People{New: typed, Problem: problem})
	}
	if err != nil {
		return err
	}
	return v.done(frontend.PathPeople.With(), "flash.person.new")
}

// onPerson does something about the account in the path, and says that it is done.
func onPerson(said string, verb func(*visit, *store.Tx, models.Member) error) func(*visit) error {
	return func(v *visit) error {
		err := v.write(func(tx *store.Tx) error {
			m, err := accounts.MemberNamed(tx, models.Handle(v.name()))
			if err != nil {
				return err
			}
			return verb(v, tx, m)
		})
		if again(err) {
			return v.members(fault.Status(err), frontend.People{Problem: frontend.ProblemOf(err)})
		}
		if err != nil {
			return err
		}
		return v.done(frontend.PathPeople.With(), said)
	}
}

func (v *visit) disable(tx *store.Tx, m models.Member) error {
	return accounts.Disable(tx, v.who.Actor, m.ID, v.form("reason"))
}
func (v *visit) enable(tx *store.Tx, m models.Member) error {
	return accounts.Enable(tx, v.who.Actor, m.ID, v.form("reason"))
}

func (v *visit) grant(tx *store.Tx, m models.Member) error {
	var until models.Time
	if date := v.form("until"); date != "" {
		last, err := time.Parse("2006-01-02", date)
		if err != nil {
			return fault.New(fault.Invalid, "web.grant", "Write the last day like 2027-03-31, or leave it empty.").Because(err)
		}
		until = models.At(last.AddDate(0, 0, 1)) // the day itself counts
	}
	return accounts.Grant(tx, v.who.Actor, m.Actor, models.Role(v.form("role")), until, v.form("reason"))
}

func (v *visit) revoke(tx *store.Tx, m models.Member) error {
	err := accounts.Revoke(tx, v.who.Actor, m.Actor, models.Role(v.form("role")), v.form("reason"))
	if fault.Is(err, fault.Missing) { // it ended already
		return nil
	}
	return err
}

// resetPassword gives somebody another password, who lost theirs. Their sessions end; the administrator's own one goes on.
func (v *visit) resetPassword() error {
	hash, err := v.newHash(v.gin.Request.PostFormValue("password"))
	if again(err) {
		return v.members(fault.Status(err), frontend.People{Problem: frontend.ProblemOf(err)})
	}
	if err != nil {
		return err
	}
	return onPerson("flash.person.word", func(v *visit, tx *store.Tx, m models.Member) error {
		keep := models.ID(0)
		if m.ID == v.me() {
			keep = v.session
		}
		return accounts.ResetPassword(tx, v.who.Actor, m.ID, hash, keep, v.form("reason"))
	})(v)
}

// newHash makes of a password what is stored, some at a time.
func (v *visit) newHash(password string) (string, error) {
	v.hashing <- struct{}{}
	defer func() { <-v.hashing }()
	return accounts.HashPassword(password)
}
