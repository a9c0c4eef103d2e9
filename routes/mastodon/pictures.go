package mastodon

import (
	"strings"

	"guildhall/services/people"
	"guildhall/services/portraits"
	"guildhall/store"
)

// pictures makes the face and banner that came with a change of the account.
func (c *call) pictures(change *people.Profile) error {
	for name, one := range map[string]struct {
		shape portraits.Shape
		to    **string
	}{"avatar": {portraits.Face, &change.Icon}, "header": {portraits.Banner, &change.Image}} {
		raw := c.in[filePrefix+name]
		if len(raw) == 0 || raw[0] == "" {
			continue
		}
		made, err := c.portraits.Make(c.ctx(), strings.NewReader(raw[0]), one.shape)
		if err != nil {
			return err
		}
		worn := portraits.Worn(c.who.Actor, one.shape, made)
		*one.to = &worn
	}
	return nil
}

func (c *call) dropAvatar() error { return c.dropPicture(people.Profile{Icon: new(string)}) }
func (c *call) dropHeader() error { return c.dropPicture(people.Profile{Image: new(string)}) }

func (c *call) dropPicture(change people.Profile) error {
	var mine credentials
	err := c.store.Write(c.ctx(), func(tx *store.Tx) (err error) {
		if _, err = people.Update(tx, c.site, c.who.Actor, change); err == nil {
			mine, err = c.credentials(tx)
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(mine.show)
}
