package wire

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/go-fed/activity/streams"
	"github.com/go-fed/activity/streams/vocab"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/policy"
)

// MediaType is what documents are sent and asked for as.
const MediaType = `application/activity+json`

// Write gives the bytes of a judged thing: what is sent, signed and answered, exactly so. The zero Copy, and one whose
// subject cannot be written, fail with fault.Internal. spec: ap#object-without-create; as2#syntax
func Write(site paths.Site, c policy.Copy) ([]byte, error) {
	if !c.Valid() {
		return nil, unwritable("Nothing was judged.", nil)
	}
	return write(site, c.Subject())
}

func write(site paths.Site, s policy.Subject) ([]byte, error) {
	w := writer{site: site}
	var doc members
	var err error
	switch {
	case s.Act != nil:
		doc, err = w.act(s.Act)
	case s.Stamp != nil && s.Post != nil:
		doc = w.stamp(s.Post, s.Stamp)
	case s.Post != nil:
		doc, err = w.post(s.Post)
	case s.Actor != nil && !s.Actor.Finger:
		doc, err = w.actor(s.Actor)
	case s.Collection != nil:
		doc, err = w.collection(s.Collection)
	default:
		return nil, unwritable("There is no document in this copy.", nil)
	}
	if err != nil {
		return nil, err
	}
	doc["@context"] = w.context()
	return encode(doc)
}

func unwritable(sentence string, err error) error {
	return fault.New(fault.Internal, "wire.Write", sentence).Because(err)
}

// members is a document on its way out: what go-fed serialised, and what we add to it.
type members map[string]any

// writer builds one document and remembers which terms it used.
type writer struct {
	site  paths.Site
	terms int
}

// The groups of terms that a document may need beside the core vocabulary.
const (
	postTerms = 1 << iota
	labelTerms
	actorTerms
	keyTerms
	pollTerms
	mediaTerms
	quoteTerms
	ruleTerms
	askTerms
	moveTerms
	emojiTerms
	kindTerms
	answerTerms
	eventTerms
	banTerms
)

const (
	coreContext     = "https://www.w3.org/ns/activitystreams"
	securityContext = "https://w3id.org/security/v1"
	multikeyContext = "https://w3id.org/security/multikey/v1"
)

// context declares every term that the document uses. Ours are written out, so that nobody has to fetch them.
// spec: json-ld11#the-context; as2#jsonld
func (w *writer) context() any {
	all := []any{coreContext}
	if w.terms&keyTerms != 0 {
		all = append(all, securityContext, multikeyContext)
	}
	own := members{}
	if w.terms&postTerms != 0 {
		own["Hashtag"], own["sensitive"] = "as:Hashtag", "as:sensitive"
	}
	if w.terms&pollTerms != 0 {
		own["toot"], own["votersCount"] = "http://joinmastodon.org/ns#", "toot:votersCount"
	}
	if w.terms&ruleTerms != 0 {
		own["gts"], own["interactionPolicy"] = "https://gotosocial.org/ns#", naming("gts:interactionPolicy")
		own["canQuote"], own["automaticApproval"] = naming("gts:canQuote"), naming("gts:automaticApproval")
	}
	if w.terms&askTerms != 0 {
		own["manualApproval"] = naming("gts:manualApproval")
	}
	if w.terms&quoteTerms != 0 { // spec: fep-044f
		own["gts"], own["interactingObject"] = "https://gotosocial.org/ns#", naming("gts:interactingObject")
		own["interactionTarget"] = naming("gts:interactionTarget")
		own["quote"], own["quoteAuthorization"] = naming("https://w3id.org/fep/044f#quote"), naming("https://w3id.org/fep/044f#quoteAuthorization")
		own["QuoteAuthorization"], own["QuoteRequest"] = "https://w3id.org/fep/044f#QuoteAuthorization", "https://w3id.org/fep/044f#QuoteRequest"
		own["quoteUrl"], own["quoteUri"] = "as:quoteUrl", "http://fedibird.com/ns#quoteUri"
		own["_misskey_quote"] = "https://misskey-hub.net/ns#_misskey_quote"
	}
	if w.terms&mediaTerms != 0 {
		own["toot"], own["blurhash"] = "http://joinmastodon.org/ns#", "toot:blurhash"
		own["focalPoint"] = members{"@container": "@list", "@id": "toot:focalPoint"}
	}
	if w.terms&labelTerms != 0 {
		own["guildhall"], own[labelTerm] = labelSpace, "guildhall:"+labelTerm
	}
	if w.terms&kindTerms != 0 {
		own["guildhall"], own[kindTerm], own[partsTerm] = labelSpace, "guildhall:"+kindTerm, members{"@id": "guildhall:" + partsTerm, "@type": "@json"}
	}
	if w.terms&answerTerms != 0 {
		own["schema"], own["acceptedAnswer"] = "http://schema.org#", naming("schema:acceptedAnswer")
	}
	if w.terms&eventTerms != 0 { // spec: fep-8a8e
		own["schema"], own["VirtualLocation"] = "http://schema.org#", "schema:VirtualLocation"
		own["ical"], own["mz"], own["joinMode"] = "http://www.w3.org/2002/12/cal/ical#", "https://joinmobilizon.org/ns#", "mz:joinMode"
		own["timezone"], own["commentsEnabled"] = "mz:timezone", "https://joinpeertube.org/ns#commentsEnabled"
	}
	if w.terms&actorTerms != 0 {
		own["toot"], own["schema"] = "http://joinmastodon.org/ns#", "http://schema.org#"
		own["wf"], own["webfinger"] = "https://purl.archive.org/socialweb/webfinger#", "wf:webfinger"
		own["PropertyValue"], own["value"] = "schema:PropertyValue", "schema:value"
		own["discoverable"], own["indexable"] = "toot:discoverable", "toot:indexable"
		own["featured"] = members{"@id": "toot:featured", "@type": "@id"}
		own["manuallyApprovesFollowers"] = "as:manuallyApprovesFollowers"
	}
	if w.terms&emojiTerms != 0 { // spec: fep-c0e0
		own["toot"], own["Emoji"], own["EmojiReact"] = "http://joinmastodon.org/ns#", "toot:Emoji", "http://litepub.social/ns#EmojiReact"
	}
	if w.terms&moveTerms != 0 { // spec: fep-7628
		own["alsoKnownAs"], own["movedTo"] = members{"@id": "as:alsoKnownAs", "@type": "@id"}, members{"@id": "as:movedTo", "@type": "@id"}
	}
	if w.terms&banTerms != 0 { // spec: fep-1b12#group-moderation
		own["lemmy"], own["removeData"], own["restoreData"] = "https://join-lemmy.org/ns#", "lemmy:removeData", "lemmy:restoreData"
	}
	if len(own) > 0 {
		all = append(all, own)
	}
	if len(all) == 1 {
		return coreContext
	}
	return all
}

