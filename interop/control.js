// The JSON interface that drives the person: one verb a path, one JSON object in, one out. A delivery that another
// server refuses is an answer, too: { "error": ... } with the status that it gave.
import { Activity, Announce, Block, Create, Delete, Follow, isActor, Like, Tombstone, Undo, Update } from "@fedify/vocab";
import { SendActivityError, signRequest } from "@fedify/fedify";
import { Temporal } from "@js-temporal/polyfill";
import { beyond, png } from "./beyond.js";
import { ofGroup } from "./group.js";
import { html, noteDocument } from "./speak.js";

export async function control(federation, person, path, ask) {
  const verb = verbs[path];
  if (!verb) return Response.json({ error: `there is no ${path}; there are: ${Object.keys(verbs).join(", ")}` }, { status: 404 });
  const ctx = federation.createContext(new URL(person.origin), person);
  try {
    return Response.json(await verb(ctx, person, ask) ?? {});
  } catch (error) {
    const status = error instanceof SendActivityError ? error.statusCode : error.status ?? null;
    return Response.json({ error: String(error.message ?? error), status, answer: error.responseBody ?? null }, { status: 502 });
  }
}

const verbs = {
  state: (_ctx, person) => person.state(),

  // lookup { handle | url } -> the document as the library understood it
  lookup: async (ctx, person, { handle, url }) => {
    const found = await find(ctx, person, handle ?? url);
    return { id: found.id.href, type: found.constructor.name, actor: isActor(found), document: await found.toJsonLd(ctx) };
  },

  // fetch { url, signed, accept } -> { status, type, body }: a bare GET, signed as the person unless told otherwise
  fetch: async (ctx, person, { url, signed = true, accept = "application/activity+json" }) => {
    let request = new Request(url, { headers: { accept }, redirect: "manual" });
    if (signed) request = await signedGet(ctx, person, request);
    const response = await fetch(request);
    return { status: response.status, type: response.headers.get("content-type"), body: await response.text() };
  },

  // follow { handle }; unfollow { handle }
  follow: async (ctx, person, { handle }) => {
    const whom = await find(ctx, person, handle);
    const follow = new Follow({ id: fresh(person, "follows"), actor: ctx.getActorUri(person.name), object: whom.id, to: whom.id });
    person.following.set(whom.id.href, { actor: whom.id.href, activity: follow.id.href, state: "pending" });
    return await send(ctx, person, follow, [whom]);
  },
  unfollow: async (ctx, person, { handle }) => {
    const whom = await find(ctx, person, handle);
    const old = person.following.get(whom.id.href);
    person.following.delete(whom.id.href);
    return await send(ctx, person, new Undo({
      id: fresh(person, "undos"), actor: ctx.getActorUri(person.name), to: whom.id,
      object: new Follow({ id: old ? new URL(old.activity) : fresh(person, "follows"), actor: ctx.getActorUri(person.name), object: whom.id }),
    }), [whom]);
  },

  // post { text, title?, audience?: handle of a community, summary?, inReplyTo?, mention?: [handle], visibility?: public | unlisted | followers | direct,
  //        picture?: alt text, poll?: { options, multiple?, seconds? } } -> { id }
  post: async (ctx, person, { text, title, audience, summary, inReplyTo, mention = [], visibility = "public", picture, poll }) => {
    const mentions = await Promise.all([mention].flat().map((handle) => find(ctx, person, handle)));
    if (inReplyTo) {
      const parent = await find(ctx, person, inReplyTo);
      const author = await find(ctx, person, parent.attributionId.href);
      if (!mentions.some((m) => m.id.href === author.id.href)) mentions.push(author);
    }
    const community = audience && await find(ctx, person, audience);
    const local = person.id();
    const note = {
      id: new URL(`/notes/${local}`, person.origin).href, content: html(text), title, audience: community?.id.href, summary, inReplyTo, visibility,
      mentions: mentions.map((m) => ({ actor: m.id.href, handle: `@${m.preferredUsername}@${m.id.host}` })),
      recipients: community ? [...mentions, community] : mentions, published: Temporal.Now.instant().toString(), deleted: false, picture,
      poll: poll && { multiple: false, ...poll, votes: poll.options.map(() => new Set()), closes: Temporal.Now.instant().add({ seconds: poll.seconds ?? 86400 }).toString() },
    };
    person.notes.set(local, note);
    if (picture) person.pictures.set(`${new URL(note.id).pathname}/picture.png`, png);
    return await publish(ctx, person, note, (object) => new Create({ id: new URL(`${note.id}#create`), actor: ctx.getActorUri(person.name), object, tos: object.toIds, ccs: object.ccIds, audience: object.audienceId, published: object.published }));
  },
  // edit { id, text }; delete { id }
  edit: async (ctx, person, { id, text }) => {
    const note = own(person, id);
    Object.assign(note, { content: html(text), updated: Temporal.Now.instant().toString() });
    return await publish(ctx, person, note, (object) => new Update({ id: new URL(`${note.id}#updates/${person.id()}`), actor: ctx.getActorUri(person.name), object, tos: object.toIds, ccs: object.ccIds, audience: object.audienceId, updated: object.updated }));
  },
  delete: async (ctx, person, { id }) => {
    const note = own(person, id);
    note.deleted = true;
    return await publish(ctx, person, note, (object) => new Delete({ id: new URL(`${note.id}#delete`), actor: ctx.getActorUri(person.name), object: new Tombstone({ id: object.id }), tos: object.toIds, ccs: object.ccIds, audience: object.audienceId }));
  },

  // like { object }; boost { object } -> { activity }
  like: (ctx, person, ask) => react(ctx, person, ask.object, (object, author) => new Like({ id: fresh(person, "likes"), actor: ctx.getActorUri(person.name), object: object.id, to: author.id })),
  boost: (ctx, person, ask) => react(ctx, person, ask.object, (object, author) => new Announce({
    id: fresh(person, "boosts"), actor: ctx.getActorUri(person.name), object: object.id, published: Temporal.Now.instant(),
    to: new URL("https://www.w3.org/ns/activitystreams#Public"), ccs: [ctx.getFollowersUri(person.name), author.id],
  }), followersOf(person)),

  // undo { activity }: takes a like, a boost or a block back
  undo: async (ctx, person, { activity }) => {
    const done = person.sent.get(activity);
    if (!done) throw new Error(`nothing called ${activity} was sent`);
    return await send(ctx, person, new Undo({ id: fresh(person, "undos"), actor: ctx.getActorUri(person.name), object: done.activity, tos: done.activity.toIds, ccs: done.activity.ccIds }), done.recipients);
  },

  // block { handle }
  block: async (ctx, person, { handle }) => {
    const whom = await find(ctx, person, handle);
    return await send(ctx, person, new Block({ id: fresh(person, "blocks"), actor: ctx.getActorUri(person.name), object: whom.id, to: whom.id }), [whom]);
  },

  // send { to: handle | inbox, activity: JSON }: anything at all, signed as the person; with inbox nobody is looked up
  send: async (ctx, person, { to, inbox, activity }) => {
    const whom = inbox ? { id: new URL(inbox), inboxId: new URL(inbox) } : await find(ctx, person, to);
    return send(ctx, person, await Activity.fromJsonLd(activity, ctx), [whom]);
  },

  ...beyond,
  ...ofGroup,
};

