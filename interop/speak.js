// What the person says: documents and their addressees.
import { Hashtag, LanguageString, Mention, Note, PUBLIC_COLLECTION } from "@fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";

// noteDocument builds the document of a note that the person wrote.
export function noteDocument(ctx, person, note) {
  const followers = ctx.getFollowersUri(person.name);
  const named = note.mentions.map((m) => new URL(m.actor));
  const to = { public: [PUBLIC_COLLECTION], unlisted: [followers], followers: [followers], direct: [] }[note.visibility];
  const cc = { public: [followers], unlisted: [PUBLIC_COLLECTION], followers: [], direct: [] }[note.visibility];
  return new Note({
    id: new URL(note.id),
    attribution: ctx.getActorUri(person.name),
    contents: [note.content, new LanguageString(note.content, "en")],
    summary: note.summary ?? null,
    sensitive: Boolean(note.summary),
    replyTarget: note.inReplyTo ? new URL(note.inReplyTo) : null,
    url: new URL(note.id),
    published: Temporal.Instant.from(note.published),
    updated: note.updated ? Temporal.Instant.from(note.updated) : null,
    tos: [...to, ...(note.visibility === "direct" ? named : [])],
    ccs: [...cc, ...(note.visibility === "direct" ? [] : named)],
    tags: [
      ...note.mentions.map((m) => new Mention({ href: new URL(m.actor), name: m.handle })),
      ...[...note.content.matchAll(/#(\w+)/g)].map(([, tag]) => new Hashtag({ href: new URL(`/tags/${tag}`, person.origin), name: `#${tag}` })),
    ],
  });
}

// html makes the text of a note into what other servers expect.
export function html(words) {
  const safe = words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<p>${safe.replaceAll("\n", "<br>")}</p>`;
}
