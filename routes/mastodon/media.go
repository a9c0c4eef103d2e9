package mastodon

import (
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"guildhall/clock"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/services/conversations"
	"guildhall/services/files"
	"guildhall/store"
)

// takeFile makes a Gin handler of the upload, which reads its body itself: a file may be much larger than any other request.
func (a *API) takeFile(g *gin.Context) {
	c := &call{API: a, gin: g, in: input{}}
	if m := door.Of(g).Member; m != nil {
		c.who = *m
	}
	m, err := c.receive()
	if err != nil {
		c.fail(err)
		return
	}
	c.showFile(http.StatusOK, m)
}

// slowSender is how long a file may take to come.
const slowSender = 15 * time.Minute

// receive reads a multipart form with one file, whose description may stand before it or behind.
func (c *call) receive() (m models.Media, err error) {
	const op = "mastodon.receive"
	r := c.gin.Request
	r.Body = http.MaxBytesReader(c.gin.Writer, r.Body, c.files.Most+mostBody)
	_ = http.NewResponseController(c.gin.Writer).SetReadDeadline(clock.System{}.Now().Add(slowSender))
	parts, err := r.MultipartReader()
	if err != nil {
		return m, fault.New(fault.NotSupported, op, "Send the file as multipart/form-data.").Because(err)
	}
	got := false
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || n > 20 {
			return m, unreadable(err)
		}
		if part.FormName() == "file" && !got {
			u := files.Upload{Name: part.FileName(), Alt: c.in.text("description"), Focus: c.in.text("focus"), Body: part}
			if m, err = c.files.Upload(c.ctx(), c.who.Actor, u); err != nil {
				return m, err
			}
			got, c.in = true, input{}
			continue
		}
		value, err := io.ReadAll(io.LimitReader(part, 64<<10))
		if err != nil {
			return m, unreadable(err)
		}
		c.in[part.FormName()] = []string{string(value)}
	}
	if !got {
		return m, fault.New(fault.Invalid, op, "Validation failed: File can't be blank")
	}
	return c.describeFile(m)
}

// describeFile sets what came behind the file.
func (c *call) describeFile(m models.Media) (models.Media, error) {
	alt, focus := c.in.wording("description"), c.in.wording("focus")
	if alt == nil && focus == nil {
		return m, nil
	}
	err := c.store.Join(c.ctx(), func(tx *store.Tx) (err error) {
		m, err = files.Change(tx, c.who.Actor, m.ID, alt, focus)
		return err
	})
	return m, err
}

// file shows a file of the person's own.
func (c *call) file() error {
	m, err := c.ownFile()
	if err == nil {
		c.showFile(http.StatusOK, m)
	}
	return err
}

func (c *call) ownFile() (m models.Media, err error) {
	id, err := c.target()
	if err != nil {
		return m, err
	}
	err = c.readWith(func(tx *store.Tx) (err error) {
		m, err = files.Own(tx, c.who.Actor, id)
		return err
	})
	return m, err
}

// changeFile describes a file that waits for its post.
func (c *call) changeFile() error {
	m, err := c.ownFile()
	if err != nil {
		return err
	}
	if m, err = c.describeFile(m); err != nil {
		return err
	}
	c.showFile(http.StatusOK, m)
	return nil
}

func (c *call) showFile(status int, m models.Media) {
	var now models.Time
	if err := c.readWith(func(tx *store.Tx) error { now = tx.Now(); return nil }); err != nil {
		c.fail(err)
		return
	}
	s := &scene{api: c.API, viewer: c.me(), now: now}
	c.show(status, func(p *pen) { url := c.gate.LendTo(c.me(), m, now); s.attachment(p, &m, url, url+"/small") })
}

// fileIDs are the files that a request names; nil when it says nothing of files.
func (c *call) fileIDs() (*[]models.ID, error) {
	const name = "media_ids"
	named := c.in.list(name)
	if len(named) == 0 && !c.in.has(name) && !c.in.has(name+"[]") {
		return nil, nil
	}
	ids := []models.ID{}
	for _, s := range named {
		if s == "" {
			continue
		}
		id, ok := readID(s)
		if !ok {
			return nil, fault.New(fault.Invalid, "mastodon.fileIDs", "There is no such file. Upload it again.")
		}
		ids = append(ids, id)
	}
	return &ids, nil
}

// fileWords are what a request says of files that stand in a post already: media_attributes.
func (c *call) fileWords() (out []conversations.FileWords) {
	at := func(ids []string, part func(i int, name string) *string) {
		for i, s := range ids {
			if id, ok := readID(s); ok && len(out) < models.MostMedia {
				out = append(out, conversations.FileWords{ID: id, Alt: part(i, "description"), Focus: part(i, "focus")})
			}
		}
	}
	at(c.in["media_attributes[][id]"], func(i int, name string) *string {
		if v := c.in["media_attributes[]["+name+"]"]; i < len(v) {
			return &v[i]
		}
		return nil
	})
	for n := range models.MostMedia {
		row := "media_attributes[" + string(rune('0'+n)) + "]"
		at(c.in[row+"[id]"], func(_ int, name string) *string { return c.in.wording(row + "[" + name + "]") })
	}
	return out
}