export const fresh = (person, kind) => new URL(`/${kind}/${person.id()}`, person.origin);

export function own(person, id) {
  const note = [...person.notes.values()].find((n) => n.id === id);
  if (!note) throw new Error(`no note is called ${id}`);
  return note;
}

// find gets an actor by handle, or anything by URL, with a request that the person signs.
export async function find(ctx, person, what) {
  let url = what;
  if (!what.startsWith("http")) {
    const [name, host] = what.replace(/^@/, "").split("@");
    const query = new URL(`http://${host}/.well-known/webfinger`); // the library asks by https only
    query.searchParams.set("resource", `acct:${name}@${host}`);
    const response = await fetch(query, { headers: { accept: "application/jrd+json" } });
    if (!response.ok) throw Object.assign(new Error(`WebFinger of ${what} answers ${response.status}`), { status: response.status });
    url = (await response.json()).links?.find((link) => link.rel === "self" && /activity\+json|ld\+json/.test(link.type))?.href;
    if (!url) throw new Error(`WebFinger of ${what} leads to no actor`);
  }
  const documentLoader = await ctx.getDocumentLoader({ identifier: person.name });
  const found = await ctx.lookupObject(new URL(url), { documentLoader });
  if (!found?.id) throw Object.assign(new Error(`${url} cannot be read`), { status: 404 });
  return found;
}

async function signedGet(ctx, person, request) {
  const [key] = await ctx.getActorKeyPairs(person.name);
  return await signRequest(request, key.privateKey, key.keyId, { spec: person.signs });
}

async function react(ctx, person, id, make, others = []) {
  const object = await find(ctx, person, id);
  const author = await find(ctx, person, object.attributionId.href);
  return await send(ctx, person, make(object, author), [author, ...others.filter((o) => o.id.href !== author.id.href)]);
}

export const followersOf = (person) => [...person.followers.values()].map((f) => (
  { id: new URL(f.actor), inboxId: new URL(f.inbox), endpoints: f.sharedInbox ? { sharedInbox: new URL(f.sharedInbox) } : null }));

// publish sends what became of a note to everyone whom it is for.
export async function publish(ctx, person, note, make) {
  const activity = make(noteDocument(ctx, person, note));
  const recipients = [...note.recipients];
  if (note.visibility !== "direct") {
    recipients.push(...followersOf(person).filter((f) => !recipients.some((r) => r.id.href === f.id.href)));
  }
  return { id: note.id, ...(await send(ctx, person, activity, recipients, note.visibility !== "direct")) };
}

export async function send(ctx, person, activity, recipients, preferSharedInbox = false) {
  person.sent.set(activity.id.href, { activity, recipients });
  if (recipients.length > 0) {
    await ctx.sendActivity({ identifier: person.name }, recipients, activity, { preferSharedInbox, immediate: true });
  }
  return { activity: activity.id.href, type: activity.constructor.name, recipients: recipients.map((r) => r.id.href) };
}