// naming declares a term whose values are ids.
func naming(id string) members { return members{"@id": id, "@type": "@id"} }

// serialised is what go-fed makes of a typed value, without its context.
func serialised(v vocab.Type) (members, error) {
	m, err := streams.Serialize(v)
	if err != nil {
		return nil, unwritable("The document cannot be written.", err)
	}
	delete(m, "@context")
	return m, nil
}

// lists makes members lists that the serialiser unwrapped because they had one entry.
func (m members) lists(names ...string) {
	for _, n := range names {
		if v, ok := m[n]; ok {
			if _, isList := v.([]any); !isList {
				m[n] = []any{v}
			}
		}
	}
}

// encode writes JSON with sorted members, without escaping HTML.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, unwritable("The document cannot be written.", err)
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// link turns an IRI into the type that go-fed wants, so that it comes out byte for byte as it went in: parsed as opaque,
// because a parsed path may be written in another way.
func link(i string) *url.URL {
	scheme, rest, ok := strings.Cut(i, ":")
	if !ok {
		return &url.URL{Path: i}
	}
	return &url.URL{Scheme: scheme, Opaque: rest}
}

type appender interface{ AppendIRI(*url.URL) }

// fill appends distinct IRIs and tells whether there were any.
func fill(to appender, all []models.IRI) bool {
	seen := make(map[models.IRI]bool, len(all))
	for _, i := range all {
		if i != "" && !seen[i] {
			seen[i] = true
			to.AppendIRI(link(string(i)))
		}
	}
	return len(seen) > 0
}

func idOf(i models.IRI) vocab.JSONLDIdProperty {
	p := streams.NewJSONLDIdProperty()
	p.SetIRI(link(string(i)))
	return p
}

func nameOf(s string) vocab.ActivityStreamsNameProperty {
	p := streams.NewActivityStreamsNameProperty()
	p.AppendXMLSchemaString(s)
	return p
}

func summaryOf(s string) vocab.ActivityStreamsSummaryProperty {
	p := streams.NewActivityStreamsSummaryProperty()
	p.AppendXMLSchemaString(s)
	return p
}

func urlOf(s string) vocab.ActivityStreamsUrlProperty {
	p := streams.NewActivityStreamsUrlProperty()
	p.AppendIRI(link(s))
	return p
}

func publishedAt(at models.Time) vocab.ActivityStreamsPublishedProperty {
	p := streams.NewActivityStreamsPublishedProperty()
	p.Set(at.Go())
	return p
}
