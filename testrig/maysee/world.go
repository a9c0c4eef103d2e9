package maysee

import "slices"

// Host is the domain of an organisation or peer.
type Host string

// Audience says who is meant.
type Audience string

// The audiences.
const (
	Self      Audience = "self"
	Named     Audience = "named"
	Followers Audience = "followers"
	Members   Audience = "members"
	Everyone  Audience = "everyone"
)

// Distance says where: anywhere, or at home and at some hosts.
type Distance struct {
	World bool
	Hosts []Host
}

// Within tells whether a host that is not home lies in the distance.
func (d Distance) Within(h Host) bool { return d.World || slices.Contains(d.Hosts, h) }

// Inside tells whether only home lies in it.
func (d Distance) Inside() bool { return !d.World && len(d.Hosts) == 0 }

// And is what lies in both.
func (d Distance) And(o Distance) Distance {
	if d.World {
		return o
	}
	if o.World {
		return d
	}
	var both Distance
	for _, h := range d.Hosts {
		if o.Within(h) {
			both.Hosts = append(both.Hosts, h)
		}
	}
	return both
}

// Standing is what a peer is to an organisation.
type Standing string

// The standings.
const (
	Partner Standing = "partner"
	Allowed Standing = "allowed"
	Open    Standing = "open"
	Limited Standing = "limited"
	Blocked Standing = "blocked"
)

// Peer is another host as one organisation sees it.
type Peer struct {
	Standing Standing
	Since    int64 // start of the agreement in force
}

// Organisation is a host with people of its own and a boundary.
type Organisation struct {
	Host    Host
	OpenFor bool // open mode: an open peer is treated as an allowed one
	Peers   map[Host]Peer
	Rules   []Rule // of the policy in force
}

// Person is somebody, somewhere.
type Person struct {
	ID      string
	Host    Host
	Outward bool // has acted outward, or was let
}

// Version is a post between two edits.
type Version struct {
	Audience Audience
	Distance Distance
	Label    string
	Named    []string // people, by ID
	Settled  int64    // when it was published: an agreement reads from its start on, whatever is edited later
	Room     string   // the community that it stands in
	Secret   bool     // its text holds a word that rules look for
}

// Post is something written, with all that it has been.
type Post struct {
	ID        string
	Author    string
	Host      Host // where it lives
	Parent    string
	Quote     string
	Community string // that it stands in
	Versions  []Version
	Deleted   bool
	Handed    map[Host]int      // number of versions that a server has been told of at most, of each that was told of any
	Has       map[Host]int      // likewise, of those whose text it was given
	Ended     map[Host]bool     // servers that were told to forget it, after they were given it
	Knows     map[Host]int      // the version of it that an organisation elsewhere has read last, from 1
	Taken     map[Host]*Version // and how it took it in
	Alone     map[Host]bool     // and that it took it for no answer: its author could not read what it answers there
	Gone      map[Host]bool     // organisations that were told of its end
}

// Last is the post as it stands.
func (p *Post) Last() *Version { return &p.Versions[len(p.Versions)-1] }

// World is all that the laws look at.
type World struct {
	Now           int64
	Organisations map[Host]*Organisation
	People        map[string]*Person
	Posts         map[string]*Post
	Communities   map[string]*Community
	Follows       map[Follow]bool
	Asked         map[Follow]bool // to follow, and were not answered yet
	Released      map[Release]bool
}

// Follow is a follow that was accepted.
type Follow struct{ Who, Whom string }

// New is an empty world.
func New() *World {
	return &World{Organisations: map[Host]*Organisation{}, People: map[string]*Person{}, Posts: map[string]*Post{}, Communities: map[string]*Community{}, Follows: map[Follow]bool{}, Asked: map[Follow]bool{}, Released: map[Release]bool{}}
}

// Peer is how an organisation sees a host; whoever was never named is open.
func (w *World) Peer(of, host Host) Peer {
	if o := w.Organisations[of]; o != nil {
		if p, ok := o.Peers[host]; ok {
			return p
		}
	}
	return Peer{Standing: Open}
}

// Partners are the hosts that have an agreement with an organisation now.
func (w *World) Partners(of Host) Distance {
	var d Distance
	for h, p := range w.Organisations[of].Peers {
		if p.Standing == Partner {
			d.Hosts = append(d.Hosts, h)
		}
	}
	slices.Sort(d.Hosts)
	return d
}
