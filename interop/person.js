// What the one person of this server has and knows; all of it is in memory, and GET /state shows it.

export class Person {
  followers = new Map(); // actor -> { actor, inbox, sharedInbox }
  following = new Map(); // actor -> { actor, activity, state: pending | accepted | rejected }
  notes = new Map(); // local id -> what we wrote
  posts = new Map(); // object -> what we were told of others' posts
  sent = new Map(); // activity -> { activity, object, recipients }
  reactions = []; // { type, actor, object, activity, undone }
  log = []; // every POST to an inbox of ours
  fetched = []; // every GET of ours, by others
  keys = null;
  #next = 1;

  constructor(name, origin) {
    this.name = name;
    this.origin = origin;
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
      notes: [...this.notes.values()].map(({ recipients: _, ...note }) => note),
      posts: [...this.posts.values()],
      reactions: this.reactions,
      received: this.log,
      fetched: this.fetched,
    };
  }
}
