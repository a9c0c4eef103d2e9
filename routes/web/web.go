package web

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"guildhall/clock"
	"guildhall/config"
	"guildhall/fault"
	"guildhall/federation/outbound"
	"guildhall/federation/resolve"
	"guildhall/frontend"
	"guildhall/gate"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/routes/door"
	"guildhall/services/files"
	"guildhall/services/portraits"
	"guildhall/store"
	"guildhall/vault"
)

// Deps are what the pages work with.
type Deps struct {
	Settings  config.Settings
	Store     *store.Store
	Site      paths.Site
	Vault     *vault.Vault
	Gate      *gate.Gate
	Ledger    *ledger.Ledger
	Resolve   *resolve.Resolver
	Out       *outbound.Outbound
	Portraits *portraits.Portraits
	Files     *files.Files
	Door      *door.Door
	Log       *slog.Logger
}

// Web answers people who look at pages. It is safe for use by several goroutines.
type Web struct {
	Deps
	hashing    chan struct{} // passwords that are compared at one time
	rehearsing chan struct{} // one replay at a time
	flash      string        // name of the cookie that carries one sentence over a redirect
}

// passwords compared at one time, 19 MiB and 30 ms each; more wait for their turn.
const mostHashing = 4

// New makes the pages.
func New(d Deps) *Web {
	if d.Log == nil {
		d.Log = slog.Default()
	}
	return &Web{Deps: d, hashing: make(chan struct{}, mostHashing), rehearsing: make(chan struct{}, 1), flash: flashName(d.Site.Base)}
}

// Rows lists every page and form with whom it lets in.
func (w *Web) Rows() []door.Row {
	return slices.Concat(rowsOfSigningIn(w), rowsOfSettings(w), rowsOfHome(w), rowsOfWriting(w), rowsOfFiles(w), rowsOfPosts(w), rowsOfKinds(w), rowsOfEvents(w), rowsOfPolls(w), rowsOfHistory(w), rowsOfReactions(w), rowsOfQuotes(w), rowsOfTags(w), rowsOfNotices(w),
		rowsOfProfiles(w), rowsOfFinding(w), rowsOfInteracting(w), rowsOfCommunities(w), rowsOfStewards(w), rowsOfAppeals(w), rowsOfRulings(w), rowsOfAbout(w), rowsOfPeers(w), rowsOfLists(w), rowsOfPeople(w), rowsOfReports(w), rowsOfJobs(w), rowsOfElsewhere(w), rowsOfPictures(w), rowsOfEmoji(w),
		rowsOfPolicy(w), rowsOfRecord(w), rowsOfHeld(w), rowsOfKept(w))
}

// member is the row of a page or form for whoever is signed in.
func (w *Web) member(method string, path frontend.Path, fn func(*visit) error) door.Row {
	return door.Row{Method: method, Path: path.String(), Who: door.Member, Judge: "session", Handle: w.handle(fn)}
}

// duty is the row of a page or form for those who hold one of the roles, given by name with a space between.
func (w *Web) duty(method string, path frontend.Path, roles string, fn func(*visit) error) door.Row {
	row := w.member(method, path, fn)
	row.Role = roles
	return row
}

// visitor is the row of a page that strangers may see too; judge names what their answer depends on.
func (w *Web) visitor(method string, path frontend.Path, judge string, fn func(*visit) error) door.Row {
	return door.Row{Method: method, Path: path.String(), Who: door.Visitor, Judge: judge, Handle: w.handle(fn)}
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// Refuse answers whom the door turned away: a stranger is asked to sign in, everybody else reads why not.
func (w *Web) Refuse(c *gin.Context, err error) {
	v := w.visit(c)
	if fault.Is(err, fault.Unsigned) && !v.program() {
		target := frontend.PathLogin.With()
		if next := c.Request.URL.RequestURI(); c.Request.Method == get && next != "/" {
			target += "?next=" + url.QueryEscape(next)
		}
		v.redirect(target)
		return
	}
	v.fail(err)
}

// handle makes a Gin handler of one that gives an error.
func (w *Web) handle(fn func(*visit) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		v := w.visit(c)
		err := v.bind()
		if err == nil {
			err = fn(v)
		}
		if err != nil {
			v.fail(err)
		}
	}
}

// mostForm is the size of the longest form, in bytes: an article of 100,000 characters, escaped.
const mostForm = 2 << 20

// bind reads the form of a POST, which is then in Request.PostForm, without bytes that no text has; its fields come as form
// gives them.
func (v *visit) bind() error {
	r := v.gin.Request
	if r.Method != post {
		return nil
	}
	most := int64(mostForm)
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	if kind == "multipart/form-data" && v.maySendFiles() {
		most += v.Files.Most * models.MostMedia
		_ = http.NewResponseController(v.gin.Writer).SetReadDeadline(clock.System{}.Now().Add(slowReader))
	}
	r.Body = http.MaxBytesReader(v.gin.Writer, r.Body, most)
	var err error
	if kind == "multipart/form-data" {
		err = r.ParseMultipartForm(mostForm)
	} else {
		err = r.ParseForm()
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return fault.New(fault.TooLarge, "web.bind", "That was too much for one form. Please shorten the text, or send fewer files at once.").Because(err)
	case err != nil:
		return fault.New(fault.Malformed, "web.bind", "The form could not be read. Open the page again and try once more.").Because(err)
	}
	for _, values := range r.PostForm {
		for i := range values {
			values[i] = strings.ReplaceAll(strings.ToValidUTF8(values[i], "\uFFFD"), "\x00", "")
		}
	}
	return nil
}
