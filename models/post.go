package models

// PostKind is what a post is to us.
type PostKind string

// The kinds of posts. Card stands for anything that is not understood: a title and a link.
const (
	Note    PostKind = "post"
	Article PostKind = "article"
	PageDoc PostKind = "page" // something elsewhere that is pointed to
	Card    PostKind = "card"

	QuestionPost PostKind = "question"
	DecisionPost PostKind = "decision" // what was decided, and why
	ProblemPost  PostKind = "problem"  // of work, with its cause and what mended it
	StoryPost    PostKind = "story"    // of what was tried and what failed
	WorkNotePost PostKind = "worknote" // what was done, learnt, is stuck, comes next

	PollPost  PostKind = "poll"
	EventPost PostKind = "event"
	Video     PostKind = "video"
	Audio     PostKind = "audio"
	Image     PostKind = "image"
	Document  PostKind = "document"
)

// Elsewhere tells whether the thing itself is to be had at its own server only, whatever we show of it.
func (k PostKind) Elsewhere() bool {
	switch k {
	case Card, EventPost, Video, Audio, Image, Document:
		return true
	}
	return false
}

// Post is something somebody wrote, ours or another's.
type Post struct {
	ID          ID       `gorm:"primaryKey;autoIncrement:false;index:posts_thread,priority:2;index:posts_answers,priority:2,where:parent_id IS NOT NULL;index:posts_kind,priority:2,where:kind <> 'post'"`
	IRI         IRI      `gorm:"uniqueIndex:posts_iri;not null;type:text"`
	AuthorID    ID       `gorm:"not null;index:posts_author,priority:1;index:posts_closed,priority:1,where:audience <> 'everyone' AND deleted = 0;index:posts_answered_by,priority:2,where:parent_id IS NOT NULL"`
	Local       bool     `gorm:"not null"`
	Kind        PostKind `gorm:"not null;type:text;index:posts_kind,priority:1,where:kind <> 'post'"`
	Title       string   `gorm:"not null;type:text"` // plain text
	Content     string   `gorm:"not null;type:text"` // sanitised HTML
	Source      string   `gorm:"not null;type:text"` // as written, Markdown (ours)
	Summary     string   `gorm:"not null;type:text"` // content warning, plain text
	Sensitive   bool     `gorm:"not null"`
	Language    string   `gorm:"not null;type:text"`                                                                // BCP 47, empty when not known
	URL         string   `gorm:"not null;type:text"`                                                                // page for people
	ReplyTo     IRI      `gorm:"not null;type:text;index:posts_orphans,where:parent_id IS NULL AND reply_to <> ''"` // id of the parent as written; empty without one
	ParentID    *ID      `gorm:"index:posts_thread,priority:3;index:posts_answers,priority:1,where:parent_id IS NOT NULL;index:posts_hidden,where:parent_id IS NOT NULL AND audience <> 'everyone' AND deleted = 0;index:posts_answered_by,priority:1,where:parent_id IS NOT NULL"`
	ThreadID    ID       `gorm:"not null;index:posts_thread,priority:1"` // the root's ID; its own for a root
	CommunityID *ID      `gorm:"index:posts_community,where:community_id IS NOT NULL"`
	Context     IRI      `gorm:"not null;type:text;index:posts_context,where:context <> ''"` // collection of the thread as its author names it; empty without one
	Reach
	Quiet       bool        `gorm:"not null"`           // kept out of public lists (Public in cc)
	Label       string      `gorm:"not null;type:text"` // a TLP label that someone chose; empty when it is implied
	Published   Time        `gorm:"not null"`
	Edited      Time        `gorm:"not null"`
	Deleted     Time        `gorm:"not null"`                                          // a tombstone keeps id, reach and author and no text
	Version     int         `gorm:"not null"`                                          // 1 when made, one more with each edit
	Once        *string     `gorm:"uniqueIndex:posts_once;type:text"`                  // author and key of the request that made it, so that a repeat finds it; nil without
	QuotePolicy QuotePolicy `gorm:"not null;default:'';type:text"`                     // who may quote it
	AnswerID    *ID         `gorm:"index:posts_answered,where:answer_id IS NOT NULL"`  // of a question: the answer that was accepted; nil without
	SynthesisID *ID         `gorm:"index:posts_summed,where:synthesis_id IS NOT NULL"` // of the first post of a thread: what sums it up; nil without
	Locked      Time        `gorm:"not null;default:0"`                                // since when nobody answers in its thread; 0 while it is open
	Folded      Time        `gorm:"not null;default:0"`                                // since when members of its community folded it; 0 where they did not
	Came        Time        `gorm:"not null;default:0"`                                // when it was stored; 0 where that was not noted yet
}

