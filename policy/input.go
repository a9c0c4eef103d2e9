package policy

import (
	"time"
)

// Input is what rules see of one crossing: the CROSSING.json of "policy try", and the "given" of examples. What is left
// out is empty. The table of variables says what each field means.
type Input struct {
	Crossing  CrossingSeen  `json:"crossing"`
	Peer      PeerSeen      `json:"peer"`
	Actor     ActorSeen     `json:"actor"`
	Post      PostSeen      `json:"post"`
	Community CommunitySeen `json:"community"`
	Activity  ActivitySeen  `json:"activity"`

	facts *facts // what was worked out for this input once, shared by its copies for other peers
}

// CrossingSeen is where and when something crosses.
type CrossingSeen struct {
	Direction string    `json:"direction"`
	Door      string    `json:"door"`
	Time      time.Time `json:"time"`
}

// PeerSeen is the other server.
type PeerSeen struct {
	Domain    string        `json:"domain"`
	Standing  string        `json:"standing"`
	Software  string        `json:"software"`
	Since     time.Time     `json:"since"`
	Agreement AgreementSeen `json:"agreement"`
}

// AgreementSeen is what was settled with the other server; empty without an agreement.
type AgreementSeen struct {
	Purpose     string    `json:"purpose"`
	Communities []string  `json:"communities"`
	Kinds       []string  `json:"kinds"`
	Label       string    `json:"label"`
	Ends        time.Time `json:"ends"`
}

// ActorSeen is who acts; of a post that is fetched, its author.
type ActorSeen struct {
	Handle      string    `json:"handle"`
	Domain      string    `json:"domain"`
	Local       bool      `json:"local"`
	Kind        string    `json:"kind"`
	Roles       []string  `json:"roles"`
	Communities []string  `json:"communities"`
	Since       time.Time `json:"since"`
}

// PostSeen is the post that crosses or is acted upon.
type PostSeen struct {
	Kind        string           `json:"kind"`
	Audience    string           `json:"audience"`
	Distance    string           `json:"distance"`
	Label       string           `json:"label"`
	Text        string           `json:"text"`
	Title       string           `json:"title"`
	Language    string           `json:"language"`
	Tags        []string         `json:"tags"`
	Links       []string         `json:"links"`
	Mentions    []string         `json:"mentions"`
	Attachments []AttachmentSeen `json:"attachments"`
	Reply       bool             `json:"reply"`
	Age         Span             `json:"age"`
}

// AttachmentSeen is one file of a post.
type AttachmentSeen struct {
	Type string `json:"type" cel:"type"`
	Size int64  `json:"size" cel:"size"`
}

// CommunitySeen is the community that the post was made in, or that acts.
type CommunitySeen struct {
	Handle  string `json:"handle"`
	Ceiling string `json:"ceiling"`
	Label   string `json:"label"`
	Steward string `json:"steward"`
}

// ActivitySeen is what is done.
type ActivitySeen struct {
	Type string `json:"type"`
}

// Span is a length of time, written as in 36h or 15m.
type Span time.Duration

// MarshalText writes the span as in 36h0m0s.
func (s Span) MarshalText() ([]byte, error) { return []byte(time.Duration(s).String()), nil }

// UnmarshalText reads a span as in 36h.
func (s *Span) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	*s = Span(d)
	return err
}
