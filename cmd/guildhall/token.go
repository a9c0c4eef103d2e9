package main

import (
	"cmp"

	"guildhall/ledger"
	"guildhall/models"
	"guildhall/server"
	"guildhall/services/accounts"
	"guildhall/store"
)

type tokenCommand struct {
	Create tokenCreate `cmd:"" help:"Make a token for a program that acts for a person."`
}

type tokenCreate struct {
	Name  string `arg:"" help:"Whose token."`
	Scope string `required:"" help:"What it may do, by spaces: read, write, follow, push; for administrators also admin:read and admin:write." placeholder:"SCOPES"`
	For   string `default:"made on the command line" help:"What the token is for." placeholder:"TEXT"`
	acting
	answer
}

func (tokenCreate) Help() string {
	return `Prints the token alone on standard output, this once: only its digest is kept.

    TOKEN=$(guildhall token create ada --scope "read write follow push")`
}

// Run makes the token.
func (t tokenCreate) Run(c *call) error {
	token := ""
	err := c.write(func(_ *server.Server, tx *store.Tx) error {
		m, err := member(tx, t.Name)
		if err != nil {
			return err
		}
		if token, err = accounts.NewToken(tx, m, t.For, t.Scope); err != nil {
			return err
		}
		by, err := t.by(tx)
		if err != nil {
			return err
		}
		return ledger.Act(tx, by, models.Act{Verb: "token.created", About: m.ID, What: "a token of " + m.Address(), After: "may " + t.Scope, Reason: cmp.Or(t.Reason, t.For)})
	})
	switch {
	case err != nil:
		return err
	case t.JSON:
		return c.json(map[string]string{"token": token, "scope": t.Scope})
	}
	c.say(token)
	return nil
}
