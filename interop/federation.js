// How the person is seen by other servers, and what happens when these send something. Documents, signatures and
// WebFinger are the library's; what is kept of them is ours.
import { createFederation, generateCryptoKeyPair, MemoryKvStore, verifyRequestDetailed } from "@fedify/fedify";
import {
  Accept, Activity, Announce, Article, Block, Create, Delete, EmojiReact, Endpoints, Flag, Follow, Like, Move, Note, Page,
  Person as PersonDocument, Question, QuoteAuthorization, QuoteRequest, Reject, Tombstone, Undo, Update,
} from "@fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";
import { askedToQuote, quoted, seen, voted } from "./beyond.js";
import { asked, decided, groupDocument, moderators, passOn } from "./group.js";
import { noteDocument } from "./speak.js";

// federationOf builds the library's server around a person.
export function federationOf(person) {
  const federation = createFederation({
    kv: new MemoryKvStore(),
    origin: person.origin,
    allowPrivateAddress: true,
    firstKnock: person.signs,
    userAgent: "guildhall-interop/1",
  });

  federation
    .setActorDispatcher("/users/{identifier}", async (ctx, identifier) => {
      if (identifier === person.group?.name) return await groupDocument(ctx, person.group);
      if (identifier !== person.name) return null;
      const keys = await ctx.getActorKeyPairs(identifier);
      return new PersonDocument({
        id: ctx.getActorUri(identifier),
        preferredUsername: identifier,
        name: "Ines Peer",
        summary: "<p>Practises elsewhere, and speaks with you.</p>",
        url: new URL(`/@${identifier}`, person.origin),
        inbox: ctx.getInboxUri(identifier),
        outbox: ctx.getOutboxUri(identifier),
        followers: ctx.getFollowersUri(identifier),
        following: ctx.getFollowingUri(identifier),
        endpoints: new Endpoints({ sharedInbox: ctx.getInboxUri() }),
        publicKey: keys[0].cryptographicKey,
        assertionMethods: keys.map((key) => key.multikey),
        manuallyApprovesFollowers: false,
        aliases: person.aliases.map((a) => new URL(a)),
        successor: person.movedTo ? new URL(person.movedTo) : null,
        published: Temporal.Instant.from("2024-02-29T12:00:00Z"),
      });
    })
    .setKeyPairsDispatcher(async (_ctx, identifier) => {
      if (identifier === person.group?.name) return await (person.group.keys ??= Promise.all([rsa(), generateCryptoKeyPair("Ed25519")]));
      if (identifier !== person.name) return [];
      person.keys ??= Promise.all([rsa(), generateCryptoKeyPair("Ed25519")]);
      return await person.keys;
    });

  federation.setFollowersDispatcher("/users/{identifier}/followers", (_ctx, identifier) =>
    identifier === person.group?.name ? { items: [] } : identifier === person.name
      ? { items: [...person.followers.values()].map((f) => ({ id: new URL(f.actor), inboxId: new URL(f.inbox), endpoints: f.sharedInbox ? { sharedInbox: new URL(f.sharedInbox) } : null })) }
      : null);
  federation.setFollowingDispatcher("/users/{identifier}/following", (_ctx, identifier) =>
    identifier === person.name ? { items: [...person.following.values()].filter((f) => f.state === "accepted").map((f) => new URL(f.actor)) } : null);
  federation.setOutboxDispatcher("/users/{identifier}/outbox", async (ctx, identifier) => {
    if (identifier !== person.name) return null;
    const open = [...person.notes.values()].filter((note) => note.visibility === "public" && !note.deleted);
    return { items: open.map((note) => new Create({ id: new URL(`${note.id}#create`), actor: ctx.getActorUri(identifier), object: noteDocument(ctx, person, note), tos: noteDocument(ctx, person, note).toIds })) };
  });
  federation.setObjectDispatcher(Note, "/notes/{id}", (ctx, { id }) => {
    const note = person.notes.get(id);
    if (!note || note.visibility === "followers" || note.visibility === "direct") return null;
    return note.deleted ? null : noteDocument(ctx, person, note);
  });
  federation.setObjectDispatcher(QuoteAuthorization, "/stamps/{id}", (_ctx, { id }) => person.stamps.get(id) ?? null);
  federation.setNodeInfoDispatcher("/nodeinfo/2.1", () => ({
    software: { name: "guildhall-interop", version: "1.0.0" },
    protocols: ["activitypub"],
    usage: { users: { total: 1 }, localPosts: person.notes.size, localComments: 0 },
  }));

  listen(federation, person);
  return federation;
}

