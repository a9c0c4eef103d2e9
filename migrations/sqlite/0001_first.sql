-- The first schema. Times are milliseconds since 1970 UTC, 0 for never; ids rise with time.
-- +goose Up

-- What people, communities and servers are, ours and others'.
CREATE TABLE actors (
    id            integer NOT NULL,
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
    outward       integer NOT NULL,
    published     integer NOT NULL,
    fetched       integer NOT NULL,
    gone          integer NOT NULL,
    version       integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX actors_iri ON actors (iri);
CREATE INDEX actors_host ON actors (host);
CREATE UNIQUE INDEX actors_local_handle ON actors (lower(handle)) WHERE local;
CREATE INDEX actors_address ON actors (lower(handle), domain);

-- Public keys of actors; ours with the sealed private half.
CREATE TABLE keys (
    id       integer NOT NULL,
    iri      text NOT NULL,
    actor_id integer NOT NULL,
    kind     text NOT NULL,
    public   blob NOT NULL,
    private  blob,
    created  integer NOT NULL,
    retired  integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX keys_iri ON keys (iri);
CREATE INDEX keys_actor ON keys (actor_id);

-- What a community has beside its actor.
CREATE TABLE communities (
    actor_id  integer NOT NULL,
    purpose   text NOT NULL,
    driver_id integer NOT NULL,
    created   integer NOT NULL,
    PRIMARY KEY (actor_id)
);

-- The doors that people of ours come in by.
CREATE TABLE accounts (
    actor_id     integer NOT NULL,
    email        text NOT NULL,
    password     text NOT NULL,
    totp         blob,
    recovery     text NOT NULL,
    totp_step    integer NOT NULL,
    disabled     integer NOT NULL,
    distance     text NOT NULL,
    privacy      text NOT NULL,
    sensitive    boolean NOT NULL,
    language     text NOT NULL,
    created      integer NOT NULL,
    last_sign_in integer NOT NULL,
    PRIMARY KEY (actor_id)
);
CREATE UNIQUE INDEX accounts_email ON accounts (email);

-- Duties granted to people.
CREATE TABLE role_grants (
    actor_id integer NOT NULL,
    role     text NOT NULL,
    until    integer NOT NULL,
    granted  integer NOT NULL,
    PRIMARY KEY (actor_id, role)
) WITHOUT ROWID;

-- Signed-in browsers.
CREATE TABLE sessions (
    id       integer NOT NULL,
    hash     text NOT NULL,
    actor_id integer NOT NULL,
    agent    text NOT NULL,
    created  integer NOT NULL,
    seen     integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX sessions_hash ON sessions (hash);
CREATE INDEX sessions_actor ON sessions (actor_id);

-- Bearer tokens of programs.
CREATE TABLE tokens (
    id       integer NOT NULL,
    hash     text NOT NULL,
    actor_id integer NOT NULL,
    scopes   text NOT NULL,
    name     text NOT NULL,
    created  integer NOT NULL,
    ended    integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX tokens_hash ON tokens (hash);
CREATE INDEX tokens_actor ON tokens (actor_id);

-- Sign-ins that failed, by account or address.
CREATE TABLE attempts (
    who   text NOT NULL,
    n     integer NOT NULL,
    since integer NOT NULL,
    until integer NOT NULL,
    PRIMARY KEY (who)
);

-- What was written, ours and others'.
CREATE TABLE posts (
    id           integer NOT NULL,
    iri          text NOT NULL,
    author_id    integer NOT NULL,
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
    parent_id    integer,
    thread_id    integer NOT NULL,
    community_id integer,
    audience     text NOT NULL,
    distance     text NOT NULL,
    quiet        boolean NOT NULL,
    label        text NOT NULL,
    published    integer NOT NULL,
    edited       integer NOT NULL,
    deleted      integer NOT NULL,
    version      integer NOT NULL,
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
    post_id  integer NOT NULL,
    actor_id integer NOT NULL,
    mention  boolean NOT NULL,
    PRIMARY KEY (post_id, actor_id)
) WITHOUT ROWID;
CREATE INDEX post_people_actor ON post_people (actor_id, post_id);

-- Hashtags of posts.
CREATE TABLE post_tags (
    post_id integer NOT NULL,
    tag     text NOT NULL,
    PRIMARY KEY (post_id, tag)
) WITHOUT ROWID;
CREATE INDEX post_tags_tag ON post_tags (tag, post_id);

-- Sharings of posts.
CREATE TABLE boosts (
    id       integer NOT NULL,
    iri      text NOT NULL,
    actor_id integer NOT NULL,
    post_id  integer NOT NULL,
    audience text NOT NULL,
    distance text NOT NULL,
    created  integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX boosts_iri ON boosts (iri);
CREATE UNIQUE INDEX boosts_once ON boosts (actor_id, post_id);
CREATE INDEX boosts_post ON boosts (post_id);

-- Thanks for posts.
CREATE TABLE favourites (
    id       integer NOT NULL,
    iri      text NOT NULL,
    actor_id integer NOT NULL,
    post_id  integer NOT NULL,
    created  integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX favourites_iri ON favourites (iri);
CREATE UNIQUE INDEX favourites_once ON favourites (actor_id, post_id);
CREATE INDEX favourites_post ON favourites (post_id);

-- Lines of home streams, written when something arrives.
CREATE TABLE home (
    owner_id integer NOT NULL,
    item_id  integer NOT NULL,
    post_id  integer NOT NULL,
    boost_id integer,
    PRIMARY KEY (owner_id, item_id)
) WITHOUT ROWID;
CREATE INDEX home_post ON home (post_id);

-- Who follows whom.
CREATE TABLE follows (
    id          integer NOT NULL,
    iri         text NOT NULL,
    follower_id integer NOT NULL,
    followee_id integer NOT NULL,
    state       text NOT NULL,
    created     integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX follows_iri ON follows (iri);
CREATE UNIQUE INDEX follows_pair ON follows (follower_id, followee_id);
CREATE INDEX follows_followee ON follows (followee_id, follower_id);

-- Who wants nothing of whom.
CREATE TABLE blocks (
    id         integer NOT NULL,
    iri        text NOT NULL,
    actor_id   integer NOT NULL,
    blocked_id integer NOT NULL,
    created    integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX blocks_iri ON blocks (iri);
CREATE UNIQUE INDEX blocks_pair ON blocks (actor_id, blocked_id);
CREATE INDEX blocks_blocked ON blocks (blocked_id);

-- What people of ours should know.
CREATE TABLE notices (
    id       integer NOT NULL,
    owner_id integer NOT NULL,
    kind     text NOT NULL,
    from_id  integer NOT NULL,
    post_id  integer,
    text     text NOT NULL,
    created  integer NOT NULL,
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
    partner_since integer NOT NULL,
    software      text NOT NULL,
    version       text NOT NULL,
    server_actor  text NOT NULL,
    note          text NOT NULL,
    since         integer NOT NULL,
    last_in       integer NOT NULL,
    last_out      integer NOT NULL,
    fails         integer NOT NULL,
    changed       integer NOT NULL,
    PRIMARY KEY (host)
);

-- What a peer did in a day, by door and verdict.
CREATE TABLE peer_days (
    host    text NOT NULL,
    day     text NOT NULL,
    door    text NOT NULL,
    verdict text NOT NULL,
    n       integer NOT NULL,
    PRIMARY KEY (host, day, door, verdict)
) WITHOUT ROWID;

-- Answers of the gate.
CREATE TABLE decisions (
    id       integer NOT NULL,
    at       integer NOT NULL,
    door     text NOT NULL,
    verb     text NOT NULL,
    peers    text NOT NULL,
    activity text NOT NULL,
    object   text NOT NULL,
    post_id  integer,
    audience text NOT NULL,
    distance text NOT NULL,
    verdict  text NOT NULL,
    rule     text NOT NULL,
    why      text NOT NULL,
    steps    text NOT NULL,
    policy   integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX decisions_post ON decisions (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX decisions_stopped ON decisions (verdict, id) WHERE verdict <> 'allow';

-- Which peers a decision was about, to find them by peer.
CREATE TABLE decision_peers (
    host        text NOT NULL,
    decision_id integer NOT NULL,
    PRIMARY KEY (host, decision_id)
) WITHOUT ROWID;

-- Which servers have a post.
CREATE TABLE handed (
    post_id integer NOT NULL,
    host    text NOT NULL,
    inbox   text NOT NULL,
    door    text NOT NULL,
    at      integer NOT NULL,
    ended   integer NOT NULL,
    PRIMARY KEY (post_id, host, inbox)
) WITHOUT ROWID;
CREATE INDEX handed_host ON handed (host, post_id);

-- One row that counts changes to what decisions are made from.
CREATE TABLE boundary (
    id    integer NOT NULL,
    epoch integer NOT NULL,
    mode  text NOT NULL,
    people integer NOT NULL,
    PRIMARY KEY (id)
);
INSERT INTO boundary (id, epoch, mode, people) VALUES (1, 1, '', 1);

-- Activities received, with their bytes as they came.
CREATE TABLE inbox (
    id        integer NOT NULL,
    activity  text NOT NULL,
    signer_id integer NOT NULL,
    owner_id  integer,
    host      text NOT NULL,
    verb      text NOT NULL,
    body      blob NOT NULL,
    state     text NOT NULL,
    rule      text NOT NULL,
    why       text NOT NULL,
    tries     integer NOT NULL,
    at        integer NOT NULL,
    due       integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX inbox_activity ON inbox (activity);
CREATE INDEX inbox_waiting ON inbox (due, id) WHERE state = 'received';
CREATE INDEX inbox_host ON inbox (host, id);

-- Activities of ours while they are sent.
CREATE TABLE outbox (
    id        integer NOT NULL,
    activity  text NOT NULL,
    event     text NOT NULL,
    signer_id integer NOT NULL,
    epoch     integer NOT NULL,
    version   integer NOT NULL,
    body      blob NOT NULL,
    at        integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX outbox_activity ON outbox (activity);

-- Pieces of work.
CREATE TABLE jobs (
    id      integer NOT NULL,
    lane    text NOT NULL,
    run_at  integer NOT NULL,
    kind    text NOT NULL,
    payload text NOT NULL,
    attempt integer NOT NULL,
    error   text NOT NULL,
    dead    boolean NOT NULL,
    once    text,
    turn    text NOT NULL,
    ref     integer NOT NULL,
    created integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX jobs_ref ON jobs (ref) WHERE ref <> 0;
CREATE INDEX jobs_lane ON jobs (lane, run_at, id);
CREATE INDEX jobs_dead ON jobs (dead) WHERE dead;
CREATE UNIQUE INDEX jobs_once ON jobs (once);

-- Queues: one per destination host, one per kind of inner work.
CREATE TABLE lanes (
    name    text NOT NULL,
    due     integer NOT NULL,
    blocked integer NOT NULL,
    lease   integer NOT NULL,
    owner   text NOT NULL,
    fails   integer NOT NULL,
    PRIMARY KEY (name)
);
CREATE INDEX lanes_due ON lanes (due);
