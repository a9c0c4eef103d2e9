-- The first schema. Times are milliseconds since 1970 UTC, 0 for never; ids rise with time.
-- +goose Up

-- What people, communities and servers are, ours and others'.
CREATE TABLE actors (
    id            bigint NOT NULL,
    iri           text NOT NULL,
    kind          text NOT NULL,
    local         boolean NOT NULL,
    host          text NOT NULL,
    handle        text NOT NULL,
    domain        text NOT NULL,
    name          text NOT NULL,
    summary       text NOT NULL,
    summary_src   text NOT NULL,
    url           text NOT NULL,
    icon          text NOT NULL,
    image         text NOT NULL,
    inbox         text NOT NULL,
    shared_inbox  text NOT NULL,
    outbox_iri    text NOT NULL,
    followers_iri text NOT NULL,
    following_iri text NOT NULL,
    featured_iri  text NOT NULL,
    fields        text NOT NULL,
    locked        boolean NOT NULL,
    discoverable  boolean NOT NULL,
    indexable     boolean NOT NULL,
    show_follows  boolean NOT NULL,
    outward       bigint NOT NULL,
    published     bigint NOT NULL,
    fetched       bigint NOT NULL,
    gone          bigint NOT NULL,
    version       bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX actors_iri ON actors (iri);
CREATE INDEX actors_host ON actors (host);
CREATE UNIQUE INDEX actors_local_handle ON actors (lower(handle)) WHERE local;
CREATE INDEX actors_address ON actors (lower(handle), domain);

-- Public keys of actors; ours with the sealed private half.
CREATE TABLE keys (
    id       bigint NOT NULL,
    iri      text NOT NULL,
    actor_id bigint NOT NULL,
    kind     text NOT NULL,
    public   bytea NOT NULL,
    private  bytea,
    created  bigint NOT NULL,
    retired  bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX keys_iri ON keys (iri);
CREATE INDEX keys_actor ON keys (actor_id);

-- What a community has beside its actor.
CREATE TABLE communities (
    actor_id  bigint NOT NULL,
    purpose   text NOT NULL,
    driver_id bigint NOT NULL,
    created   bigint NOT NULL,
    PRIMARY KEY (actor_id)
);

-- The doors that people of ours come in by.
CREATE TABLE accounts (
    actor_id     bigint NOT NULL,
    email        text NOT NULL,
    password     text NOT NULL,
    totp         bytea,
    recovery     text NOT NULL,
    totp_step    bigint NOT NULL,
    disabled     bigint NOT NULL,
    distance     text NOT NULL,
    privacy      text NOT NULL,
    sensitive    boolean NOT NULL,
    language     text NOT NULL,
    created      bigint NOT NULL,
    last_sign_in bigint NOT NULL,
    PRIMARY KEY (actor_id)
);
CREATE UNIQUE INDEX accounts_email ON accounts (email);

-- Duties granted to people.
CREATE TABLE role_grants (
    actor_id bigint NOT NULL,
    role     text NOT NULL,
    until    bigint NOT NULL,
    granted  bigint NOT NULL,
    PRIMARY KEY (actor_id, role)
);

-- Signed-in browsers.
CREATE TABLE sessions (
    id       bigint NOT NULL,
    hash     text NOT NULL,
    actor_id bigint NOT NULL,
    agent    text NOT NULL,
    created  bigint NOT NULL,
    seen     bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX sessions_hash ON sessions (hash);
CREATE INDEX sessions_actor ON sessions (actor_id);

-- Bearer tokens of programs.
CREATE TABLE tokens (
    id       bigint NOT NULL,
    hash     text NOT NULL,
    actor_id bigint NOT NULL,
    scopes   text NOT NULL,
    name     text NOT NULL,
    created  bigint NOT NULL,
    ended    bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX tokens_hash ON tokens (hash);
CREATE INDEX tokens_actor ON tokens (actor_id);

-- Sign-ins that failed, by account or address.
CREATE TABLE attempts (
    who   text NOT NULL,
    n     bigint NOT NULL,
    since bigint NOT NULL,
    until bigint NOT NULL,
    PRIMARY KEY (who)
);

-- What was written, ours and others'.
CREATE TABLE posts (
    id           bigint NOT NULL,
    iri          text NOT NULL,
    author_id    bigint NOT NULL,
    local        boolean NOT NULL,
    kind         text NOT NULL,
    title        text NOT NULL,
    content      text NOT NULL,
    source       text NOT NULL,
    summary      text NOT NULL,
    sensitive    boolean NOT NULL,
    language     text NOT NULL,
    url          text NOT NULL,
    reply_to     text NOT NULL,
    parent_id    bigint,
    thread_id    bigint NOT NULL,
    community_id bigint,
    audience     text NOT NULL,
    distance     text NOT NULL,
    quiet        boolean NOT NULL,
    label        text NOT NULL,
    published    bigint NOT NULL,
    edited       bigint NOT NULL,
    deleted      bigint NOT NULL,
    version      bigint NOT NULL,
    once         text,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX posts_iri ON posts (iri);
CREATE INDEX posts_author ON posts (author_id, id);
CREATE INDEX posts_parent ON posts (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX posts_orphans ON posts (reply_to) WHERE parent_id IS NULL AND reply_to <> '';
CREATE UNIQUE INDEX posts_once ON posts (once);
CREATE INDEX posts_thread ON posts (thread_id);
CREATE INDEX posts_community ON posts (community_id, id) WHERE community_id IS NOT NULL;

-- People that a post names.
CREATE TABLE post_people (
    post_id  bigint NOT NULL,
    actor_id bigint NOT NULL,
    mention  boolean NOT NULL,
    PRIMARY KEY (post_id, actor_id)
);
CREATE INDEX post_people_actor ON post_people (actor_id, post_id);

-- Hashtags of posts.
CREATE TABLE post_tags (
    post_id bigint NOT NULL,
    tag     text NOT NULL,
    PRIMARY KEY (post_id, tag)
);
CREATE INDEX post_tags_tag ON post_tags (tag, post_id);

-- Sharings of posts.
CREATE TABLE boosts (
    id       bigint NOT NULL,
    iri      text NOT NULL,
    actor_id bigint NOT NULL,
    post_id  bigint NOT NULL,
    audience text NOT NULL,
    distance text NOT NULL,
    created  bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX boosts_iri ON boosts (iri);
CREATE UNIQUE INDEX boosts_once ON boosts (actor_id, post_id);
CREATE INDEX boosts_post ON boosts (post_id);

-- Thanks for posts.
CREATE TABLE favourites (
    id       bigint NOT NULL,
    iri      text NOT NULL,
    actor_id bigint NOT NULL,
    post_id  bigint NOT NULL,
    created  bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX favourites_iri ON favourites (iri);
CREATE UNIQUE INDEX favourites_once ON favourites (actor_id, post_id);
CREATE INDEX favourites_post ON favourites (post_id);

-- Lines of home streams, written when something arrives.
CREATE TABLE home (
    owner_id bigint NOT NULL,
    item_id  bigint NOT NULL,
    post_id  bigint NOT NULL,
    boost_id bigint,
    PRIMARY KEY (owner_id, item_id)
);
CREATE INDEX home_post ON home (post_id);

-- Who follows whom.
CREATE TABLE follows (
    id          bigint NOT NULL,
    iri         text NOT NULL,
    follower_id bigint NOT NULL,
    followee_id bigint NOT NULL,
    state       text NOT NULL,
    created     bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX follows_iri ON follows (iri);
CREATE UNIQUE INDEX follows_pair ON follows (follower_id, followee_id);
CREATE INDEX follows_followee ON follows (followee_id, follower_id);

-- Who wants nothing of whom.
CREATE TABLE blocks (
    id         bigint NOT NULL,
    iri        text NOT NULL,
    actor_id   bigint NOT NULL,
    blocked_id bigint NOT NULL,
    created    bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX blocks_iri ON blocks (iri);
CREATE UNIQUE INDEX blocks_pair ON blocks (actor_id, blocked_id);
CREATE INDEX blocks_blocked ON blocks (blocked_id);

-- What people of ours should know.
CREATE TABLE notices (
    id       bigint NOT NULL,
    owner_id bigint NOT NULL,
    kind     text NOT NULL,
    from_id  bigint NOT NULL,
    post_id  bigint,
    text     text NOT NULL,
    created  bigint NOT NULL,
    read     boolean NOT NULL,
    once     text NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX notices_owner ON notices (owner_id, id);
CREATE INDEX notices_post ON notices (post_id) WHERE post_id IS NOT NULL;
CREATE UNIQUE INDEX notices_once ON notices (once);

-- Other servers.
CREATE TABLE peers (
    host          text NOT NULL,
    standing      text NOT NULL,
    partner_since bigint NOT NULL,
    software      text NOT NULL,
    version       text NOT NULL,
    server_actor  text NOT NULL,
    note          text NOT NULL,
    since         bigint NOT NULL,
    last_in       bigint NOT NULL,
    last_out      bigint NOT NULL,
    fails         bigint NOT NULL,
    changed       bigint NOT NULL,
    PRIMARY KEY (host)
);

-- What a peer did in a day, by door and verdict.
CREATE TABLE peer_days (
    host    text NOT NULL,
    day     text NOT NULL,
    door    text NOT NULL,
    verdict text NOT NULL,
    n       bigint NOT NULL,
    PRIMARY KEY (host, day, door, verdict)
);

-- Answers of the gate.
CREATE TABLE decisions (
    id       bigint NOT NULL,
    at       bigint NOT NULL,
    door     text NOT NULL,
    verb     text NOT NULL,
    peers    text NOT NULL,
    activity text NOT NULL,
    object   text NOT NULL,
    post_id  bigint,
    audience text NOT NULL,
    distance text NOT NULL,
    verdict  text NOT NULL,
    rule     text NOT NULL,
    why      text NOT NULL,
    steps    text NOT NULL,
    policy   bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX decisions_post ON decisions (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX decisions_stopped ON decisions (verdict, id) WHERE verdict <> 'allow';

-- Which peers a decision was about, to find them by peer.
CREATE TABLE decision_peers (
    host        text NOT NULL,
    decision_id bigint NOT NULL,
    PRIMARY KEY (host, decision_id)
);

-- Which servers have a post.
CREATE TABLE handed (
    post_id bigint NOT NULL,
    host    text NOT NULL,
    inbox   text NOT NULL,
    door    text NOT NULL,
    at      bigint NOT NULL,
    ended   bigint NOT NULL,
    PRIMARY KEY (post_id, host, inbox)
);
CREATE INDEX handed_host ON handed (host, post_id);

-- One row that counts changes to what decisions are made from.
CREATE TABLE boundary (
    id    bigint NOT NULL,
    epoch bigint NOT NULL,
    mode  text NOT NULL,
    people bigint NOT NULL,
    PRIMARY KEY (id)
);
INSERT INTO boundary (id, epoch, mode, people) VALUES (1, 1, '', 1);

-- Activities received, with their bytes as they came.
CREATE TABLE inbox (
    id        bigint NOT NULL,
    activity  text NOT NULL,
    signer_id bigint NOT NULL,
    owner_id  bigint,
    host      text NOT NULL,
    verb      text NOT NULL,
    body      bytea NOT NULL,
    state     text NOT NULL,
    rule      text NOT NULL,
    why       text NOT NULL,
    tries     bigint NOT NULL,
    at        bigint NOT NULL,
    due       bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX inbox_activity ON inbox (activity);
CREATE INDEX inbox_waiting ON inbox (due, id) WHERE state = 'received';
CREATE INDEX inbox_host ON inbox (host, id);

-- Activities of ours while they are sent.
CREATE TABLE outbox (
    id        bigint NOT NULL,
    activity  text NOT NULL,
    event     text NOT NULL,
    signer_id bigint NOT NULL,
    epoch     bigint NOT NULL,
    version   bigint NOT NULL,
    body      bytea NOT NULL,
    at        bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX outbox_activity ON outbox (activity);

-- Pieces of work.
CREATE TABLE jobs (
    id      bigint NOT NULL,
    lane    text NOT NULL,
    run_at  bigint NOT NULL,
    kind    text NOT NULL,
    payload text NOT NULL,
    attempt bigint NOT NULL,
    error   text NOT NULL,
    dead    boolean NOT NULL,
    once    text,
    turn    text NOT NULL,
    ref     bigint NOT NULL,
    created bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX jobs_ref ON jobs (ref) WHERE ref <> 0;
CREATE INDEX jobs_lane ON jobs (lane, run_at, id);
CREATE INDEX jobs_dead ON jobs (dead) WHERE dead;
CREATE UNIQUE INDEX jobs_once ON jobs (once);

-- Queues: one per destination host, one per kind of inner work.
CREATE TABLE lanes (
    name    text NOT NULL,
    due     bigint NOT NULL,
    blocked bigint NOT NULL,
    lease   bigint NOT NULL,
    owner   text NOT NULL,
    fails   bigint NOT NULL,
    PRIMARY KEY (name)
);
CREATE INDEX lanes_due ON lanes (due);
