package policy

import "guildhall/models"

// Pass is permission to send one thing to one host, or to fetch from it, now. Only Decide makes one; the zero Pass
// opens nothing.
type Pass struct {
	host models.Host
	door models.Door
	ok   bool
}

// Host is where the pass leads.
func (p Pass) Host() models.Host { return p.host }

// Opens tells whether the pass leads to the host by the door.
func (p Pass) Opens(door models.Door, host models.Host) bool {
	return p.ok && p.door == door && p.host == host
}

// Copy is one version of one thing for one receiver, as far as that receiver may read it. Only Decide makes one; the
// zero Copy holds nothing.
type Copy struct {
	what Subject
	to   models.Host
	kind Variant
	ok   bool
}

// Variant tells copies of one thing apart: two copies with the same variant are the same but for the receiver.
type Variant struct {
	Withheld, Orphan, Unquoted, Unanswered bool
	For                                    models.Host // whose own copy it is; empty for one that several may have
	Changed                                string      // the rules that changed it, joined by spaces
}

// Variant says in what the copy differs from the whole thing.
func (c Copy) Variant() Variant { return c.kind }

// Subject is what the copy holds. A zero copy gives an empty subject.
func (c Copy) Subject() Subject {
	if !c.ok {
		return Subject{}
	}
	return c.what
}

// To is the host that the copy is for; web for a stranger.
func (c Copy) To() models.Host { return c.to }

// Valid tells whether a decision made the copy.
func (c Copy) Valid() bool { return c.ok }

// Hands do to a copy what needs to know more than the judge: how texts are marked up, and how addresses are sealed. A nil
// hand is for copies that hold nothing of its kind.
type Hands struct {
	// Unlink takes the links to people out of a text; the words stay.
	Unlink func(html string, people []models.Actor) string
	// Lend makes an address for a file that strangers would not be given, for this receiver at this moment.
	Lend func(m models.Media, to models.Host, at models.Time) string
	// Rewrite has each piece of words in a text written anew, and tells the words of the whole text afterwards.
	Rewrite func(html string, each func(words string) string) (after, plain string)
	// Mark makes a text of plain words.
	Mark func(words string) (html string)
}
