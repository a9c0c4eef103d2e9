package conversations

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf8"

	"guildhall/events"
	"guildhall/fault"
	"guildhall/home"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/prose"
	"guildhall/store"
)

// onceFor is how long the same key of a request gives the same post.
const onceFor = 24 * time.Hour

// Post stores what somebody of ours wrote, with the reach that Settle gives it, brings it to those here whom it is for,
// and leaves an event where it goes further. The first post that leaves turns its author's outward switch on.
func Post(tx *store.Tx, site paths.Site, ask Ask) (models.Post, error) {
	const op = "conversations.Post"
	if !ask.By.Local || ask.By.Gone != 0 {
		return models.Post{}, fault.New(fault.Forbidden, op, "Only an open account of ours can post here.")
	}
	if ask.By.MovedTo != "" {
		return models.Post{}, fault.New(fault.Forbidden, op, "You have moved to another account. Write there, or cancel the move in your settings.")
	}
	once, earlier, err := repeated(tx, ask)
	if err != nil || earlier != nil {
		return orZero(earlier), err
	}
	if err := ask.tidy(op, tx.Now()); err != nil {
		return models.Post{}, err
	}
	s, err := Settle(tx, site, ask)
	if err != nil {
		return models.Post{}, err
	}
	p := models.Post{
		ID: tx.NewID(), IRI: site.NewPost(), AuthorID: ask.By.ID, Local: true, Published: tx.Now(), Version: 1, Once: once,
		Language: ask.Language, Quiet: ask.Quiet,
	}
	p.URL = site.PostPage(ask.By.Handle, p.ID)
	p.ThreadID, p.Context = p.ID, site.NewContext()
	if s.Parent != nil {
		p.Context = s.Parent.Context // spec: fep-7888#context
		parent := s.Parent.ID
		p.ParentID, p.ReplyTo, p.ThreadID = &parent, s.Parent.IRI, s.Parent.ThreadID
	}
	if s.Community != nil {
		p.CommunityID = &s.Community.ID
	}
	ask.fill(&p, s)
	if p.QuotePolicy, err = ask.quotable(tx, op); err != nil {
		return p, err
	}
	if leaves(p.Reach) {
		if ask.By, err = notices.Outward(tx, ask.By); err != nil {
			return p, err
		}
		if s.Community != nil {
			if _, err := notices.Outward(tx, *s.Community); err != nil {
				return p, err
			}
		}
	}
	if err := tx.AddPost(&p, s.rows(), s.Found.Tags); err != nil {
		return p, err
	}
	if err := attach(tx, p, ask.Files); err != nil {
		return p, err
	}
	if ask.Described {
		if err := described(tx, p, nil); err != nil {
			return p, err
		}
	}
	if err := ask.tell(tx, p.ID); err != nil {
		return p, err
	}
	if ask.Poll != nil {
		if err := ask.Poll.open(tx, p.ID); err != nil {
			return p, err
		}
	}
	if err := addQuote(tx, site, p, ask.By, s); err != nil {
		return p, err
	}
	if err := bring(tx, p, ask.By, s.People, len(s.Found.Tags) > 0); err != nil {
		return p, err
	}
	if !leaves(p.Reach) {
		return p, nil
	}
	return p, events.Emit(tx, models.Event{Kind: models.PostMade, Activity: site.NewActivity(), By: p.AuthorID, PostID: p.ID, Object: p.IRI})
}

// leaves tells whether anything outside may read it.
func leaves(r models.Reach) bool { return r.Audience != models.Self && !r.Distance.IsInside() }

// bring writes home lines and tells those who are named; tagged says that the post has hashtags.
func bring(tx *store.Tx, p models.Post, author models.Actor, people []models.Actor, tagged bool) error {
	if err := home.Post(tx, p, author, people, tagged); err != nil {
		return err
	}
	for _, a := range people {
		if err := notices.Tell(tx, a, models.NoticeMention, author, p.ID); err != nil {
			return err
		}
	}
	return tellAnswered(tx, p, author)
}

// tellAnswered lets the author of the parent know of an answer that names nobody, as forums write them.
func tellAnswered(tx *store.Tx, p models.Post, author models.Actor) error {
	if p.ParentID == nil || (p.Audience != models.Everyone && p.Audience != models.Followers) {
		return nil
	}
	parent, err := tx.PostByID(*p.ParentID)
	if err != nil || !parent.Local {
		return err
	}
	answered, err := tx.ActorByID(parent.AuthorID)
	if err != nil {
		return err
	}
	if may, err := tx.MayRead(answered.ID, p.ID); err != nil || !may {
		return err
	}
	return notices.Tell(tx, answered, models.NoticeMention, author, p.ID)
}

