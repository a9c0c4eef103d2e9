package web

import (
	"net/http"

	"github.com/boombuler/barcode/qr"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/prose"
	"guildhall/routes/door"
	"guildhall/services/accounts"
	"guildhall/services/people"
	"guildhall/store"
)

func rowsOfSettings(w *Web) []door.Row {
	return append([]door.Row{
		w.member(get, frontend.PathSettings, (*visit).profileSettings),
		w.member(post, frontend.PathSettings, (*visit).saveProfile),
		w.member(get, frontend.PathPassword, (*visit).passwordSettings),
		w.member(post, frontend.PathPassword, (*visit).changePassword),
		w.member(get, frontend.PathTwoFactor, (*visit).twoFactor),
		w.member(post, frontend.PathTwoFactorStart, (*visit).startTwoFactor),
		w.member(post, frontend.PathTwoFactorConfirm, (*visit).confirmTwoFactor),
		w.member(post, frontend.PathTwoFactorOff, (*visit).dropTwoFactor),
		w.member(post, frontend.PathTwoFactorCodes, (*visit).newCodes),
		w.member(get, frontend.PathCalendarAddress, (*visit).calendarAddress),
		w.member(post, frontend.PathCalendarAddress, (*visit).makeCalendarAddress),
		w.member(post, frontend.PathCalendarEnd, (*visit).endCalendarAddress),
		w.member(get, frontend.PathArchive, func(v *visit) error { return v.show(http.StatusOK, frontend.ArchiveSettings{}) }),
		w.member(post, frontend.PathArchive, (*visit).archive),
		w.member(get, frontend.PathSessions, (*visit).sessions),
		w.member(post, frontend.PathSessionEnd, (*visit).endSession),
		w.member(post, frontend.PathSessionsEndRest, (*visit).endOtherSessions),
	}, rowsOfMoving(w)...)
}

func (v *visit) profileSettings() error {
	a := v.who.Actor
	p := frontend.ProfileSettings{Name: a.Name, About: a.SummarySrc, Locked: a.Locked, ShowFollows: a.ShowFollows,
		Discoverable: a.Discoverable, Indexable: a.Indexable, Distance: v.who.Account.Distance, Quotable: v.who.Account.Quotes}
	for _, f := range a.Fields {
		p.Lines = append(p.Lines, models.Field{Name: f.Name, Value: prose.Plain(f.Value)})
	}
	return v.show(http.StatusOK, p)
}

func (v *visit) saveProfile() error {
	p := frontend.ProfileSettings{Name: v.form(frontend.FieldName), About: v.form(frontend.FieldAbout),
		Locked: v.ticked(frontend.FieldLocked), ShowFollows: v.ticked(frontend.FieldShowFollows),
		Discoverable: v.ticked(frontend.FieldDiscoverable), Indexable: v.ticked(frontend.FieldIndexable), Distance: v.form(frontend.FieldDefault),
		Quotable: models.QuotePolicy(v.form(frontend.FieldQuotable))}
	names, values := v.gin.Request.PostForm[frontend.FieldLineName], v.gin.Request.PostForm[frontend.FieldLineValue]
	lines := make([]models.Field, min(len(names), len(values)))
	for i := range lines {
		lines[i] = models.Field{Name: names[i], Value: values[i]}
	}
	p.Lines = lines
	err := v.write(func(tx *store.Tx) error {
		if err := accounts.Prefer(tx, v.who.Actor, accounts.Preferences{Distance: &p.Distance, Quotes: &p.Quotable}); err != nil {
			return err
		}
		_, err := people.Update(tx, v.Site, v.who.Actor, people.Profile{Name: &p.Name, Summary: &p.About, Fields: &lines, Locked: &p.Locked,
			Discoverable: &p.Discoverable, Indexable: &p.Indexable, ShowFollows: &p.ShowFollows})
		return err
	})
	if err == nil {
		return v.done(frontend.PathSettings.With(), "flash.profile")
	}
	return v.again(err, func(problem frontend.Problem) frontend.Page {
		p.Problem = problem
		return p
	})
}

