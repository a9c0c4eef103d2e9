// A community of this server: a Group that the person looks after. It lets in whoever asks while its door is open, tells its members
// what is done in it as software that threads does, once as the activity and once as the bare post, and what its moderator decides. And
// what communities elsewhere decide, as their members are told of it.
import { Create, Endpoints, Group as GroupDocument, PUBLIC_COLLECTION } from "@fedify/vocab";
import { signRequest } from "@fedify/fedify";

export class Group {
  members = new Map(); // actor -> { actor, inbox }
  posts = new Map(); // object -> { id, actor, title, inReplyTo, removed }
  acts = new Map(); // what its moderator decided, by type and object
  open = true;

  constructor(name, origin) {
    this.name = name;
    this.id = `${origin}/users/${name}`;
  }

  state() {
    return { members: [...this.members.keys()], posts: [...this.posts.values()] };
  }
}

// groupDocument is how the community is seen by others.
export async function groupDocument(ctx, group) {
  const keys = await ctx.getActorKeyPairs(group.name);
  return new GroupDocument({
    id: new URL(group.id), preferredUsername: group.name, name: "Ward round", summary: "<p>What we see on our wards.</p>",
    inbox: ctx.getInboxUri(group.name), outbox: ctx.getOutboxUri(group.name), followers: ctx.getFollowersUri(group.name),
    endpoints: new Endpoints({ sharedInbox: ctx.getInboxUri() }), attribution: new URL(moderatorsOf(group)),
    publicKey: keys[0].cryptographicKey, assertionMethods: keys.map((key) => key.multikey),
  });
}

const moderatorsOf = (group) => `${group.id}/moderators`;

// moderators answers who looks after the community; nothing for another address.
export function moderators(person, url) {
  if (!person.group || url.pathname !== new URL(moderatorsOf(person.group)).pathname) return null;
  const list = { "@context": context, id: moderatorsOf(person.group), type: "OrderedCollection", totalItems: 1, orderedItems: [`${person.origin}/users/${person.name}`] };
  return Response.json(list, { headers: { "content-type": "application/activity+json" } });
}

const context = "https://www.w3.org/ns/activitystreams";

// asked lets somebody in, or sends them away.
export async function asked(ctx, person, follow, actor) {
  const group = person.group;
  if (group.open) group.members.set(actor.id.href, { actor: actor.id.href, inbox: actor.inboxId.href });
  await tell(ctx, person, [actor.inboxId.href], { type: group.open ? "Accept" : "Reject", to: [actor.id.href], object: await follow.toJsonLd(ctx) });
}

// passOn tells the members what somebody did in the community: what names it, or answers what stands in it, or is about that.
export async function passOn(ctx, person, activity, object) {
  const group = person.group;
  const id = object?.id?.href ?? activity.objectId?.href;
  if (!group || !id) return;
  const named = [activity, object].flatMap((o) => (o ? [...o.audienceIds, ...o.toIds, ...o.ccIds] : [])).some((u) => u.href === group.id);
  const create = activity instanceof Create;
  if (create ? !(named || group.posts.has(object.replyTargetId?.href)) : !group.posts.has(id)) return;
  if (create) group.posts.set(id, { id, actor: activity.actorId.href, title: object.name?.toString() ?? null, inReplyTo: object.replyTargetId?.href ?? null, removed: false });
  const inboxes = others(group, activity.actorId.href);
  await announce(ctx, person, inboxes, await activity.toJsonLd(ctx));
  if (create) await announce(ctx, person, inboxes, id);
}

const others = (group, actor) => [...group.members.values()].filter((m) => m.actor !== actor || new URL(m.actor).origin !== new URL(group.id).origin).map((m) => m.inbox);

const announce = (ctx, person, inboxes, object) => tell(ctx, person, inboxes, { type: "Announce", to: [PUBLIC_COLLECTION.href], cc: [`${person.group.id}/followers`], object });

// tell sends what the community says, signed by it.
async function tell(ctx, person, inboxes, activity) {
  const group = person.group;
  const [key] = await ctx.getActorKeyPairs(group.name);
  const body = JSON.stringify({ "@context": context, id: `${group.id}/acts/${person.id()}`, actor: group.id, ...activity });
  for (const inbox of new Set(inboxes)) {
    const request = new Request(inbox, { method: "POST", headers: { "content-type": "application/activity+json" }, body });
    const response = await fetch(await signRequest(request, key.privateKey, key.keyId, { spec: person.signs }));
    if (!response.ok) throw Object.assign(new Error(`${inbox} answers ${response.status}`), { status: response.status, responseBody: await response.text() });
  }
}

// ofGroup are verbs of the control interface.
export const ofGroup = {
  // door { open }: whether whoever asks is let in
  door: (_ctx, person, { open }) => { person.group.open = open; },
  // rule { type: Delete | Lock | Block, object, reason, until?, back? }: its moderator decides, or takes that back
  rule: async (ctx, person, { type, object, reason, until, back = false }) => {
    const group = person.group;
    const heading = { id: `${person.origin}/acts/${person.id()}`, actor: ctx.getActorUri(person.name).href, to: [PUBLIC_COLLECTION.href], cc: [group.id], audience: group.id };
    const before = group.acts.get(`${type} ${object}`);
    const act = back ? { ...heading, type: "Undo", object: before } : { ...heading, type, object, summary: reason, target: type === "Block" ? group.id : undefined, endTime: until };
    if (!back) group.acts.set(`${type} ${object}`, act);
    const post = group.posts.get(object);
    if (post && type === "Delete") post.removed = !back;
    await announce(ctx, person, [...group.members.values()].map((m) => m.inbox), act);
  },
};

// decided notes what a community elsewhere tells its members that its moderators decided.
export function decided(person, json) {
  const act = json?.type === "Announce" ? json.object : null;
  const back = act?.type === "Undo";
  const what = back ? act.object : act;
  if (!["Delete", "Lock", "Block"].includes(what?.type) || typeof what.object !== "string") return;
  person.decisions.push({ type: what.type, back, community: json.actor, actor: what.actor, object: what.object, target: what.target ?? null, reason: what.summary ?? null, until: what.endTime ?? null });
}
