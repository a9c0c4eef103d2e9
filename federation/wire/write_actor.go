package wire

import (
	"html"

	"github.com/go-fed/activity/streams"
	"github.com/go-fed/activity/streams/vocab"

	"guildhall/models"
	"guildhall/policy"
)

// acting is what our kinds of actors have in common in go-fed's types.
type acting interface {
	vocab.Type
	SetJSONLDId(vocab.JSONLDIdProperty)
	SetActivityStreamsInbox(vocab.ActivityStreamsInboxProperty)
	SetActivityStreamsOutbox(vocab.ActivityStreamsOutboxProperty)
	SetActivityStreamsFollowers(vocab.ActivityStreamsFollowersProperty)
	SetActivityStreamsFollowing(vocab.ActivityStreamsFollowingProperty)
	SetActivityStreamsName(vocab.ActivityStreamsNameProperty)
	SetActivityStreamsSummary(vocab.ActivityStreamsSummaryProperty)
	SetActivityStreamsUrl(vocab.ActivityStreamsUrlProperty)
	SetActivityStreamsIcon(vocab.ActivityStreamsIconProperty)
	SetActivityStreamsImage(vocab.ActivityStreamsImageProperty)
	SetActivityStreamsPublished(vocab.ActivityStreamsPublishedProperty)
	SetActivityStreamsPreferredUsername(vocab.ActivityStreamsPreferredUsernameProperty)
	SetTootDiscoverable(vocab.TootDiscoverableProperty)
	SetTootFeatured(vocab.TootFeaturedProperty)
	SetW3IDSecurityV1PublicKey(vocab.W3IDSecurityV1PublicKeyProperty)
}

func actingOf(kind models.ActorKind) acting {
	switch kind {
	case models.Community:
		return streams.NewActivityStreamsGroup()
	case models.Service, models.Organisation:
		return streams.NewActivityStreamsApplication()
	}
	return streams.NewActivityStreamsPerson()
}

// actor writes an actor of ours, whole or as the stub that names its keys.
// spec: ap#actor-objects; security-vocab#publicKey; fep-521a; fep-2c59
func (w *writer) actor(a *policy.ActorDoc) (members, error) {
	if !a.Local {
		return nil, unwritable("Only an actor of ours can be written.", nil)
	}
	v := actingOf(a.Kind)
	v.SetJSONLDId(idOf(a.IRI))
	inbox := streams.NewActivityStreamsInboxProperty()
	inbox.SetIRI(link(string(w.site.Inbox(a.IRI))))
	v.SetActivityStreamsInbox(inbox)
	w.rsaKey(v, a)
	if !a.Stub {
		w.profile(v, a)
		w.collections(v, a)
	}
	m, err := serialised(v)
	if err != nil {
		return nil, err
	}
	w.multikeys(m, a)
	if !a.Stub {
		w.extensions(m, a)
	}
	return m, nil
}

// profile writes what people read of the actor.
func (w *writer) profile(v acting, a *policy.ActorDoc) {
	handle := streams.NewActivityStreamsPreferredUsernameProperty()
	handle.SetXMLSchemaString(string(a.Handle))
	v.SetActivityStreamsPreferredUsername(handle)
	v.SetActivityStreamsName(nameOf(a.DisplayName()))
	if a.Summary != "" {
		v.SetActivityStreamsSummary(summaryOf(a.Summary))
	} else if a.Purpose != "" {
		v.SetActivityStreamsSummary(summaryOf(paragraph(a.Purpose)))
	}
	page := a.URL
	if page == "" {
		page = w.site.Profile(a.Handle)
	}
	v.SetActivityStreamsUrl(urlOf(page))
	if a.Published != 0 {
		const day = 24 * 3600 * 1000
		v.SetActivityStreamsPublished(publishedAt(a.Published - a.Published%day)) // the day is enough
	}
	if a.Icon != "" {
		icon := streams.NewActivityStreamsIconProperty()
		icon.AppendActivityStreamsImage(imageAt(a.Icon))
		v.SetActivityStreamsIcon(icon)
	}
	if a.Image != "" {
		image := streams.NewActivityStreamsImageProperty()
		image.AppendActivityStreamsImage(imageAt(a.Image))
		v.SetActivityStreamsImage(image)
	}
	seen := streams.NewTootDiscoverableProperty()
	seen.Set(a.Discoverable)
	v.SetTootDiscoverable(seen)
}