func (v *visit) passwordSettings() error {
	return v.show(http.StatusOK, frontend.PasswordSettings{})
}

func (v *visit) changePassword() error {
	fresh := v.gin.Request.PostFormValue("password")
	field := "current"
	err := v.proves()
	if err == nil && fresh != v.gin.Request.PostFormValue("again") {
		field, err = "again", fault.New(fault.Invalid, "web.changePassword", "The two new passwords differ. Type the same twice.")
	}
	var hash string
	if err == nil {
		field = "password"
		hash, err = accounts.HashPassword(fresh)
	}
	if err == nil {
		err = v.write(func(tx *store.Tx) error { return accounts.ChangePassword(tx, v.me(), hash, v.session) })
	}
	if err == nil {
		return v.done(frontend.PathPassword.With(), "flash.password")
	}
	return v.again(err, func(problem frontend.Problem) frontend.Page {
		problem.Field = field
		return frontend.PasswordSettings{Problem: problem}
	})
}

// proves asks for the password once more: field current, or password where there is no new one. Wrong ones count as tries.
func (v *visit) proves() error {
	name := "current"
	if !v.gin.Request.PostForm.Has(name) {
		name = "password"
	}
	m, _, err := v.knock(string(v.who.Handle))
	if err == nil {
		err = v.right(m, v.gin.Request.PostFormValue(name))
	}
	if fault.Is(err, fault.Unsigned) {
		return fault.New(fault.Forbidden, "web.proves", "The password is not right. Check it and try again.").Because(err)
	}
	return err
}

func (v *visit) twoFactor() error { return v.showTwoFactor(http.StatusOK, frontend.Problem{}) }

func (v *visit) showTwoFactor(status int, problem frontend.Problem) error {
	a := v.who.Account
	return v.show(status, frontend.TwoFactorSettings{On: len(a.TOTP) > 0, Left: len(a.Recovery), Problem: problem})
}

// newFactor is a second factor on its way to being confirmed, sealed into the form.
type newFactor struct {
	Actor  models.ID
	Secret string
	Link   string
	Until  models.Time
}

const setupLife = models.Time(30 * 60 * 1000)

func (v *visit) startTwoFactor() error {
	if accounts.NeedsCode(*v.who) {
		return v.done(frontend.PathTwoFactor.With(), "")
	}
	return v.setUp()
}

// setUp makes a secret and shows it, to be confirmed by a code.
func (v *visit) setUp() error {
	secret, link, err := accounts.NewFactor(v.Settings.Name, *v.who)
	if err != nil {
		return err
	}
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		n := newFactor{v.me(), secret, link, tx.Now() + setupLife}
		return setupPage(n, v.seal(purposeNewCode, n)), nil
	})
}

func setupPage(n newFactor, ticket string) frontend.TwoFactorSettings {
	return frontend.TwoFactorSettings{Secret: n.Secret, Link: n.Link, QR: squares(n.Link), Ticket: ticket}
}

// squares draws a link as a QR code, row by row; nothing when it is too long for one.
func squares(link string) [][]bool {
	code, err := qr.Encode(link, qr.M, qr.Auto)
	if err != nil {
		return nil
	}
	box := code.Bounds()
	rows := make([][]bool, box.Dy())
	for y := range rows {
		rows[y] = make([]bool, box.Dx())
		for x := range rows[y] {
			r, _, _, _ := code.At(box.Min.X+x, box.Min.Y+y).RGBA()
			rows[y][x] = r == 0
		}
	}
	return rows
}

