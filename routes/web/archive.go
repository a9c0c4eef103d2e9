package web

import (
	"io"
	"mime"
	"net/http"
	"time"

	"guildhall/clock"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/services/archives"
	"guildhall/services/files"
	"guildhall/store"
)

// archive gives somebody all that is theirs, as it is read. Whoever found an open browser has no password, and gets no letters. What
// breaks on its way ends the connection, so that no half of it is taken for the whole.
func (v *visit) archive() error {
	err := v.proves()
	if err == nil {
		err = v.Door.Pace(v.gin.Writer, door.Archives, v.me().String())
	}
	if err != nil {
		return v.again(err, func(p frontend.Problem) frontend.Page {
			p.Field = "password"
			return frontend.ArchiveSettings{Problem: p}
		})
	}
	var who models.Actor
	var now models.Time
	if err := v.read(func(tx *store.Tx) (err error) {
		now = tx.Now()
		who, err = tx.ActorByID(v.me())
		return err
	}); err != nil {
		return err
	}
	h := v.gin.Writer.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": string(who.Handle) + "-" + now.Go().Format(time.DateOnly) + ".zip"}))
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	out := patient{v.gin.Writer, http.NewResponseController(v.gin.Writer)}
	if _, err := archives.Write(v.ctx(), archives.Source{Store: v.Store, Blobs: v.Files.Blobs, Room: files.Room}, who, out); err != nil {
		v.Log.Error("an archive was not written to its end", "err", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// patient lets a slow reader have a large answer, as long as it goes on reading.
type patient struct {
	io.Writer
	conn *http.ResponseController
}

func (p patient) Write(b []byte) (int, error) {
	_ = p.conn.SetWriteDeadline(clock.System{}.Now().Add(slowReader))
	return p.Writer.Write(b)
}
