package main

import (
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/server"
	"guildhall/services/accounts"
	"guildhall/store"
)

type userCommand struct {
	Create   userCreate   `cmd:"" help:"Make a person with an account."`
	List     userList     `cmd:"" help:"List the people of this organisation, newest first."`
	Disable  userDisable  `cmd:"" help:"Close an account; nothing is deleted."`
	Enable   userEnable   `cmd:"" help:"Open a closed account again."`
	Password userPassword `cmd:"" help:"Set a new password."`
	Export   userExport   `cmd:"" help:"Write what is somebody's own into an archive that other programs read."`
	Erase    userErase    `cmd:"" help:"Erase a person for good, here and wherever they are known."`
}

// person is somebody of ours as programs read it.
type person struct {
	ID       string        `json:"id"`
	Name     models.Handle `json:"name"`
	Address  string        `json:"address"`
	URL      string        `json:"url"`
	Email    string        `json:"email"`
	Roles    []models.Role `json:"roles"`
	Disabled bool          `json:"disabled"`
	Locked   bool          `json:"locked"`
	Created  string        `json:"created"`
	SignedIn string        `json:"last_sign_in,omitempty"`
}

func asPerson(m models.Member) person {
	return person{ID: m.ID.String(), Name: m.Handle, Address: m.Address(), URL: m.URL, Email: m.Account.Email, Roles: append([]models.Role{}, m.Roles...),
		Disabled: m.Account.Disabled != 0, Locked: m.Locked, Created: moment(m.Account.Created), SignedIn: moment(m.Account.LastSignIn)}
}

// member finds a person of ours by name, with or without the @ before it.
func member(tx *store.Tx, name string) (models.Member, error) {
	m, err := accounts.MemberNamed(tx, models.Handle(strings.TrimPrefix(name, "@")))
	if fault.Is(err, fault.Missing) {
		err = fault.New(fault.Missing, "guildhall", "Nobody here is called "+name+". List the people with: guildhall user list")
	}
	return m, err
}

type userCreate struct {
	Name     string   `arg:"" help:"Name in the address: small letters, digits and _."`
	Email    string   `required:"" help:"Mail address." placeholder:"E"`
	Password string   `required:"" help:"Password of at least 12 characters; - reads it from standard input." placeholder:"P"`
	Role     []string `sep:"none" help:"Role to begin with; may be given several times." placeholder:"ROLE"`
	Called   string   `name:"name" help:"Name as people write it, such as Ada Lovelace." placeholder:"TEXT"`
	Locked   bool     `help:"Follow requests wait for the person; without, followers are accepted."`
	acting
	answer
}

func (userCreate) Help() string {
	return `What is written on a command line can be read by others on the machine, so - is the better password.

    guildhall user create ada --email ada@example.org --password - --role admin < secret`
}

// Run makes the person. The keys are made at once, so that whoever looks the person up finds them.
func (u userCreate) Run(c *call) error {
	hash, err := c.hashed(u.Password)
	if err != nil {
		return err
	}
	n := accounts.New{Handle: models.Handle(strings.TrimPrefix(u.Name, "@")), Name: u.Called, Email: u.Email, Hash: hash, Locked: u.Locked, Reason: u.Reason}
	for _, r := range u.Role {
		n.Roles = append(n.Roles, models.Role(r))
	}
	return c.open(func(s *server.Server) error {
		var m models.Member
		err := s.Store.Write(c.ctx, func(tx *store.Tx) error {
			var a models.Actor
			var err error
			if n.By, err = u.by(tx); err == nil {
				a, err = accounts.Create(tx, s.Site, n)
			}
			if err == nil {
				m, err = accounts.Member(tx, a.ID)
			}
			return err
		})
		if err != nil {
			return err
		}
		if err := s.Keys.Ensure(c.ctx, m.Actor); err != nil {
			c.log.Warn("the keys are made when they are first needed", "err", err)
		}
		if u.JSON {
			return c.json(asPerson(m))
		}
		c.say("Created " + m.Address() + ": " + m.URL)
		return nil
	})
}

