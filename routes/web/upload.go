package web

import (
	"mime/multipart"
	"slices"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/services/files"
	"guildhall/store"
)

// maySendFiles tells whether a form brings files, which may be much larger than words.
func (v *visit) maySendFiles() bool {
	switch frontend.Path(v.gin.FullPath()) {
	case frontend.PathCompose, frontend.PathPostEdit, frontend.PathPeerLists:
		return v.who != nil
	}
	return false
}

// keptFiles are the files that the composer showed and that were not taken out, with what was written about them.
func (v *visit) keptFiles() (out []models.Media) {
	drop := v.forms(frontend.FieldDrop)
	for _, s := range v.forms(frontend.FieldFile) {
		id := models.ParseID(s)
		if id != 0 && !slices.Contains(drop, s) && !slices.ContainsFunc(out, func(m models.Media) bool { return m.ID == id }) {
			m := models.Media{ID: id, Alt: v.form(frontend.FieldAlt + s)}
			focus := v.form(frontend.FieldFocus + s)
			m.Describe(nil, &focus) // one that cannot be read is the middle
			out = append(out, m)
		}
	}
	return out
}

// takeFiles uploads what was chosen, and describes what waits for its post. The draft then holds every file as it is here.
func (v *visit) takeFiles(d *frontend.Draft) error {
	var sent []*multipart.FileHeader
	if form := v.gin.Request.MultipartForm; form != nil {
		defer func() { _ = form.RemoveAll() }()
		sent = form.File[frontend.FieldFiles]
	}
	alts, points := v.forms(frontend.FieldNewAlt), v.forms(frontend.FieldNewFocus)
	if len(d.Files)+len(sent) > models.MostMedia {
		return fault.New(fault.Invalid, "web.takeFiles", "That is too many files: 8 at most.")
	}
	var whole []models.Media
	err := v.write(func(tx *store.Tx) error {
		whole = whole[:0]
		for _, had := range d.Files {
			m, err := files.Own(tx, v.who.Actor, had.ID)
			if fault.Is(err, fault.Missing) {
				continue
			}
			if err == nil && m.PostID == nil && (m.Alt != had.Alt || m.FocusX != had.FocusX || m.FocusY != had.FocusY) {
				focus := had.Focus()
				m, err = files.Change(tx, v.who.Actor, m.ID, &had.Alt, &focus)
			}
			if err != nil {
				return err
			}
			m.Alt, m.FocusX, m.FocusY = had.Alt, had.FocusX, had.FocusY
			whole = append(whole, m)
		}
		return nil
	})
	if err != nil {
		return err
	}
	d.Files = whole
	for i, h := range sent {
		if h.Size == 0 && h.Filename == "" {
			continue
		}
		u := files.Upload{Name: h.Filename}
		if i < len(alts) {
			u.Alt = alts[i]
		}
		if i < len(points) {
			u.Focus = points[i]
		}
		m, err := v.takeFile(h, u)
		if err != nil {
			return err
		}
		d.Files = append(d.Files, m)
	}
	return nil
}

func (v *visit) takeFile(h *multipart.FileHeader, u files.Upload) (models.Media, error) {
	f, err := h.Open()
	if err != nil {
		return models.Media{}, fault.New(fault.Internal, "web.takeFile", "The file could not be read. Try again.").Because(err)
	}
	defer func() { _ = f.Close() }()
	u.Body = f
	return v.Files.Upload(v.ctx(), v.who.Actor, u)
}

// fileIDs are the files of a draft, and fileWords what is said of them.
func fileIDs(d frontend.Draft) []models.ID {
	ids := make([]models.ID, 0, len(d.Files))
	for _, m := range d.Files {
		ids = append(ids, m.ID)
	}
	return ids
}

func fileWords(d frontend.Draft) (out []conversations.FileWords) {
	for _, m := range d.Files {
		focus := m.Focus()
		out = append(out, conversations.FileWords{ID: m.ID, Alt: &m.Alt, Focus: &focus})
	}
	return out
}
