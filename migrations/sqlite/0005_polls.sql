-- Questions with their votes, events with who comes, and what a post said before.
-- +goose Up

-- The answers of a post that asks. Of ours the votes are counted from poll_votes; of others' the options keep what was told.
CREATE TABLE polls (
    post_id     integer NOT NULL,
    multiple    boolean NOT NULL,
    hide_totals boolean NOT NULL,
    named       boolean NOT NULL,
    options     text NOT NULL,
    voters      integer NOT NULL,
    closes      integer NOT NULL,
    closed      integer NOT NULL,
    told        integer NOT NULL,
    fetched     integer NOT NULL,
    PRIMARY KEY (post_id)
);

-- Who chose what: read for counts, and by the voter.
CREATE TABLE poll_votes (
    post_id  integer NOT NULL,
    actor_id integer NOT NULL,
    choice   integer NOT NULL,
    at       integer NOT NULL,
    PRIMARY KEY (post_id, actor_id, choice)
) WITHOUT ROWID;

-- What events, films, sounds and pages tell beside their text.
CREATE TABLE post_details (
    post_id   integer NOT NULL,
    starts    integer NOT NULL,
    ends      integer NOT NULL,
    zone      text NOT NULL,
    place     text NOT NULL,
    online    text NOT NULL,
    status    text NOT NULL,
    join_mode text NOT NULL,
    seconds   integer NOT NULL,
    link      text NOT NULL,
    PRIMARY KEY (post_id)
);

-- People of ours who said that they will come to an event elsewhere.
CREATE TABLE attendances (
    post_id  integer NOT NULL,
    actor_id integer NOT NULL,
    iri      text NOT NULL,
    state    text NOT NULL,
    created  integer NOT NULL,
    PRIMARY KEY (post_id, actor_id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX attendances_iri ON attendances (iri);

-- What a post said before it was edited.
CREATE TABLE post_versions (
    post_id   integer NOT NULL,
    version   integer NOT NULL,
    title     text NOT NULL,
    content   text NOT NULL,
    source    text NOT NULL,
    summary   text NOT NULL,
    sensitive boolean NOT NULL,
    language  text NOT NULL,
    audience  text NOT NULL,
    readers   text NOT NULL,
    options   text NOT NULL,
    made      integer NOT NULL,
    PRIMARY KEY (post_id, version)
) WITHOUT ROWID;