// rsa makes a key of 2048 bits, as most servers have; the library's own take seconds to make.
const rsa = () => crypto.subtle.generateKey(
  { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }, true, ["sign", "verify"]);

// received answers one request of another server, and writes down what it was. The signature of every POST is verified
// here once more, by itself: the library would also be content with a proof inside the document.
export async function received(federation, person, request, bytes) {
  const ctx = federation.createContext(request, person);
  const picture = person.pictures.get(new URL(request.url).pathname);
  const list = moderators(person, new URL(request.url));
  if (list) return list;
  if (picture) return new Response(picture, { headers: { "content-type": "image/png" } });
  if (person.signs === "rfc9421" && request.headers.has("signature") && !request.headers.has("signature-input")) {
    person.misread++;
    return new Response("Sign by RFC 9421.", { status: 401 });
  }
  if (request.method !== "POST") {
    const response = await federation.fetch(request, { contextData: person });
    person.fetched.push({ path: new URL(request.url).pathname, status: response.status, signed: request.headers.has("signature"), accept: request.headers.get("accept"), agent: request.headers.get("user-agent") });
    return response;
  }
  const entry = { path: new URL(request.url).pathname, body: text(bytes), signature: await judged(ctx, request.clone()) };
  try {
    const json = JSON.parse(entry.body);
    Object.assign(entry, { id: json.id, type: json.type, actor: json.actor?.id ?? json.actor, object: json.object?.id ?? json.object });
    if (entry.signature.verified) decided(person, json);
  } catch {
    entry.type = "broken";
  }
  person.log.push(entry);
  const response = await federation.fetch(request, { contextData: person });
  entry.status = response.status;
  return response;
}

const text = (bytes) => new TextDecoder().decode(bytes);

// judged tells which signature a request carries, whose it is, and whether it holds.
async function judged(ctx, request) {
  const header = request.headers.get("signature") ?? "";
  const scheme = !header ? "none" : request.headers.has("signature-input") ? "rfc9421" : "draft-cavage";
  const result = await verifyRequestDetailed(request, { documentLoader: ctx.documentLoader, contextLoader: ctx.contextLoader });
  return {
    scheme,
    covers: /headers="([^"]*)"/.exec(header)?.[1].split(" ") ?? [...(/\(([^)]*)\)/.exec(request.headers.get("signature-input") ?? "")?.[1] ?? "").matchAll(/"([^"]+)"/g)].map((m) => m[1]),
    verified: result.verified,
    keyId: result.verified ? result.key.id?.href : /keyId="([^"]*)"/.exec(header)?.[1],
    owner: result.verified ? result.key.ownerId?.href : undefined,
    reason: result.verified ? undefined : result.reason.type,
  };
}

