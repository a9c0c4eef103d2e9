package models

// Rehearsal is what three servers that are only imagined would get of a community's latest posts.
type Rehearsal struct {
	Guests []Guest
	Posts  []Rehearsed
}

// Guest is an imagined server with one person who would like to come in.
type Guest struct {
	Kind Standing // partner, open or limited
	Host Host
	In   FollowState // how they come in: at once, once they were let in, or not (empty)
	Why  string      // why not
}

// Rehearsed is one post, and what becomes of it at each guest, in their order.
type Rehearsed struct {
	Post Post   // as it stands there; ID 0 where there was none to take
	Ways []Way  // none where it could not be posted again
	Why  string // why not
}

// Way is what a guest gets of a post.
type Way struct {
	Sent    bool // we bring it
	Held    bool // it waits for review first
	Fetched bool // it is answered when their server asks for it by its id
	Why     string
	Changed []string // sentences of the rules that change the copy
}
