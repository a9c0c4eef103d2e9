package testrig

import (
	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/store"
)

// Founds opens a community that the person drives, with its canvas filled, a core team, its doors open and its switch on both.
func (p *Person) Founds(n communities.New, core ...*Person) models.Actor {
	p.w.T.Helper()
	p.w.Say("%s founds @%s", p.Address(), n.Handle)
	n.Driver = p.ID
	for _, one := range core {
		n.Core = append(n.Core, one.Actor)
	}
	if len(core) == 0 {
		n.Core = append(n.Core, p.w.As("second@"+string(p.Home.Host)).Actor)
	}
	var c models.Actor
	p.Home.Write(func(tx *store.Tx) (err error) {
		c, err = communities.Opened(tx, p.Home.Site, p.in(tx), n)
		return err
	})
	p.w.Settle()
	return c
}
