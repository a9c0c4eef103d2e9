// What the person says: documents and their addressees.
import { Collection, Document, Hashtag, InteractionPolicy, InteractionRule, LanguageString, Mention, Note, Page, PUBLIC_COLLECTION, Question } from "@fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";

// noteDocument builds the document of a note that the person wrote.
export function noteDocument(ctx, person, note) {
  const followers = ctx.getFollowersUri(person.name);
  const named = note.mentions.map((m) => new URL(m.actor));
  const to = { public: [PUBLIC_COLLECTION], unlisted: [followers], followers: [followers], direct: [] }[note.visibility];
  const cc = { public: [followers], unlisted: [PUBLIC_COLLECTION], followers: [], direct: [] }[note.visibility];
  return new (note.poll ? Question : note.title ? Page : Note)({
    ...beside(person, note),
    id: new URL(note.id),
    attribution: ctx.getActorUri(person.name),
    contents: [note.content, new LanguageString(note.content, "en")],
    summary: note.summary ?? null,
    name: note.title ?? null,
    audience: note.audience ? new URL(note.audience) : null,
    sensitive: Boolean(note.summary),
    replyTarget: note.inReplyTo ? new URL(note.inReplyTo) : null,
    url: new URL(note.id),
    published: Temporal.Instant.from(note.published),
    updated: note.updated ? Temporal.Instant.from(note.updated) : null,
    tos: [...to, ...(note.visibility === "direct" ? named : [])],
    ccs: [...cc, ...(note.visibility === "direct" ? [] : named), ...(note.audience ? [new URL(note.audience)] : [])],
    tags: [
      ...note.mentions.map((m) => new Mention({ href: new URL(m.actor), name: m.handle })),
      ...[...note.content.matchAll(/#(\w+)/g)].map(([, tag]) => new Hashtag({ href: new URL(`/tags/${tag}`, person.origin), name: `#${tag}` })),
    ],
  });
}

// beside is what only some notes have: a picture, a poll, somebody's quoted post with the consent of its author.
function beside(person, note) {
  const more = { interactionPolicy: new InteractionPolicy({ canQuote: new InteractionRule({ automaticApprovals: [PUBLIC_COLLECTION] }) }) };
  if (note.picture) more.attachments = [new Document({ mediaType: "image/png", url: new URL(`${new URL(note.id).pathname}/picture.png`, person.origin), name: note.picture, width: 2, height: 2 })];
  if (note.poll) {
    const options = note.poll.options.map((name, i) => new Note({ name, replies: new Collection({ totalItems: note.poll.votes[i].size }) }));
    Object.assign(more, note.poll.multiple ? { inclusiveOptions: options } : { exclusiveOptions: options });
    Object.assign(more, { endTime: Temporal.Instant.from(note.poll.closes), voters: new Set(note.poll.votes.flatMap((v) => [...v])).size });
  }
  if (note.quote) Object.assign(more, { quote: new URL(note.quote), quoteUrl: new URL(note.quote), quoteAuthorization: note.stamp ? new URL(note.stamp) : null });
  return more;
}

// html makes the text of a note into what other servers expect.
export function html(words) {
  const safe = words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<p>${safe.replaceAll("\n", "<br>")}</p>`;
}
