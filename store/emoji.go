package store

import (
	"strings"

	"guildhall/models"
)

// picturing adds the emoji that posts name: those of their author's server, which may be ours.
func (tx *Tx) picturing(views []models.PostView) error {
	names := map[models.Host][]string{}
	for i := range views {
		v := &views[i]
		if of := emojiIn(v.Content, v.Title, v.Summary, v.Author.Name); len(of) > 0 {
			names[v.Author.Host] = append(names[v.Author.Host], of...)
		}
	}
	for host, of := range names {
		known, err := tx.EmojiAt(host, of)
		if err != nil {
			return err
		}
		for i := range views {
			if v := &views[i]; v.Author.Host == host {
				v.Emoji = models.EmojiNamed(known, v.Content, v.Title, v.Summary, v.Author.Name)
			}
		}
	}
	return nil
}

// picturingFaces adds the pictures of reactions that are an emoji of another server.
func (tx *Tx) picturingFaces(lists ...[]models.FaceCount) error {
	names := map[models.Host][]string{}
	for _, list := range lists {
		for _, f := range list {
			if name, host, ok := models.FaceFrom(f.Face); ok {
				names[host] = append(names[host], name)
			}
		}
	}
	for host, of := range names {
		known, err := tx.EmojiAt(host, of)
		if err != nil {
			return err
		}
		for _, list := range lists {
			for i := range list {
				for k := range known {
					if list[i].Face == models.FaceAt(known[k].Name, host) {
						list[i].Emoji = &known[k]
					}
				}
			}
		}
	}
	return nil
}

// emojiIn lists what may be names of emoji in texts: a few words between colons.
func emojiIn(texts ...string) (names []string) {
	seen := map[string]bool{}
	for _, s := range texts {
		parts := strings.Split(s, ":")
		for i := 1; i < len(parts)-1 && len(names) < 200; i++ {
			if name := parts[i]; models.EmojiName(name) && !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	return names
}

// KeepEmoji stores an emoji of another server as that server shows it now.
func (tx *Tx) KeepEmoji(e models.Emoji) error {
	e.ID, e.Seen = tx.NewID(), tx.now
	_, err := add(tx, "store.KeepEmoji", "ON CONFLICT (host, name) DO UPDATE SET picture = excluded.picture, seen = excluded.seen WHERE emoji.picture <> excluded.picture", e)
	return err
}

// Emoji finds one.
func (tx *Tx) Emoji(id models.ID) (models.Emoji, error) {
	return readOne[models.Emoji](tx, "store.Emoji", "There is no such emoji.", "WHERE id = ?", id)
}

// EmojiAt gives, of the names that a server may have an emoji for, those that it has.
func (tx *Tx) EmojiAt(host models.Host, names []string) (rows []models.Emoji, err error) {
	err = inChunks(names, func(part []string) error {
		more, err := readAll[models.Emoji](tx, "store.EmojiAt", "WHERE host = ? AND name IN ?", host, part)
		rows = append(rows, more...)
		return err
	})
	return rows, err
}

// DropEmoji forgets an emoji of a server.
func (tx *Tx) DropEmoji(host models.Host, id models.ID) error {
	_, err := tx.exec("store.DropEmoji", "DELETE FROM emoji WHERE id = ? AND host = ?", id, host)
	return err
}

// EmojiFrom lists the emoji of a server by name, at most 500.
func (tx *Tx) EmojiFrom(host models.Host) ([]models.Emoji, error) {
	return readAll[models.Emoji](tx, "store.EmojiFrom", "WHERE host = ? ORDER BY name LIMIT 500", host)
}

// EmojiPicture finds an emoji of a server by the address of its picture.
func (tx *Tx) EmojiPicture(host models.Host, picture string) (models.Emoji, error) {
	return readOne[models.Emoji](tx, "store.EmojiPicture", "There is no such emoji.", "WHERE host = ? AND picture = ?", host, picture)
}

// EmojiOf is how many emoji of a server are kept.
func (tx *Tx) EmojiOf(host models.Host) (n int64, err error) {
	err = tx.db.Model(&models.Emoji{}).Where("host = ?", host).Count(&n).Error
	return n, failed("store.EmojiOf", err)
}
