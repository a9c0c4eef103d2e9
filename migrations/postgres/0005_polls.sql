-- Questions with their votes, events with who comes, and what a post said before.
-- +goose Up

-- The answers of a post that asks. Of ours the votes are counted from poll_votes; of others' the options keep what was told.
CREATE TABLE polls (
    post_id     bigint NOT NULL,
    multiple    boolean NOT NULL,
    hide_totals boolean NOT NULL,
    named       boolean NOT NULL,
    options     text NOT NULL,
    voters      bigint NOT NULL,
    closes      bigint NOT NULL,
    closed      bigint NOT NULL,
    told        bigint NOT NULL,
    fetched     bigint NOT NULL,
    PRIMARY KEY (post_id)
);

-- Who chose what: read for counts, and by the voter.
CREATE TABLE poll_votes (
    post_id  bigint NOT NULL,
    actor_id bigint NOT NULL,
    choice   bigint NOT NULL,
    at       bigint NOT NULL,
    PRIMARY KEY (post_id, actor_id, choice)
);

-- What events, films, sounds and pages tell beside their text.
CREATE TABLE post_details (
    post_id   bigint NOT NULL,
    starts    bigint NOT NULL,
    ends      bigint NOT NULL,
    zone      text NOT NULL,
    place     text NOT NULL,
    online    text NOT NULL,
    status    text NOT NULL,
    join_mode text NOT NULL,
    seconds   bigint NOT NULL,
    link      text NOT NULL,
    PRIMARY KEY (post_id)
);

-- People of ours who said that they will come to an event elsewhere.
CREATE TABLE attendances (
    post_id  bigint NOT NULL,
    actor_id bigint NOT NULL,
    iri      text NOT NULL,
    state    text NOT NULL,
    created  bigint NOT NULL,
    PRIMARY KEY (post_id, actor_id)
);
CREATE UNIQUE INDEX attendances_iri ON attendances (iri);

-- What a post said before it was edited.
CREATE TABLE post_versions (
    post_id   bigint NOT NULL,
    version   bigint NOT NULL,
    title     text NOT NULL,
    content   text NOT NULL,
    source    text NOT NULL,
    summary   text NOT NULL,
    sensitive boolean NOT NULL,
    language  text NOT NULL,
    audience  text NOT NULL,
    readers   text NOT NULL,
    options   text NOT NULL,
    made      bigint NOT NULL,
    PRIMARY KEY (post_id, version)
);