// listen keeps what other servers tell.
function listen(federation, person) {
  const inboxes = federation.setInboxListeners("/users/{identifier}/inbox", "/inbox");
  inboxes.setSharedKeyDispatcher(() => ({ identifier: person.name }));
  inboxes.withIdempotency("per-inbox");
  inboxes
    .on(Follow, async (ctx, follow) => {
      const actor = await follow.getActor(ctx);
      if (actor?.id && actor.inboxId && person.group && follow.objectId?.href === person.group.id) return await asked(ctx, person, follow, actor);
      if (!actor?.id || !actor.inboxId || follow.objectId?.href !== ctx.getActorUri(person.name).href) return;
      person.followers.set(actor.id.href, { actor: actor.id.href, inbox: actor.inboxId.href, sharedInbox: actor.endpoints?.sharedInbox?.href });
      await ctx.sendActivity({ identifier: person.name }, actor, new Accept({
        id: new URL(`/accepts/${person.id()}`, person.origin), actor: ctx.getActorUri(person.name), object: follow,
      }));
    })
    .on(Accept, (_ctx, accept) => { quoted(person, accept, "accepted"); answered(person, accept, "accepted"); })
    .on(Reject, (_ctx, reject) => { quoted(person, reject, "rejected"); answered(person, reject, "rejected"); })
    .on(QuoteRequest, (ctx, request) => askedToQuote(ctx, person, request))
    .on(Flag, (_ctx, flag) => { person.reports.push({ actor: flag.actorId?.href, objects: flag.objectIds.map(String), content: flag.content?.toString() ?? null }); })
    .on(Move, (_ctx, move) => { person.moves.push({ actor: move.actorId?.href, object: move.objectId?.href, target: move.targetId?.href }); })
    .on(EmojiReact, (_ctx, reaction) => react(person, "EmojiReact", reaction))
    .on(Undo, async (ctx, undo) => {
      const undone = await undo.getObject({ ...ctx, crossOrigin: "trust" });
      if (undone instanceof Follow && undo.actorId) (undone.objectId?.href === person.group?.id ? person.group.members : person.followers).delete(undo.actorId.href);
      for (const r of person.reactions) if (r.activity === (undone?.id ?? undo.objectId)?.href && r.actor === undo.actorId?.href) r.undone = true;
    })
    .on(Create, async (ctx, create) => {
      const object = await create.getObject(ctx);
      if (!voted(person, object, create.actorId)) await keep(person, object, create.actorId);
      await passOn(ctx, person, create, object);
    })
    .on(Update, async (ctx, update) => {
      const object = await update.getObject(ctx);
      const before = person.posts.get(object?.id?.href);
      await keep(person, object, update.actorId, before ? (before.edits ?? 0) + 1 : 0);
      await passOn(ctx, person, update, object);
    })
    .on(Delete, async (ctx, gone) => {
      const post = person.posts.get(gone.objectId?.href);
      if (post && post.actor === gone.actorId?.href) post.deleted = true;
      if (person.group?.posts.get(gone.objectId?.href)?.actor === gone.actorId?.href) await passOn(ctx, person, gone, null);
    })
    .on(Like, (_ctx, like) => react(person, "Like", like))
    .on(Announce, async (ctx, announce) => {
      react(person, "Announce", announce);
      const loader = await ctx.getDocumentLoader({ identifier: person.name });
      const object = await announce.getObject({ ...ctx, documentLoader: loader, crossOrigin: "trust" }).catch(() => null);
      if (object instanceof Activity) await keep(person, await object.getObject({ ...ctx, documentLoader: loader }), object.actorId);
      else if (object) await keep(person, object, object.attributionId);
    })
    .on(Block, () => {})
    .onError((_ctx, error) => console.error("inbox:", error));
}

function answered(person, answer, state) {
  const follow = person.following.get(answer.actorId?.href);
  if (follow && (!answer.objectId || answer.objectId.href === follow.activity)) follow.state = state;
}

function react(person, type, activity) {
  person.reactions.push({ type, content: activity.content?.toString() ?? null, actor: activity.actorId?.href, object: activity.objectId?.href, activity: activity.id?.href, undone: false });
}

// keep stores a post of somebody else, if who sent it is who wrote it.
async function keep(person, object, actor, edits = 0) {
  const known = [Note, Article, Page, Question, Tombstone].find((cls) => object instanceof cls);
  if (!known || !object.id || object.attributionId?.href !== actor?.href) return;
  person.posts.set(object.id.href, {
    id: object.id.href,
    type: known.name,
    actor: actor.href,
    name: object.name?.toString() ?? null,
    content: object.content?.toString() ?? null,
    summary: object.summary?.toString() ?? null,
    sensitive: object.sensitive ?? false,
    inReplyTo: object.replyTargetId?.href ?? null,
    to: object.toIds.map(String),
    cc: object.ccIds.map(String),
    audience: object.audienceIds.map(String),
    url: object.url?.href?.toString() ?? object.url?.toString() ?? null,
    published: object.published?.toString() ?? null,
    updated: object.updated?.toString() ?? null,
    edits,
    deleted: false,
    ...await seen(object),
  });
}
