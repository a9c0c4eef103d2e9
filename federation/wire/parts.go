package wire

// parts are the values of one object that we know the meaning of, found in one pass. 0 is not there, or null.
type parts struct {
	id, kind, name, nameMap, summary, content, contentMap, mediaType, url, href, rel, context at
	published, updated, author, to, cc, audience, parent, tag, attachment, icon, image        at
	sensitive, language, inLanguage, hreflang, value, endTime, startTime, location            at
	width, height, blurhash, label, thread, conversation                                      at

	actor, object, target, instrument, proof, signature, reaction, removeData, restoreData at

	focal, timezone, status, joinMode, joinAt, duration, source, summaryMap, named at

	oneOf, anyOf, closed, voters, replies        at
	quote, quoteURL, quoteURI, quoteUrl, misskey at
	stamp, canDo, interacting, quotable, result  at
	sort, answer                                 at

	handle, inbox, outbox, followers, following, featured, moderators, endpoints, sharedInbox at
	publicKey, assertion, knownAs, movedTo, locked, discoverable, indexable, webfinger        at

	items, orderedItems, total, first, next, prev, partOf at

	owner, controller, pem, multibase at
}

// parts finds the members of an object. Of several with the same name the last counts.
func (t *tape) parts(i at) (p parts) {
	if t.slots[i].what != object {
		return p
	}
	end := t.slots[i].next
	for k := i + 1; k < end; {
		v := k + 1
		next := t.slots[v].next
		if place := p.place(t.nameOf(k)); place != nil {
			*place = v
			if t.slots[v].what == null {
				*place = 0
			}
		}
		k = next
	}
	return p
}

func (t *tape) nameOf(k at) string {
	if t.slots[k].escaped {
		return t.written(k)
	}
	return t.src[t.slots[k].from:t.slots[k].to]
}

func (p *parts) place(name string) *at {
	switch name {
	case "id":
		return &p.id
	case "type":
		return &p.kind
	case "name":
		return &p.name
	case "nameMap":
		return &p.nameMap
	case "summary":
		return &p.summary
	case "content":
		return &p.content
	case "contentMap":
		return &p.contentMap
	case "mediaType":
		return &p.mediaType
	case "url":
		return &p.url
	case "href":
		return &p.href
	case "rel":
		return &p.rel
	case "@context":
		return &p.context
	case "published":
		return &p.published
	case "updated":
		return &p.updated
	case "attributedTo":
		return &p.author
	case "to":
		return &p.to
	case "cc":
		return &p.cc
	case "audience":
		return &p.audience
	case "inReplyTo":
		return &p.parent
	case "tag":
		return &p.tag
	case "attachment":
		return &p.attachment
	case "icon":
		return &p.icon
	case "image":
		return &p.image
	case "sensitive":
		return &p.sensitive
	case "language":
		return &p.language
	case "inLanguage":
		return &p.inLanguage
	case "hreflang":
		return &p.hreflang
	case "value":
		return &p.value
	case "endTime":
		return &p.endTime
	case "startTime":
		return &p.startTime
	case "location":
		return &p.location
	case "width":
		return &p.width
	case "height":
		return &p.height
	case "blurhash":
		return &p.blurhash
	case labelTerm:
		return &p.label
	case "context":
		return &p.thread
	case "conversation":
		return &p.conversation
	case "actor":
		return &p.actor
	case "object":
		return &p.object
	case "target":
		return &p.target
	case "instrument":
		return &p.instrument
	case "proof":
		return &p.proof
	case "signature":
		return &p.signature
	case "_misskey_reaction":
		return &p.reaction
	case "removeData":
		return &p.removeData
	case "restoreData":
		return &p.restoreData
	}
	return p.rarer(name)
}

func (p *parts) rarer(name string) *at {
	switch name {
	case "timezone":
		return &p.timezone
	case "status", "ical:status", "eventStatus":
		return &p.status
	case "joinMode":
		return &p.joinMode
	case "externalParticipationUrl":
		return &p.joinAt
	case "focalPoint", "toot:focalPoint":
		return &p.focal
	case "duration":
		return &p.duration
	case "source":
		return &p.source
	case "summaryMap":
		return &p.summaryMap
	case "nonAnonymous":
		return &p.named
	case "oneOf":
		return &p.oneOf
	case "anyOf":
		return &p.anyOf
	case "closed":
		return &p.closed
	case "votersCount":
		return &p.voters
	case "replies":
		return &p.replies
	case "quote":
		return &p.quote
	case "quoteUrl":
		return &p.quoteUrl
	case "quoteUri":
		return &p.quoteURI
	case "quoteURL":
		return &p.quoteURL
	case "_misskey_quote":
		return &p.misskey
	case "quoteAuthorization":
		return &p.stamp
	case "interactionPolicy":
		return &p.canDo
	case "interactingObject":
		return &p.interacting
	case "interactionTarget":
		return &p.quotable
	case kindTerm, "guildhall:" + kindTerm:
		return &p.sort
	case "acceptedAnswer", "schema:acceptedAnswer", "sc:acceptedAnswer":
		return &p.answer
	case "result":
		return &p.result
	case "preferredUsername":
		return &p.handle
	case "inbox":
		return &p.inbox
	case "outbox":
		return &p.outbox
	case "followers":
		return &p.followers
	case "following":
		return &p.following
	case "featured":
		return &p.featured
	case "moderators":
		return &p.moderators
	case "endpoints":
		return &p.endpoints
	case "sharedInbox":
		return &p.sharedInbox
	case "publicKey":
		return &p.publicKey
	case "assertionMethod":
		return &p.assertion
	case "alsoKnownAs":
		return &p.knownAs
	case "movedTo":
		return &p.movedTo
	case "manuallyApprovesFollowers":
		return &p.locked
	case "discoverable", "toot:discoverable":
		return &p.discoverable
	case "indexable", "toot:indexable":
		return &p.indexable
	case "webfinger":
		return &p.webfinger
	case "items":
		return &p.items
	case "orderedItems":
		return &p.orderedItems
	case "totalItems":
		return &p.total
	case "first":
		return &p.first
	case "next":
		return &p.next
	case "prev":
		return &p.prev
	case "partOf":
		return &p.partOf
	case "owner":
		return &p.owner
	case "controller":
		return &p.controller
	case "publicKeyPem":
		return &p.pem
	case "publicKeyMultibase":
		return &p.multibase
	}
	return nil
}
