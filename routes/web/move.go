package web

import (
	"net/http"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/services/people"
	"guildhall/store"
)

// rowsOfMoving are the settings by which somebody comes from another account, or goes to one.
func rowsOfMoving(w *Web) []door.Row {
	return []door.Row{
		w.member(get, frontend.PathMove, func(v *visit) error { return v.moving(http.StatusOK, frontend.MoveSettings{}) }),
		w.member(post, frontend.PathMove, (*visit).moveAway),
		w.member(post, frontend.PathMoveCancel, (*visit).stayHere),
		w.member(post, frontend.PathAliasAdd, (*visit).addAlias),
		w.member(post, frontend.PathAliasDrop, (*visit).dropAlias),
	}
}

// moving shows the page: which accounts the person names as theirs, and where they went.
func (v *visit) moving(status int, p frontend.MoveSettings) error {
	return v.page(status, func(tx *store.Tx) (frontend.Page, error) {
		a, err := tx.ActorByID(v.me())
		if err != nil {
			return p, err
		}
		known, err := tx.ActorsByIRI(append([]models.IRI{a.MovedTo}, a.AlsoKnownAs...))
		if err != nil {
			return p, err
		}
		for _, iri := range a.AlsoKnownAs {
			p.Aliases = append(p.Aliases, elsewhere(iri, known))
		}
		if a.MovedTo != "" {
			to := elsewhere(a.MovedTo, known)
			p.To = &to
		}
		return p, nil
	})
}

// elsewhere names an account by its address, and by its id where nobody knows it here any more.
func elsewhere(iri models.IRI, known map[models.IRI]models.Actor) frontend.Elsewhere {
	if a, ok := known[iri]; ok {
		return frontend.Elsewhere{IRI: iri, Words: a.Address()}
	}
	return frontend.Elsewhere{IRI: iri, Words: string(iri)}
}

// stuck shows the page again with what stood in the way.
func (v *visit) stuck(err error, p frontend.MoveSettings, field string) error {
	if fault.Is(err, fault.Internal) {
		return err
	}
	p.Problem = frontend.ProblemOf(err)
	p.Problem.Field = field
	return v.moving(fault.Status(err), p)
}

// account finds an account that the person writes down, as its server tells now.
func (v *visit) account(written string) (models.Actor, error) {
	if !whole(written) || len(written) > longestQuery {
		return models.Actor{}, fault.New(fault.Invalid, "web.account", "Write the whole address of the account, like @ines@social.example.")
	}
	if err := v.Door.Pace(v.gin.Writer, door.LookUps, v.me().String()); err != nil {
		return models.Actor{}, err
	}
	a, err := v.Resolve.Handle(v.ctx(), written)
	if err != nil || a.Local {
		return a, err
	}
	return v.Resolve.Fresh(v.ctx(), a.IRI)
}

func (v *visit) addAlias() error {
	p := frontend.MoveSettings{Alias: v.form(frontend.FieldAlias)}
	other, err := v.account(p.Alias)
	if err == nil {
		err = v.write(func(tx *store.Tx) error {
			_, err := people.Alias(tx, v.Site, v.who.Actor, other)
			return err
		})
	}
	if err != nil {
		return v.stuck(err, p, frontend.FieldAlias)
	}
	return v.done(frontend.PathMove.With(), "flash.alias")
}

func (v *visit) dropAlias() error {
	err := v.write(func(tx *store.Tx) error {
		_, err := people.Unalias(tx, v.Site, v.who.Actor, models.IRI(v.form(frontend.FieldAlias)))
		return err
	})
	if err != nil {
		return err
	}
	return v.done(frontend.PathMove.With(), "flash.alias.dropped")
}

// moveAway asks for the password before anything is looked up.
func (v *visit) moveAway() error {
	p := frontend.MoveSettings{Where: v.form(frontend.FieldMoveTo)}
	if err := v.proves(); err != nil {
		return v.stuck(err, p, "password")
	}
	to, err := v.account(p.Where)
	if err == nil {
		err = v.write(func(tx *store.Tx) error {
			_, err := people.MoveAway(tx, v.Site, v.who.Actor, to)
			return err
		})
	}
	if err != nil {
		return v.stuck(err, p, frontend.FieldMoveTo)
	}
	return v.done(frontend.PathMove.With(), "flash.moved")
}

func (v *visit) stayHere() error {
	err := v.write(func(tx *store.Tx) error {
		_, err := people.StayHere(tx, v.Site, v.who.Actor)
		return err
	})
	if err != nil {
		return err
	}
	return v.done(frontend.PathMove.With(), "flash.stayed")
}
