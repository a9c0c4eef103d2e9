package conversations

import (
	"guildhall/models"
	"guildhall/prose"
)

// Where a post shall go, as a person chooses it. A choice may also be host names joined by commas: some partners.
const (
	Default  = ""         // a reply goes as far as its parent; else the person's own default
	Inside   = "inside"   // our organisation
	Partners = "partners" // our organisation and all partners of today
	World    = "world"    // no limit
)

// Ask is what an author wants to post.
type Ask struct {
	By        models.Actor // of ours: a person, or a community speaking for itself
	Text      string       // Markdown
	Title     string       // makes it an article; plain text
	Summary   string       // content warning; plain text
	Sensitive bool
	Language  string             // BCP 47; empty when not told
	Audience  models.Audience    // empty: as the parent, or everyone
	Where     string             // Default, Inside, Partners, World, or hosts joined by commas
	Quiet     bool               // kept out of public lists
	ReplyTo   models.ID          // 0 for none
	Quote     models.ID          // the post that it quotes; 0 for none
	Quotable  models.QuotePolicy // who may quote it; empty for what its author prefers
	Community models.ID          // community that it is posted in, ours or another's; 0 for none, or that of what it answers
	Label     string             // Traffic Light Protocol name; empty when none is chosen
	Kind      models.PostKind    // one of models.Forms; empty for what the rest makes it: a poll, an article with a title, a post
	Parts     map[string]string  // its text by the sections of its kind, in Markdown; nil where Text is the whole
	Event     *EventAsk          // when and where it takes place; nil for what is no event
	Link      string             // what it points to, of a link
	Poll      *PollAsk           // makes it a question with answers; nil for none
	Files     []models.ID        // uploaded by the author, in this order
	Described bool               // each of them that is seen or heard must have a description
	details   *models.Details    // what Event and Link come to, or what an edited post tells already
	polled    bool               // it has answers to choose from already
	quoted    bool               // it quotes already: nobody is asked again
	again     bool               // it stands there already, and is edited
	was       models.Audience    // whom it is for until then
	most      *models.Post       // as it is: what it came of is gone, so it goes no further; nil otherwise
	Once      string             // idempotency key of the request: for 24 hours the same key gives the same post; empty for none
}

// Settled is how far a post goes and whom it names.
type Settled struct {
	models.Reach
	Label     string           // chosen, or handed down by the parent
	People    []models.Actor   // who is named and told: mentioned, within the reach
	Left      []prose.Address  // named in the text, and neither tagged nor told: unknown, or outside the reach
	Parent    *models.PostView // nil when it answers nothing
	Quoted    *models.PostView // nil when it quotes nothing
	Community *models.Actor    // nil when it is posted in none
	Found     prose.Found      // all that the text names

	closed  bool // the community's posts are for its members
	consent models.QuoteState
	links   map[prose.Address]models.Actor
}

// Limits of what one writes, in characters.
const (
	MostText    = 5000
	MostArticle = 100_000
	MostTitle   = 200
	MostSummary = 500
)