func imageAt(address string) vocab.ActivityStreamsImage {
	i := streams.NewActivityStreamsImage()
	i.SetActivityStreamsUrl(urlOf(address))
	return i
}

func (w *writer) collections(v acting, a *policy.ActorDoc) {
	outbox := streams.NewActivityStreamsOutboxProperty()
	outbox.SetIRI(link(string(w.site.Outbox(a.IRI))))
	v.SetActivityStreamsOutbox(outbox)
	followers := streams.NewActivityStreamsFollowersProperty()
	followers.SetIRI(link(string(w.site.Followers(a.IRI))))
	v.SetActivityStreamsFollowers(followers)
	following := streams.NewActivityStreamsFollowingProperty()
	following.SetIRI(link(string(w.site.Following(a.IRI))))
	v.SetActivityStreamsFollowing(following)
	featured := streams.NewTootFeaturedProperty()
	featured.SetIRI(link(string(w.site.Featured(a.IRI))))
	v.SetTootFeatured(featured)
}

// rsaKey writes the key that signs requests.
func (w *writer) rsaKey(v acting, a *policy.ActorDoc) {
	keys := streams.NewW3IDSecurityV1PublicKeyProperty()
	some := false
	for _, k := range a.Keys {
		if k.Kind != models.RSA || k.Retired != 0 {
			continue
		}
		key := streams.NewW3IDSecurityV1PublicKey()
		key.SetJSONLDId(idOf(k.IRI))
		owner := streams.NewW3IDSecurityV1OwnerProperty()
		owner.SetIRI(link(string(a.IRI)))
		key.SetW3IDSecurityV1Owner(owner)
		text := streams.NewW3IDSecurityV1PublicKeyPemProperty()
		text.Set(pemOf(k.Public))
		key.SetW3IDSecurityV1PublicKeyPem(text)
		keys.AppendW3IDSecurityV1PublicKey(key)
		some = true
	}
	if some {
		w.terms |= keyTerms
		v.SetW3IDSecurityV1PublicKey(keys)
	}
}

// multikeys writes the Ed25519 keys. spec: fep-521a
func (w *writer) multikeys(m members, a *policy.ActorDoc) {
	var all []any
	for _, k := range a.Keys {
		if text := multikey(k.Public); text != "" && k.Retired == 0 {
			all = append(all, members{"id": k.IRI, "type": "Multikey", "controller": a.IRI, "publicKeyMultibase": text})
		}
	}
	if len(all) > 0 {
		w.terms |= keyTerms
		m["assertionMethod"] = all
	}
}

// extensions writes the members that are not in go-fed's types.
func (w *writer) extensions(m members, a *policy.ActorDoc) {
	w.terms |= actorTerms
	if a.Kind == models.Community { // spec: fep-1b12#group-moderation
		m["attributedTo"] = w.site.Moderators(a.IRI)
	}
	m["endpoints"] = members{"sharedInbox": w.site.SharedInbox()}
	m["manuallyApprovesFollowers"] = a.Locked
	m["indexable"] = a.Indexable
	m["webfinger"] = string(a.Handle) + "@" + w.site.Domain
	m["generator"] = members{"type": "Application", "name": "Guildhall", "url": w.site.Base}
	if len(a.AlsoKnownAs) > 0 {
		w.terms |= moveTerms
		m["alsoKnownAs"] = a.AlsoKnownAs
	}
	if a.MovedTo != "" {
		w.terms |= moveTerms
		m["movedTo"] = a.MovedTo
	}
	var fields []any
	for _, f := range a.Fields {
		fields = append(fields, members{"type": "PropertyValue", "name": f.Name, "value": f.Value})
	}
	if len(fields) > 0 {
		m["attachment"] = fields
	}
}

// paragraph makes HTML of a plain sentence.
func paragraph(s string) string { return "<p>" + html.EscapeString(s) + "</p>" }