// confirmTwoFactor turns the second step on once a code shows that the app has the secret.
func (v *visit) confirmTwoFactor() error {
	ticket := v.form("ticket")
	var n newFactor
	if err := v.unseal(purposeNewCode, ticket, &n); err != nil || n.Actor != v.me() {
		return v.showTwoFactor(http.StatusUnprocessableEntity, frontend.Problem{Sentence: "The set-up is not complete any more. Please begin again."})
	}
	var codes []string
	err := v.write(func(tx *store.Tx) (err error) {
		if tx.Now() > n.Until {
			return fault.New(fault.Invalid, "web.confirmTwoFactor", "The set-up took too long. Please begin again.")
		}
		codes, err = accounts.SetFactor(tx, v.Vault, v.me(), n.Secret, v.form("code"))
		return err
	})
	if err == nil {
		return v.show(http.StatusOK, frontend.TwoFactorSettings{Codes: codes})
	}
	return v.again(asForbidden(err), func(problem frontend.Problem) frontend.Page {
		p := setupPage(n, ticket)
		problem.Field, p.Problem = "code", problem
		return p
	})
}

// asForbidden keeps a wrong code apart from a session that has ended.
func asForbidden(err error) error {
	if fault.Is(err, fault.Unsigned) {
		return fault.New(fault.Forbidden, "web.code", fault.Say(err)).Because(err)
	}
	return err
}

// dropTwoFactor needs the password and a code: whoever finds a browser open has neither.
func (v *visit) dropTwoFactor() error {
	err := v.proves()
	if err == nil && accounts.NeedsCode(*v.who) {
		err = v.write(func(tx *store.Tx) error {
			if err := accounts.CheckCode(tx, v.Vault, v.me(), v.form("code")); err != nil {
				return err
			}
			return accounts.DropFactor(tx, v.me())
		})
		if fault.Is(err, fault.Unsigned) {
			err = v.failed(*v.who, asForbidden(err))
		}
	}
	if err == nil {
		return v.done(frontend.PathTwoFactor.With(), "flash.twofactor-off")
	}
	if fault.Is(err, fault.Internal) {
		return err
	}
	return v.showTwoFactor(fault.Status(err), frontend.ProblemOf(err))
}

// newCodes replaces the recovery codes.
func (v *visit) newCodes() error {
	err := v.proves()
	var codes []string
	if err == nil {
		err = v.write(func(tx *store.Tx) (err error) {
			codes, err = accounts.NewRecovery(tx, v.me())
			return err
		})
	}
	switch {
	case err == nil:
		return v.show(http.StatusOK, frontend.TwoFactorSettings{Codes: codes})
	case fault.Is(err, fault.Internal):
		return err
	}
	return v.showTwoFactor(fault.Status(err), frontend.ProblemOf(err))
}

func (v *visit) calendarAddress() error {
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		since, err := accounts.CalendarSince(tx, v.me())
		return frontend.CalendarSettings{Since: since}, err
	})
}

func (v *visit) makeCalendarAddress() error {
	var secret string
	err := v.write(func(tx *store.Tx) (err error) {
		secret, err = accounts.NewCalendar(tx, *v.who)
		return err
	})
	if err != nil {
		return err
	}
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		return frontend.CalendarSettings{Since: tx.Now(), Address: v.Site.Base + frontend.PathCalendarBy.With(secret+".ics")}, nil
	})
}

func (v *visit) endCalendarAddress() error {
	if err := v.write(func(tx *store.Tx) error { return accounts.EndCalendar(tx, v.me()) }); err != nil {
		return err
	}
	return v.done(frontend.PathCalendarAddress.With(), "flash.calendar-end")
}

func (v *visit) sessions() error {
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		list, err := tx.SessionsOf(v.me())
		return frontend.SessionSettings{Sessions: list, Current: v.session}, err
	})
}

func (v *visit) endSession() error {
	id, err := v.target()
	if err == nil {
		err = v.write(func(tx *store.Tx) error { return tx.EndSessions(v.me(), id, 0) })
	}
	if err != nil {
		return err
	}
	return v.done(frontend.PathSessions.With(), "flash.session")
}

func (v *visit) endOtherSessions() error {
	if err := v.write(func(tx *store.Tx) error { return tx.EndSessions(v.me(), 0, v.session) }); err != nil {
		return err
	}
	return v.done(frontend.PathSessions.With(), "flash.sessions")
}
