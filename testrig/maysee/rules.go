package maysee

// Rule is one of an organisation's policy: what it fits and leaves, or arrives, is stopped, waits or is changed.
type Rule struct {
	Name     string
	In       bool     // about what arrives; else about what leaves
	Audience Audience // of the post; empty for any
	Standing Standing // of the peer; empty for any
	Host     Host     // the peer; empty for any
	Does     Effect
}

// Effect is what a rule does to what it fits. Every rule of ours here looks for the word that a version keeps as its secret.
type Effect string

// The effects.
const (
	Denies   Effect = "deny"
	Holds    Effect = "hold"
	Nears    Effect = "distance"    // no further than to partners
	Strips   Effect = "attachments" // files stay behind
	Rewrites Effect = "replace"     // the secret word is another one
)

// Release is a hold that a reviewer lifted: of one version of one post, for one host, by one rule.
type Release struct {
	Post    string
	Version int
	Host    Host
	Rule    string
}

// fit gives the rules of an organisation that fit a version on its way to a host, or from one.
func (w *World) fit(home, host Host, v *Version, in bool) (fits []Rule) {
	o := w.Organisations[home]
	if o == nil || !v.Secret {
		return nil
	}
	standing := w.Peer(home, host).Standing
	for _, r := range o.Rules {
		if r.In == in && (r.Audience == "" || r.Audience == v.Audience) && (r.Standing == "" || r.Standing == standing) && (r.Host == "" || r.Host == host) {
			fits = append(fits, r)
		}
	}
	return fits
}

// does tells whether one of the rules about what leaves has an effect on a version on its way to a host.
func (w *World) does(e Effect, home, host Host, v *Version) bool {
	for _, r := range w.fit(home, host, v, false) {
		if r.Does == e {
			return true
		}
	}
	return false
}

// stopped tells whether the rules keep a version of an organisation's own post from a host, by whatever door: a release lifts
// only the hold that it answers.
func (w *World) stopped(p *Post, version int, host Host) bool {
	v := &p.Versions[version-1]
	for _, r := range w.fit(p.Host, host, v, false) {
		switch {
		case r.Does == Denies, r.Does == Nears && w.Peer(p.Host, host).Standing != Partner,
			r.Does == Holds && !w.Released[Release{p.ID, version, host, r.Name}]:
			return true
		}
	}
	return false
}

// Web is whoever has no signature, as a peer.
const Web Host = "web"

// TellsSecret and TellsFiles tell whether what may be told of a version takes its secret word, and its files, along.
func (w *World) TellsSecret(p *Post, version int, host Host) bool {
	return p.Host == host || !w.does(Rewrites, p.Host, host, &p.Versions[version-1])
}

// TellsFiles is for the post as it stands.
func (w *World) TellsFiles(p *Post, host Host) bool {
	return p.Host == host || !w.does(Strips, p.Host, host, p.Last())
}

// copyFor is a version as a host gets it from where it lives.
func (w *World) copyFor(p *Post, version int, host Host) Version {
	v := p.Versions[version-1]
	if w.does(Rewrites, p.Host, host, &v) {
		v.Secret = false
	}
	if w.does(Nears, p.Host, host, &p.Versions[version-1]) && v.Distance.World {
		v.Distance = Distance{Hosts: []Host{host}}
	}
	return v
}

// refuses tells whether the rules of an organisation keep out what arrives.
func (w *World) refuses(home, host Host, v *Version) bool {
	for _, r := range w.fit(home, host, v, true) {
		if r.Does == Denies {
			return true
		}
	}
	return false
}