// PostPerson says that a post names an actor: mentioned in it, or addressed by it.
type PostPerson struct {
	PostID  ID   `gorm:"primaryKey"`
	ActorID ID   `gorm:"primaryKey;index:post_people_actor"`
	Mention bool `gorm:"not null"`
}

// TableName is the table of people named by posts.
func (PostPerson) TableName() string { return "post_people" }

// PostTag is one hashtag of a post, folded to lower case without the sign.
type PostTag struct {
	PostID ID     `gorm:"primaryKey"`
	Tag    string `gorm:"primaryKey;type:text;index:post_tags_tag"`
}

// PostView is a post with what is needed to show or judge it. Loaded by the store in one go.
type PostView struct {
	Post
	Author    Actor
	Parent    *Post // nil for a root or when the parent is not stored
	ParentBy  *Actor
	Community *Actor
	People    []PersonNamed // everyone named by the post
	Media     []Media       // its files, in their order
	Emoji     []Emoji       // that another server's author names
	Tags      []string
	Quote     *Quoting // nil when it quotes nothing
	Poll      *Poll    // of a post that asks
	Details   *Details // of an event, film, sound or page
	Answer    *Post    // of a question: the answer that was accepted; nil without, or where the reader may not read it
}

// Elsewhere tells whether the post stands in a community of another server.
func (v *PostView) Elsewhere() bool {
	return v.Community != nil && !v.Community.Local && v.Community.Gone == 0 && v.Audience == Everyone
}

// PostShown is a post as one person of ours sees it in a list: what they may know of it and no more.
type PostShown struct {
	PostView
	ItemID     ID     // place in the list: the boost's ID where somebody's boost brought it, else the post's
	Boost      *Boost // nil when it stands there by itself
	BoostBy    *Actor
	Replies    int64 // that the viewer may read
	Boosts     int64
	Favourites int64
	Favourited bool        // by the viewer
	Boosted    bool        // by the viewer
	UsesDowns  bool        // disapproval is counted in the community that it stands in
	Downs      int64       // who disapprove, where that is counted
	Downed     bool        // the viewer does
	Pinned     bool        // by its author
	Voted      []int       // options that the viewer chose
	Attendance *Attendance // the viewer's own, of an event
	Comers     int         // of an event: who comes, as far as we know
	Faces      []FaceCount // reactions, the first to come first
	Quotes     int64       // posts that quote it and that the viewer may read
	Quoted     *PostShown  // what it quotes, where that may stand inside it and the viewer may read it
}

// PersonNamed is an actor that a post names.
type PersonNamed struct {
	Actor
	Mention bool
}

// Boost is somebody's sharing of a post (Announce).
type Boost struct {
	ID      ID  `gorm:"primaryKey;autoIncrement:false"`
	IRI     IRI `gorm:"uniqueIndex:boosts_iri;not null;type:text"`
	ActorID ID  `gorm:"not null;uniqueIndex:boosts_once,priority:1"`
	PostID  ID  `gorm:"not null;uniqueIndex:boosts_once,priority:2;index:boosts_post"`
	Reach
	Created Time `gorm:"not null"`
}

// Favourite is somebody's thanks for a post (Like).
type Favourite struct {
	ID      ID   `gorm:"primaryKey;autoIncrement:false"`
	IRI     IRI  `gorm:"uniqueIndex:favourites_iri;not null;type:text"`
	ActorID ID   `gorm:"not null;uniqueIndex:favourites_once,priority:1"`
	PostID  ID   `gorm:"not null;uniqueIndex:favourites_once,priority:2;index:favourites_post"`
	Created Time `gorm:"not null"`
}

// HomeItem is one line of somebody's home stream, written when the post or boost arrives.
type HomeItem struct {
	OwnerID ID `gorm:"primaryKey;autoIncrement:false"`
	ItemID  ID `gorm:"primaryKey;autoIncrement:false"` // the post's ID, or the boost's
	PostID  ID `gorm:"not null;index:home_post"`
	BoostID *ID
}

// TableName is the table of home streams.
func (HomeItem) TableName() string { return "home" }
