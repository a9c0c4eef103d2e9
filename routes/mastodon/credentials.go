package mastodon

import (
	"html"
	"slices"
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/services/people"
	"guildhall/store"
)

// verifyCredentials shows the person's own account, with what only they see of it.
func (c *call) verifyCredentials() error {
	var mine credentials
	err := c.readWith(func(tx *store.Tx) (err error) {
		mine, err = c.credentials(tx)
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(mine.show)
}

// credentials is an account as its owner sees it.
type credentials struct {
	*scene
	actor    models.Actor
	account  models.Account
	roles    []models.Role
	requests int64
}

func (c *call) credentials(tx *store.Tx) (mine credentials, err error) {
	if mine.actor, err = tx.ActorByID(c.me()); err != nil {
		return mine, err
	}
	if mine.account, err = tx.AccountOf(c.me()); err != nil {
		return mine, err
	}
	if mine.roles, err = tx.RolesOf(c.me()); err != nil {
		return mine, err
	}
	waiting, err := tx.FollowRequests(c.me(), store.Page{Limit: ofPeople.most})
	if err != nil {
		return mine, err
	}
	mine.requests = int64(len(waiting))
	mine.scene, err = c.sceneOn(tx, c.me())
	return mine, err
}

// show writes a CredentialAccount.
func (m credentials) show(p *pen) {
	p.object(func() {
		m.accountMembers(p, &m.actor)
		p.objectAt("source", func() {
			p.text("privacy", preselected(&m.account))
			p.flag("sensitive", m.account.Sensitive)
			p.text("language", m.account.Language)
			p.text("note", m.actor.SummarySrc)
			plain := make([]models.Field, len(m.actor.Fields))
			for i, f := range m.actor.Fields {
				plain[i] = models.Field{Name: f.Name, Value: plainText(f.Value)}
			}
			m.fields(p, plain)
			p.number("follow_requests_count", m.requests)
			p.flag("hide_collections", !m.actor.ShowFollows)
			p.flag("discoverable", m.actor.Discoverable)
			p.flag("indexable", m.actor.Indexable)
			p.none("attribution_domains")
			p.text("quote_policy", quotableWord(m.account.Quotes))
		})
		p.objectAt("role", func() { role(p, m.roles) })
	})
}

// preselected is the word for reach that apps begin a new post with.
func preselected(a *models.Account) string {
	if a.Privacy == "" {
		return string(public)
	}
	return a.Privacy
}

// role writes what a person may do as apps understand it: all, or nothing beyond what everybody may.
func role(p *pen, roles []models.Role) {
	if slices.Contains(roles, models.Admin) {
		p.text("id", "1")
		p.text("name", "Administrator")
		p.text("permissions", "1")
	} else {
		p.text("id", "-99")
		p.text("name", "")
		p.text("permissions", "0")
	}
	p.text("color", "")
	p.flag("highlighted", false)
}

// plainText is the text of a line of HTML that we made ourselves.
func plainText(line string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(line, "<")
		b.WriteString(before)
		if !ok {
			return html.UnescapeString(b.String())
		}
		if _, line, ok = strings.Cut(rest, ">"); !ok {
			return html.UnescapeString(b.String())
		}
	}
}

// updateCredentials changes what the person tells of themselves, and what apps preselect for them.
func (c *call) updateCredentials() error {
	change := people.Profile{
		Name: c.in.wording("display_name"), Summary: c.in.wording("note"), Locked: c.in.maybe("locked"),
		Discoverable: c.in.maybe("discoverable"), Indexable: c.in.maybe("indexable"), ShowFollows: not(c.in.maybe("hide_collections")),
	}
	if fields, ok := c.in.fields(); ok {
		change.Fields = &fields
	}
	prefer, err := c.preferred()
	if err == nil {
		err = c.pictures(&change)
	}
	if err != nil {
		return err
	}
	var mine credentials
	err = c.store.Write(c.ctx(), func(tx *store.Tx) (err error) {
		if change != (people.Profile{}) {
			if _, err := people.Update(tx, c.site, c.who.Actor, change); err != nil {
				return err
			}
		}
		if prefer != (accounts.Preferences{}) {
			if err := accounts.Prefer(tx, c.who.Actor, prefer); err != nil {
				return err
			}
		}
		mine, err = c.credentials(tx)
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(mine.show)
}

func not(b *bool) *bool {
	if b == nil {
		return nil
	}
	v := !*b
	return &v
}

// preferred reads source[privacy], source[sensitive], source[language] and source[quote_policy].
func (c *call) preferred() (accounts.Preferences, error) {
	p := accounts.Preferences{
		Privacy: c.in.wording("source[privacy]"), Sensitive: c.in.maybe("source[sensitive]"), Language: c.in.wording("source[language]"),
	}
	if p.Privacy != nil && !slices.Contains(fourWords, word(*p.Privacy)) {
		return p, fault.New(fault.Invalid, "mastodon.preferred", "The privacy of new posts is one of public, unlisted, private and direct.")
	}
	if said := c.in.wording("source[quote_policy]"); said != nil {
		policy, err := quotableOf(*said)
		if err != nil {
			return p, err
		}
		p.Quotes = &policy
	}
	return p, nil
}

// preferences tells apps what to begin with.
func (c *call) preferences() error {
	var a models.Account
	err := c.readWith(func(tx *store.Tx) (err error) {
		a, err = tx.AccountOf(c.me())
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) {
		p.object(func() {
			p.text("posting:default:visibility", preselected(&a))
			p.flag("posting:default:sensitive", a.Sensitive)
			p.orNull("posting:default:language", a.Language)
			p.text("posting:default:quote_policy", quotableWord(a.Quotes))
			p.text("reading:expand:media", "default")
			p.flag("reading:expand:spoilers", false)
			p.flag("reading:autoplay:gifs", false)
		})
	})
}
