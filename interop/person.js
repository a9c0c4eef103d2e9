// What the one person of this server has and knows; all of it is in memory, and GET /state shows it.

export class Person {
  followers = new Map(); // actor -> { actor, inbox, sharedInbox }
  following = new Map(); // actor -> { actor, activity, state: pending | accepted | rejected }
  notes = new Map(); // local id -> what we wrote
  posts = new Map(); // object -> what we were told of others' posts
  sent = new Map(); // activity -> { activity, object, recipients }
  reactions = []; // { type, actor, object, activity, undone }
  log = []; // every POST to an inbox of ours
  misread = 0; // requests that were signed in a way that is not read
  fetched = []; // every GET of ours, by others
  reports = []; // { actor, objects, content }: what others complained of
  decisions = []; // { type, back, community, actor, object, target, reason, until }: what communities elsewhere told
  group = null; // a community of this server
  moves = []; // { actor, object, target }
  aliases = []; // other accounts that are the same person
  movedTo = null;
  stamps = new Map(); // local id -> the consent that we gave to somebody's quote
  quotes = new Map(); // our note -> { state, stamp }: the consent that we asked for
  pictures = new Map(); // path -> bytes
  keys = null;
  #next = 1;

  // signs is the kind of signature that is tried first: draft-cavage-http-signatures-12 or rfc9421. With the latter no other is read.
  constructor(name, origin, signs) {
    this.name = name;
    this.origin = origin;
    this.signs = signs;
  }

  // id makes the local part of a new id.
  id() {
    return `${this.#next++}-${crypto.randomUUID().slice(0, 8)}`;
  }

  // state is the whole as JSON.
  state() {
    return {
      actor: `${this.origin}/users/${this.name}`,
      handle: `@${this.name}@${new URL(this.origin).host}`,
      followers: [...this.followers.keys()],
      following: [...this.following.values()],
      notes: [...this.notes.values()].map(({ recipients: _, poll, ...note }) => ({ ...note, votes: poll?.votes.map((v) => v.size) ?? [] })),
      posts: [...this.posts.values()],
      reactions: this.reactions,
      reports: this.reports,
      moves: this.moves,
      decisions: this.decisions,
      group: this.group?.state() ?? null,
      quotes: Object.fromEntries(this.quotes),
      received: this.log,
      misread: this.misread,
      fetched: this.fetched,
    };
  }
}
