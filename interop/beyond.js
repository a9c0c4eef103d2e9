// What the person does beyond talking: polls, quotes with consent, pictures, reports and moves.
import { Accept, Create, EmojiReact, Flag, isActor, Move, Note, QuoteAuthorization, QuoteRequest, Reject, Update } from "@fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";
import { find, followersOf, fresh, own, publish, send } from "./control.js";
import { html } from "./speak.js";

// png is a picture of two by two points.
export const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGM4YaMBRAwQCgAjXgSxbgN+HAAAAABJRU5ErkJggg==", "base64");

// beyond are verbs of the control interface.
export const beyond = {
  // vote { object, choice }: answers somebody's poll
  vote: async (ctx, person, { object, choice }) => {
    const poll = await find(ctx, person, object);
    const author = await find(ctx, person, poll.attributionId.href);
    const note = new Note({ id: fresh(person, "votes"), attribution: ctx.getActorUri(person.name), name: choice, replyTarget: poll.id, to: author.id });
    return await send(ctx, person, new Create({ id: new URL(`${note.id.href}#create`), actor: ctx.getActorUri(person.name), object: note, to: author.id }), [author]);
  },
  // tell { id }: sends a poll's tally as it is now
  tell: async (ctx, person, { id }) => await publish(ctx, person, own(person, id), (object) => new Update({ id: new URL(`${id}#updates/${person.id()}`), actor: ctx.getActorUri(person.name), object, tos: object.toIds, ccs: object.ccIds, audience: object.audienceId })),

  // emoji { object, emoji } -> { activity }
  emoji: async (ctx, person, { object, emoji }) => {
    const post = await find(ctx, person, object);
    const author = await find(ctx, person, post.attributionId.href);
    return await send(ctx, person, new EmojiReact({ id: fresh(person, "reactions"), actor: ctx.getActorUri(person.name), object: post.id, content: emoji, to: author.id }), [author]);
  },

  // quote { text, object } -> { id }: writes a note that quotes a post, and asks its author for consent
  quote: async (ctx, person, { text, object }) => {
    const post = await find(ctx, person, object);
    const author = await find(ctx, person, post.attributionId.href);
    const local = person.id();
    const note = { id: new URL(`/notes/${local}`, person.origin).href, content: html(text), visibility: "public", mentions: [], recipients: [], published: Temporal.Now.instant().toString(), deleted: false, quote: post.id.href };
    person.notes.set(local, note);
    person.quotes.set(note.id, { state: "pending" });
    const request = new QuoteRequest({ id: new URL(`/quotes/${local}`, person.origin), actor: ctx.getActorUri(person.name), object: post.id, instrument: new URL(note.id), to: author.id });
    await send(ctx, person, request, [author]);
    return { id: note.id };
  },
  // stamped { id }: publishes the note once consent was given
  stamped: async (ctx, person, { id }) => {
    const note = own(person, id);
    note.stamp = person.quotes.get(id)?.stamp;
    return await publish(ctx, person, note, (object) => new Create({ id: new URL(`${id}#create`), actor: ctx.getActorUri(person.name), object, tos: object.toIds, ccs: object.ccIds, audience: object.audienceId }));
  },

  // report { handle, posts: [id], text }
  report: async (ctx, person, { handle, posts = [], text }) => {
    const whom = await find(ctx, person, handle);
    return await send(ctx, person, new Flag({ id: fresh(person, "flags"), actor: ctx.getActorUri(person.name), objects: [whom.id, ...posts.map((p) => new URL(p))], content: text, to: whom.id }), [whom]);
  },

  // alias { actor }: says that another account is the same person
  alias: (_ctx, person, { actor }) => { person.aliases.push(actor); },
  // move { to }: goes to another account, and tells the followers
  move: async (ctx, person, { to }) => {
    const target = await find(ctx, person, to);
    if (!isActor(target)) throw new Error(`${to} is nobody`);
    person.movedTo = target.id.href;
    const me = ctx.getActorUri(person.name);
    return await send(ctx, person, new Move({ id: fresh(person, "moves"), actor: me, object: me, target: target.id, to: ctx.getFollowersUri(person.name) }), followersOf(person));
  },
};

// voted counts a note that is an answer to a poll of ours, and tells whether it was one.
export function voted(person, object, actor) {
  if (!(object instanceof Note) || !object.name || object.content) return false;
  const note = [...person.notes.values()].find((n) => n.id === object.replyTargetId?.href);
  const choice = note?.poll?.options.indexOf(object.name.toString()) ?? -1;
  if (choice >= 0 && object.attributionId?.href === actor?.href) note.poll.votes[choice].add(actor.href);
  return true;
}

// askedToQuote gives the consent that somebody asks for, when it is about a note of ours.
export async function askedToQuote(ctx, person, request) {
  const who = await request.getActor(ctx);
  const note = [...person.notes.values()].find((n) => n.id === request.objectId?.href);
  const instrument = request.instrumentId ?? (await request.getInstrument(ctx))?.id;
  if (!who?.id || !instrument) return;
  const answer = { id: fresh(person, "answers"), actor: ctx.getActorUri(person.name), object: request, to: who.id };
  if (!note || note.visibility !== "public") {
    await send(ctx, person, new Reject(answer), [who]);
    return;
  }
  const local = person.id();
  const stamp = new QuoteAuthorization({ id: new URL(`/stamps/${local}`, person.origin), attribution: ctx.getActorUri(person.name), interactingObject: instrument, interactionTarget: new URL(note.id) });
  person.stamps.set(local, stamp);
  await send(ctx, person, new Accept({ ...answer, result: stamp.id }), [who]);
}

// quoted notes what somebody answers to our own request.
export function quoted(person, answer, state) {
  const local = /\/quotes\/([^/]+)$/.exec(answer.objectId?.pathname ?? "")?.[1];
  const note = local && person.notes.get(local);
  if (note) person.quotes.set(note.id, { state, stamp: answer.resultId?.href ?? null });
}

// seen is what else a post of somebody else has: attachments, options, a quoted post.
export async function seen(object) {
  const attachments = [];
  for await (const a of object.getAttachments()) {
    const url = "url" in a ? (a.url?.href?.toString() ?? a.url?.toString() ?? null) : a.href?.href ?? null;
    attachments.push({ type: a.constructor.name, url, mediaType: a.mediaType ?? null, name: a.name?.toString() ?? null });
  }
  const options = [];
  for (const list of ["getExclusiveOptions", "getInclusiveOptions"]) {
    if (!object[list]) continue;
    for await (const o of object[list]()) options.push({ name: o.name?.toString(), votes: (await o.getReplies?.())?.totalItems ?? 0 });
  }
  return { attachments, options, voters: object.voters ?? 0, quote: object.quoteId?.href ?? object.quoteUrl?.href ?? null, quoteAuthorization: object.quoteAuthorizationId?.href ?? null };
}
