package policy

import (
	"slices"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// Variable is one name that a condition may use: the declaration that rules are checked against, and the row of the
// reference page.
type Variable struct {
	Name, Type, Says string

	kind *cel.Type
	size uint64 // most characters or entries that are judged; a rule that looks at more holds
	get  func(in *Input) ref.Val
}

// The largest values that a condition looks at. What is larger cannot be judged, and the rule that wanted to look holds.
const (
	longText = 200_000 // characters
	longList = 500     // entries
	longName = 2_000   // characters of names, hosts and types
)

// Variables lists the names that conditions may use, in the order of the reference page.
func Variables() []Variable { return slices.Clone(variables) }

var variables = []Variable{
	word("crossing.direction", `"out" when something leaves, "in" when something arrives`, func(in *Input) string { return in.Crossing.Direction }),
	word("crossing.door", `"out" (we deliver), "in" (an inbox), "pull" (they fetch), "fetch" (we fetch), "page" (a visitor)`, func(in *Input) string { return in.Crossing.Door }),
	moment("crossing.time", "when it is judged", func(in *Input) time.Time { return in.Crossing.Time }),
	word("peer.domain", `the other server, as in "example.org"; "web" for visitors`, func(in *Input) string { return in.Peer.Domain }),
	word("peer.standing", `"partner", "allowed", "open", "limited" or "blocked"`, func(in *Input) string { return in.Peer.Standing }),
	word("peer.software", `as it names itself, as in "mastodon"; empty when not known`, func(in *Input) string { return in.Peer.Software }),
	moment("peer.since", "the first contact", func(in *Input) time.Time { return in.Peer.Since }),
	word("peer.agreement.purpose", "what the agreement is for; empty without one", func(in *Input) string { return in.Peer.Agreement.Purpose }),
	list("peer.agreement.communities", "handles of the communities that it is about", func(in *Input) []string { return in.Peer.Agreement.Communities }),
	list("peer.agreement.kinds", "kinds of posts that it is about", func(in *Input) []string { return in.Peer.Agreement.Kinds }),
	word("peer.agreement.label", "the strictest label that it covers", func(in *Input) string { return in.Peer.Agreement.Label }),
	moment("peer.agreement.ends", "when it ends; 1970 without an end", func(in *Input) time.Time { return in.Peer.Agreement.Ends }),
	word("actor.handle", `who acts, as in "ada"; of a post that is fetched, its author`, func(in *Input) string { return in.Actor.Handle }),
	word("actor.domain", "the domain of their address", func(in *Input) string { return in.Actor.Domain }),
	flag("actor.local", "whether they belong to us", func(in *Input) bool { return in.Actor.Local }),
	word("actor.kind", `"person", "community" or "service"`, func(in *Input) string { return in.Actor.Kind }),
	list("actor.roles", "their roles in our organisation", func(in *Input) []string { return in.Actor.Roles }),
	list("actor.communities", "handles of the communities of ours that they are in", func(in *Input) []string { return in.Actor.Communities }),
	moment("actor.since", "when the account was made", func(in *Input) time.Time { return in.Actor.Since }),
	word("post.kind", `"post", "question", "article", "page" (a link), "poll", "event", "decision", "problem", "story", "worknote", "image", "video", "audio", "document" or "card"; empty where there is no post`, func(in *Input) string { return in.Post.Kind }),
	word("post.audience", `"self", "named", "followers", "members" or "everyone"`, func(in *Input) string { return in.Post.Audience }),
	word("post.distance", `"inside", "partners" or "world"`, func(in *Input) string { return in.Post.Distance }),
	word("post.label", `"RED", "AMBER+STRICT", "AMBER", "GREEN" or "CLEAR"; what another server wrote when it is none of these`, func(in *Input) string { return in.Post.Label }),
	text("post.text", "its words without marks, with the content warning and what pictures show", func(in *Input) string { return in.Post.Text }),
	text("post.title", "its title", func(in *Input) string { return in.Post.Title }),
	word("post.language", `as in "de"; empty when not known`, func(in *Input) string { return in.Post.Language }),
	list("post.tags", "hashtags in lower case, without the sign", func(in *Input) []string { return in.Post.Tags }),
	list("post.links", "hosts that it links to", func(in *Input) []string { return in.Post.Links }),
	list("post.mentions", `people named, as in "ada@example.org"`, func(in *Input) []string { return in.Post.Mentions }),
	{Name: "post.attachments", Type: "list of files, each with type and size", Says: `type as in "image/png", size in bytes`, size: longList,
		kind: cel.ListType(cel.ObjectType("policy.AttachmentSeen")), get: func(in *Input) ref.Val { return adapter().NativeToValue(in.Post.Attachments) }},
	flag("post.reply", "whether it answers another post", func(in *Input) bool { return in.Post.Reply }),
	{Name: "post.age", Type: "duration", Says: "how long ago it was published", kind: cel.DurationType, size: 1,
		get: func(in *Input) ref.Val { return types.Duration{Duration: time.Duration(in.Post.Age)} }},
	word("community.handle", "the community that it was made in or that acts; empty without one", func(in *Input) string { return in.Community.Handle }),
	word("community.ceiling", `how far it lets posts go: "inside", "partners" or "world"`, func(in *Input) string { return in.Community.Ceiling }),
	word("community.label", "the label that it hands down", func(in *Input) string { return in.Community.Label }),
	word("community.steward", "handle of who answers for it", func(in *Input) string { return in.Community.Steward }),
	word("activity.type", `what is done, as in "create", "update", "announce", "follow", "like", "flag"; "fetch" for a request`, func(in *Input) string { return in.Activity.Type }),
}

var placeOf = func() map[string]int {
	at := map[string]int{}
	for i, v := range variables {
		at[v.Name] = i
	}
	return at
}()

func word(name, says string, get func(*Input) string) Variable {
	return Variable{Name: name, Type: "string", Says: says, kind: cel.StringType, size: longName, get: func(in *Input) ref.Val { return types.String(get(in)) }}
}

func text(name, says string, get func(*Input) string) Variable {
	v := word(name, says, get)
	v.size = longText
	return v
}

func flag(name, says string, get func(*Input) bool) Variable {
	return Variable{Name: name, Type: "bool", Says: says, kind: cel.BoolType, size: 1, get: func(in *Input) ref.Val { return types.Bool(get(in)) }}
}

func moment(name, says string, get func(*Input) time.Time) Variable {
	return Variable{Name: name, Type: "timestamp", Says: says, kind: cel.TimestampType, size: 1, get: func(in *Input) ref.Val {
		t := get(in)
		if t.IsZero() {
			t = time.Unix(0, 0).UTC()
		}
		return types.Timestamp{Time: t}
	}}
}

func list(name, says string, get func(*Input) []string) Variable {
	return Variable{Name: name, Type: "list of strings", Says: says, kind: cel.ListType(cel.StringType), size: longList, get: func(in *Input) ref.Val { return adapter().NativeToValue(get(in)) }}
}
