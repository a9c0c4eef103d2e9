package wire

import (
	"bytes"
	"encoding/xml"
	"html"

	"guildhall/models"
	"guildhall/paths"
	"guildhall/policy"
)

// The media types of discovery documents.
const (
	JRDType      = "application/jrd+json"
	XRDType      = "application/xrd+xml"
	NodeInfoType = "application/json"
)

type jrd struct {
	Subject string    `json:"subject,omitempty"`
	Aliases []string  `json:"aliases,omitempty"`
	Links   []jrdLink `json:"links"`
}

type jrdLink struct {
	Rel      string `json:"rel"`
	Type     string `json:"type,omitempty"`
	Href     string `json:"href,omitempty"`
	Template string `json:"template,omitempty"`
}

// WriteWebFinger answers who an address is, from a judged copy of the actor. It fails with fault.Internal for any other
// copy. spec: rfc7033#section-4.4; fep-d556
func WriteWebFinger(site paths.Site, c policy.Copy) ([]byte, error) {
	a := c.Subject().Actor
	if !c.Valid() || a == nil || !a.Local {
		return nil, unwritable("There is no actor of ours in this copy.", nil)
	}
	return webfinger(site, &a.Actor)
}

func webfinger(site paths.Site, a *models.Actor) ([]byte, error) {
	page := site.Profile(a.Handle)
	links := []jrdLink{
		{Rel: "self", Type: MediaType, Href: string(a.IRI)},
		{Rel: "http://webfinger.net/rel/profile-page", Type: "text/html", Href: page},
	}
	if a.Kind == models.Person { // where whoever this is goes on with what they found elsewhere
		links = append(links, jrdLink{Rel: "http://ostatus.org/schema/1.0/subscribe", Template: site.SubscribeTemplate()},
			jrdLink{Rel: "https://w3id.org/fep/3b86/Object", Template: site.IntentTemplate()},
			jrdLink{Rel: "https://w3id.org/fep/3b86/Follow", Template: site.IntentTemplate()})
	}
	return encode(jrd{Subject: "acct:" + string(a.Handle) + "@" + site.Domain, Aliases: []string{page, string(a.IRI)}, Links: links})
}

// WriteHostMeta tells where WebFinger answers, as XML. spec: rfc6415#section-3
func WriteHostMeta(site paths.Site) []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	b.WriteString(`<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">` + "\n")
	b.WriteString(`  <Link rel="lrdd" template="` + html.EscapeString(site.WebFingerTemplate()) + `"/>` + "\n</XRD>\n")
	return b.Bytes()
}

// WriteHostMetaJSON tells the same as JSON. spec: rfc6415#appendix-A
func WriteHostMetaJSON(site paths.Site) ([]byte, error) {
	return encode(jrd{Links: []jrdLink{{Rel: "lrdd", Type: JRDType, Template: site.WebFingerTemplate()}}})
}

type nodeInfo struct {
	Version   string           `json:"version"`
	Software  nodeInfoSoftware `json:"software"`
	Protocols []string         `json:"protocols"`
	Services  struct {
		Inbound  []string `json:"inbound"`
		Outbound []string `json:"outbound"`
	} `json:"services"`
	OpenRegistrations bool `json:"openRegistrations"`
	Usage             struct {
		Users struct{} `json:"users"`
	} `json:"usage"`
	Metadata struct {
		Contact string `json:"contact,omitempty"`
	} `json:"metadata"`
}

type nodeInfoSoftware struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// NodeInfoVersions are the schemas that we answer, newest first.
var NodeInfoVersions = []string{"2.1", "2.0"}

// WriteNodeInfo says what this server is and where its people can be reached, and no count of anything. The schema is "2.0"
// or "2.1".
// spec: nodeinfo#schema
func WriteNodeInfo(schema, version, contact string) ([]byte, error) {
	n := nodeInfo{Version: schema, Software: nodeInfoSoftware{Name: "guildhall", Version: version}, Protocols: []string{"activitypub"}}
	n.Metadata.Contact = contact
	n.Services.Inbound, n.Services.Outbound = []string{}, []string{}
	return encode(n)
}

// WriteNodeInfoLinks leads to the NodeInfo documents and names the actor that signs for the whole server.
// spec: nodeinfo#protocol; fep-2677
func WriteNodeInfoLinks(site paths.Site, serverActor models.IRI) ([]byte, error) {
	var d jrd
	for _, v := range NodeInfoVersions {
		d.Links = append(d.Links, jrdLink{Rel: nodeInfoSchema + v, Href: site.NodeInfo(v)})
	}
	if serverActor != "" {
		d.Links = append(d.Links, jrdLink{Rel: "https://" + spacePrefix + "Application", Type: MediaType, Href: string(serverActor)})
	}
	return encode(d)
}