// repeated finds the post that the same request made before, or the mark for a new one.
func repeated(tx *store.Tx, ask Ask) (*string, *models.Post, error) {
	if ask.Once == "" {
		return nil, nil, nil
	}
	sum := sha256.Sum256([]byte(ask.By.ID.String() + ":" + ask.Once))
	mark := hex.EncodeToString(sum[:])
	p, err := tx.PostByOnce(mark)
	switch {
	case fault.Is(err, fault.Missing):
		return &mark, nil, nil
	case err != nil:
		return nil, nil, err
	case p.Published > tx.Now()-models.Time(onceFor.Milliseconds()):
		return nil, &p, nil
	}
	return &mark, nil, tx.ForgetOnce(p.ID)
}

func orZero(p *models.Post) models.Post {
	if p == nil {
		return models.Post{}
	}
	return *p
}

// tell stores what a post has beside its text.
func (a *Ask) tell(tx *store.Tx, post models.ID) error {
	if a.details == nil {
		return nil
	}
	a.details.PostID = post
	if err := tx.PutDetails(a.details); err != nil || a.Kind != models.EventPost {
		return err
	}
	return remindLater(tx, post, a.details.Starts)
}

// tidy brings what was typed into form and keeps it within limits.
func (a *Ask) tidy(op string, now models.Time) error {
	if err := a.shape(op, now); err != nil {
		return err
	}
	a.Text = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(a.Text, "\x00", ""), ""))
	a.Title = oneLine(a.Title)
	a.Summary = oneLine(a.Summary)
	most, say := MostText, "The text is too long: 5,000 characters at most. With a title it becomes an article, which may be longer."
	if a.Title != "" {
		most, say = MostArticle, "The text is too long: 100,000 characters at most."
	}
	switch {
	case len(a.Files) > models.MostMedia:
		return fault.New(fault.Invalid, op, "That is too many files: 8 at most.")
	case a.Text == "" && a.Title == "" && len(a.Files) == 0:
		if a.Poll != nil {
			return fault.New(fault.Invalid, op, "Write what the poll asks.")
		}
		return fault.New(fault.Invalid, op, "There is nothing to post yet. Write something.")
	case utf8.RuneCountInString(a.Text) > most:
		return fault.New(fault.Invalid, op, say)
	case utf8.RuneCountInString(a.Title) > MostTitle:
		return fault.New(fault.Invalid, op, "The title is too long: 200 characters at most.")
	case utf8.RuneCountInString(a.Summary) > MostSummary:
		return fault.New(fault.Invalid, op, "The content warning is too long: 500 characters at most.")
	case len(a.Language) > 20 || strings.ContainsFunc(a.Language, func(r rune) bool { return r > 'z' || r < '-' }):
		return fault.New(fault.Invalid, op, "The language is written like en or pt-BR.")
	case a.Poll != nil && a.Title != "":
		return fault.New(fault.Invalid, op, "A poll has no title. Ask in the text.")
	}
	if a.Poll != nil {
		return a.Poll.tidy(op)
	}
	return nil
}

func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")), " ")
}

// fill writes text and reach into a post.
func (a *Ask) fill(p *models.Post, s Settled) {
	asks := a.Poll != nil || p.Kind == models.PollPost
	p.Kind = models.Note
	switch {
	case asks:
		p.Kind = models.PollPost
	case a.Kind != "" && a.Kind != models.Note:
		p.Kind = a.Kind
	case a.Title != "":
		p.Kind = models.Article
	}
	p.Title, p.Source, p.Summary = a.Title, a.Text, a.Summary
	p.Sensitive = a.Sensitive || a.Summary != ""
	p.Content = prose.Render(a.Text, prose.Linker{Mention: func(who prose.Address) (string, bool) {
		actor, ok := s.links[who]
		return string(actor.IRI), ok
	}})
	p.Reach, p.Label = s.Reach, s.Label
}

// rows are the people that the post names.
func (s *Settled) rows() []models.PostPerson {
	out := make([]models.PostPerson, len(s.People))
	for i, a := range s.People {
		out[i] = models.PostPerson{ActorID: a.ID, Mention: true}
	}
	return out
}
