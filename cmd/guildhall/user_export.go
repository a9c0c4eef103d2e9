package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/server"
	"guildhall/services/archives"
	"guildhall/services/files"
	"guildhall/store"
)

type userExport struct {
	Name string `arg:"" help:"Whose."`
	Out  string `help:"New file to write; without, NAME.zip here. It is readable by its owner only." placeholder:"FILE"`
	acting
	answer
}

func (userExport) Help() string {
	return `Actor and outbox in ActivityStreams, likes, follows and blocks as CSV, and files with their descriptions, in one zip file. Of others it holds ids and addresses only, and no keys or passwords. It holds the person's private letters: give it to nobody else. A reason is needed.

    guildhall user export ada --out ada.zip --reason "She asked for it." --as ruth`
}

// Run writes the archive, after the record says so. What could not be written to its end is removed.
func (u userExport) Run(c *call) error {
	var made archives.Made
	err := c.open(func(s *server.Server) error {
		var who models.Actor
		err := s.Store.Read(c.ctx, func(tx *store.Tx) error {
			m, err := member(tx, u.Name)
			who = m.Actor
			return err
		})
		if err != nil {
			return err
		}
		if u.Out == "" {
			u.Out = strings.TrimPrefix(u.Name, "@") + ".zip"
		}
		out, err := os.OpenFile(u.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			return fault.New(fault.Conflict, "guildhall", u.Out+" is there already, and an export overwrites nothing. Name another file with --out.")
		}
		if err != nil {
			return fault.New(fault.Invalid, "guildhall", u.Out+" cannot be written. Name another file with --out.").Because(err)
		}
		err = s.Store.Write(c.ctx, func(tx *store.Tx) error {
			by, err := u.by(tx)
			if err == nil {
				err = archives.Told(tx, by, who, u.Reason)
			}
			return err
		})
		if err == nil {
			made, err = archives.Write(c.ctx, archives.Source{Store: s.Store, Blobs: s.Blobs, Room: files.Room}, who, out)
		}
		if closed := out.Close(); err == nil && closed != nil {
			err = fault.New(fault.Internal, "guildhall", u.Out+" could not be written to its end. Look for room on the disk.").Because(closed)
		}
		if err != nil {
			_ = os.Remove(u.Out)
		}
		return err
	})
	if err != nil {
		return err
	}
	if u.JSON {
		return c.json(made)
	}
	c.say(fmt.Sprintf("Written: %s: %d posts, %d boosts, %d likes, %d follows, %d followers, %d blocks, %d files.", u.Out, made.Posts, made.Boosts, made.Likes, made.Following, made.Followers, made.Blocks, made.Files))
	if made.Lost > 0 {
		c.say(fmt.Sprintf("The bytes of %d files are not there any more.", made.Lost))
	}
	return nil
}
