package wire

import (
	"strings"

	"guildhall/fault"
	"guildhall/models"
)

// NodeInfo is what a server says of itself. It is a hint and nothing more: forks keep the name of what they came from.
type NodeInfo struct {
	Version         string // of the schema: 2.0, 2.1
	Software        string
	SoftwareVersion string
	Protocols       []string
	OpenToAll       bool // registrations are open
}

// NodeInfoLinks is the directory that leads to a NodeInfo document.
type NodeInfoLinks struct {
	Count       int        // links in it
	Document    string     // the newest schema that we read
	Schema      string     // its version
	ServerActor models.IRI // the actor that signs for the whole server (FEP-2677); empty when it is not told
}

const nodeInfoSchema = "http://nodeinfo.diaspora.software/ns/schema/"

// ParseNodeInfo reads a NodeInfo document. It fails with fault.Malformed or fault.TooLarge. spec: nodeinfo#schema
func ParseNodeInfo(body []byte) (NodeInfo, error) {
	t, err := borrow(body)
	if err != nil {
		return NodeInfo{}, asFault("wire.ParseNodeInfo", err)
	}
	defer t.giveBack()
	if t.slots[0].what != object {
		return NodeInfo{}, fault.New(fault.Malformed, "wire.ParseNodeInfo", "The answer is not one object.")
	}
	n := NodeInfo{Version: t.textOf(t.member(0, "version")), OpenToAll: t.truth(t.member(0, "openRegistrations"))}
	if s := t.member(0, "software"); t.is(s, object) {
		n.Software, n.SoftwareVersion = cut(t.textOf(t.member(s, "name")), 100), cut(t.textOf(t.member(s, "version")), 100)
	}
	if n.Version == "" && n.Software == "" {
		return n, fault.New(fault.Malformed, "wire.ParseNodeInfo", "The answer names neither a version nor a software.")
	}
	t.each(t.member(0, "protocols"), func(k at) bool {
		if t.slots[k].what == text {
			n.Protocols = append(n.Protocols, t.written(k))
		}
		return len(n.Protocols) < maxLinks
	})
	return n, nil
}

// ParseNodeInfoLinks reads the directory. The links come in any order. spec: nodeinfo#protocol; fep-2677
func ParseNodeInfoLinks(body []byte) (NodeInfoLinks, error) {
	t, err := borrow(body)
	if err != nil {
		return NodeInfoLinks{}, asFault("wire.ParseNodeInfoLinks", err)
	}
	defer t.giveBack()
	var l NodeInfoLinks
	if t.slots[0].what != object || t.member(0, "links") == 0 {
		return l, fault.New(fault.Malformed, "wire.ParseNodeInfoLinks", "The answer has no links.")
	}
	l.Count = t.links(t.member(0, "links"), func(rel, _, href, _ string) {
		if !isWeb(href) {
			return
		}
		if rel == "https://"+spacePrefix+"Application" {
			l.ServerActor = models.IRI(href)
		}
		if v, ok := strings.CutPrefix(rel, nodeInfoSchema); ok && len(v) == 3 && v > l.Schema && v[0] == '2' {
			l.Schema, l.Document = v, href
		}
	})
	return l, nil
}
