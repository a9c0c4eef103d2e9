package web

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/policy"
	"guildhall/routes/door"
	"guildhall/services/portraits"
	"guildhall/services/reactions"
	"guildhall/store"
)

// rowsOfEmoji are the administrators' page of the organisation's own emoji, and their pictures.
func rowsOfEmoji(w *Web) []door.Row {
	return []door.Row{
		w.duty(get, frontend.PathEmoji, whoAdministers, func(v *visit) error { return v.ownEmoji(http.StatusOK, "", frontend.Problem{}) }),
		{Method: post, Path: frontend.PathEmoji.String(), Who: door.Member, Role: whoAdministers, Judge: "session", Handle: w.addEmoji},
		w.duty(post, frontend.PathEmojiDrop, whoAdministers, (*visit).dropEmoji),
		{Method: get, Path: frontend.PathEmojiPicture.String(), Who: door.Visitor, Judge: "pull page", Handle: w.emojiPicture},
	}
}

func (v *visit) ownEmoji(status int, name string, problem frontend.Problem) error {
	return v.page(status, func(tx *store.Tx) (frontend.Page, error) {
		list, err := tx.EmojiFrom(v.Site.Host)
		return frontend.OwnEmoji{List: list, Name: name, Problem: problem}, err
	})
}

// addEmoji takes a new picture and its name.
func (w *Web) addEmoji(c *gin.Context) {
	v := w.visit(c)
	err := v.takeEmoji()
	if again(err) {
		err = v.ownEmoji(fault.Status(err), c.Request.PostFormValue(frontend.FieldEmojiName), frontend.ProblemOf(err))
	} else if err == nil {
		err = v.done(frontend.PathEmoji.With(), "flash.emoji")
	}
	if err != nil {
		v.fail(err)
	}
}

func (v *visit) takeEmoji() error {
	const op = "web.takeEmoji"
	r := v.gin.Request
	r.Body = http.MaxBytesReader(v.gin.Writer, r.Body, portraits.MostBytes+1<<20)
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return fault.New(fault.TooLarge, op, "The picture is too large: 16 MB at most.").Because(err)
		}
		return fault.New(fault.Malformed, op, "The form could not be read. Open the page again and try once more.").Because(err)
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	sent := r.MultipartForm.File[frontend.FieldEmojiPicture]
	if len(sent) == 0 || sent[0].Size == 0 {
		return fault.New(fault.Invalid, op, "Choose a picture.")
	}
	f, err := sent[0].Open()
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	name, err := v.Portraits.Make(v.ctx(), f, portraits.Emoji)
	if err != nil {
		return err
	}
	return v.write(func(tx *store.Tx) error {
		return reactions.AddEmoji(tx, v.Site, v.who.Actor, r.PostFormValue(frontend.FieldEmojiName), name)
	})
}

func (v *visit) dropEmoji() error {
	id, err := v.target()
	if err == nil {
		err = v.write(func(tx *store.Tx) error { return reactions.DropEmoji(tx, v.Site, v.who.Actor, id) })
	}
	if err != nil {
		return err
	}
	return v.done(frontend.PathEmoji.With(), "flash.emoji-dropped")
}

// emojiPicture shows the picture of an emoji to whoever may read who the organisation is.
func (w *Web) emojiPicture(c *gin.Context) {
	v := w.visit(c)
	name := c.Param("picture")
	err := w.maySee(v, func(tx *store.Tx) (policy.Subject, error) {
		if _, err := tx.EmojiPicture(w.Site.Host, w.Site.Emoji(name)); err != nil {
			return policy.Subject{}, err
		}
		us, err := tx.OrganisationActor()
		if err != nil {
			return policy.Subject{}, err
		}
		doc, err := w.Gate.ActorDoc(tx, us)
		return policy.Subject{Actor: &doc}, err
	})
	if err != nil {
		v.fail(err)
		return
	}
	w.showPortrait(v, name)
}