type userList struct{ answer }

func (userList) Help() string {
	return `Example:

    guildhall user list --json`
}

// Run lists everybody, some at a time.
func (u userList) Run(c *call) error {
	people := []person{}
	err := c.open(func(s *server.Server) error {
		for last := models.ID(0); ; {
			var some []models.Member
			err := s.Store.Read(c.ctx, func(tx *store.Tx) (err error) {
				some, err = tx.Members(store.Page{MaxID: last, Limit: 80})
				return err
			})
			if err != nil || len(some) == 0 {
				return err
			}
			for _, m := range some {
				people = append(people, asPerson(m))
			}
			last = some[len(some)-1].Account.ActorID
		}
	})
	if err != nil {
		return err
	}
	if u.JSON {
		return c.json(people)
	}
	rows := make([][]string, len(people))
	for i, p := range people {
		state := "open"
		if p.Disabled {
			state = "disabled"
		}
		rows[i] = []string{string(p.Name), p.Email, state, words(p.Roles), p.Created, p.SignedIn}
	}
	c.table([]string{"NAME", "EMAIL", "ACCOUNT", "ROLES", "CREATED", "LAST SIGN-IN"}, rows)
	return nil
}

type userDisable struct {
	Name string `arg:"" help:"Whose account."`
	acting
	answer
}

func (userDisable) Help() string {
	return `Sessions and tokens end at once, and nothing of the person crosses the boundary any more. The last administrator cannot be closed.

    guildhall user disable ada`
}

// Run closes the account.
func (u userDisable) Run(c *call) error {
	return c.changePerson(u.Name, u.JSON, "is disabled: sessions and tokens have ended.", u.acting, func(tx *store.Tx, by models.Actor, m models.Member) error {
		return accounts.Disable(tx, by, m.ID, u.Reason)
	})
}

type userEnable struct {
	Name string `arg:"" help:"Whose account."`
	acting
	answer
}

func (userEnable) Help() string {
	return `The person signs in anew; old tokens stay ended.

    guildhall user enable ada`
}

// Run opens the account.
func (u userEnable) Run(c *call) error {
	return c.changePerson(u.Name, u.JSON, "is enabled and may sign in.", u.acting, func(tx *store.Tx, by models.Actor, m models.Member) error {
		return accounts.Enable(tx, by, m.ID, u.Reason)
	})
}

type userPassword struct {
	Name     string `arg:"" help:"Whose account."`
	Password string `required:"" help:"New password of at least 12 characters; - reads it from standard input." placeholder:"P"`
	acting
	answer
}

func (userPassword) Help() string {
	return `All sessions of the person end.

    guildhall user password ada --password - < secret`
}

// Run sets the password.
func (u userPassword) Run(c *call) error {
	hash, err := c.hashed(u.Password)
	if err != nil {
		return err
	}
	return c.changePerson(u.Name, u.JSON, "has a new password: sessions have ended.", u.acting, func(tx *store.Tx, by models.Actor, m models.Member) error {
		return accounts.ResetPassword(tx, by, m.ID, hash, 0, u.Reason)
	})
}

// changePerson does something to one person of ours and says so.
func (c *call) changePerson(name string, asJSON bool, said string, who acting, change func(*store.Tx, models.Actor, models.Member) error) error {
	var m models.Member
	err := c.write(func(_ *server.Server, tx *store.Tx) (err error) {
		if m, err = member(tx, name); err != nil {
			return err
		}
		by, err := who.by(tx)
		if err != nil {
			return err
		}
		if err := change(tx, by, m); err != nil {
			return err
		}
		m, err = accounts.Member(tx, m.ID)
		return err
	})
	switch {
	case err != nil:
		return err
	case asJSON:
		return c.json(asPerson(m))
	}
	c.say(m.Address() + " " + said)
	return nil
}
