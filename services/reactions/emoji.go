package reactions

import (
	"strings"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
)

// MostEmoji is how many emoji of its own an organisation has at most.
const MostEmoji = 200

// AddEmoji gives the organisation an emoji of its own; picture is the name of its bytes. The same name again is a new picture.
func AddEmoji(tx *store.Tx, site paths.Site, by models.Actor, name, picture string) error {
	const op = "reactions.AddEmoji"
	if err := access.Require(tx, by, access.Administer, op); err != nil {
		return err
	}
	name = strings.Trim(strings.TrimSpace(name), ":")
	if !models.EmojiName(name) {
		return fault.New(fault.Invalid, op, "The name of an emoji is made of letters from a to z, digits and the signs _ - + and a full stop.")
	}
	if n, err := tx.EmojiOf(site.Host); err != nil || n >= MostEmoji {
		if err == nil {
			err = fault.New(fault.Invalid, op, "That are two hundred emoji, the most that there can be. Remove one first.")
		}
		return err
	}
	before, err := tx.EmojiAt(site.Host, []string{name})
	if err != nil {
		return err
	}
	was := ""
	if len(before) > 0 {
		was = "another picture"
	}
	if err := tx.KeepEmoji(models.Emoji{Host: site.Host, Name: name, Picture: site.Emoji(picture)}); err != nil {
		return err
	}
	return ledger.Act(tx, by, models.Act{Verb: "emoji.added", What: ":" + name + ":", Before: was, After: "a picture"})
}

// DropEmoji takes an emoji of the organisation away. Where it was put it shows by its name.
func DropEmoji(tx *store.Tx, site paths.Site, by models.Actor, id models.ID) error {
	if err := access.Require(tx, by, access.Administer, "reactions.DropEmoji"); err != nil {
		return err
	}
	own, err := tx.EmojiFrom(site.Host)
	if err != nil {
		return err
	}
	for _, e := range own {
		if e.ID == id {
			if err := ledger.Act(tx, by, models.Act{Verb: "emoji.dropped", What: ":" + e.Name + ":", Before: "a picture"}); err != nil {
				return err
			}
		}
	}
	return tx.DropEmoji(site.Host, id)
}

// Named is a face as it is stored: an emoji by itself, or the full name of a picture, of ours where no server is named.
func Named(site paths.Site, face string) string {
	if face == "" || models.OneEmoji(face) {
		return face
	}
	name, host, _ := strings.Cut(strings.Trim(face, ":"), "@")
	if host == "" {
		host = string(site.Host)
	}
	return models.FaceAt(name, models.Host(host))
}

// pictureOf is the picture of a face that somebody of ours may put under a post: one of our own, of the author's server, or
// one that stands there already. Any other would tell where else they read.
func pictureOf(tx *store.Tx, site paths.Site, op, face string, under *models.PostView) (string, error) {
	no := fault.New(fault.Invalid, op, "A reaction is one emoji, or the name of one that this organisation or the server of the author has.")
	name, host, ok := models.FaceFrom(face)
	if !ok || !models.EmojiName(name) {
		return "", no
	}
	known, err := tx.EmojiAt(host, []string{name})
	if err != nil {
		return "", err
	}
	if len(known) == 0 {
		return "", no
	}
	if host != site.Host && host != under.Author.Host {
		if there, err := tx.FaceStands(under.ID, face); err != nil || !there {
			if err == nil {
				err = no
			}
			return "", err
		}
	}
	return known[0].Picture, nil
}
