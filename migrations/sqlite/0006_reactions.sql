-- Reactions, and quotes with consent.
-- +goose Up

-- Faces that people put under a post.
CREATE TABLE reactions (
    id       integer NOT NULL,
    iri      text NOT NULL,
    actor_id integer NOT NULL,
    post_id  integer NOT NULL,
    face     text NOT NULL,
    picture  text NOT NULL,
    created  integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX reactions_iri ON reactions (iri);
CREATE UNIQUE INDEX reactions_once ON reactions (actor_id, post_id, face);
CREATE INDEX reactions_post ON reactions (post_id);

-- Dislikes that others sent; counted nowhere.
CREATE TABLE dislikes (
    id       integer NOT NULL,
    iri      text NOT NULL,
    actor_id integer NOT NULL,
    post_id  integer NOT NULL,
    created  integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX dislikes_iri ON dislikes (iri);
CREATE UNIQUE INDEX dislikes_once ON dislikes (actor_id, post_id);
CREATE INDEX dislikes_post ON dislikes (post_id);

-- Who may quote a post, as its author says (FEP-044f).
ALTER TABLE posts ADD COLUMN quote_policy text NOT NULL DEFAULT '';

-- Which post quotes which, and what the author of the quoted one said to it.
CREATE TABLE quotes (
    id        integer NOT NULL,
    iri       text NOT NULL,
    post_id   integer,
    by_id     integer NOT NULL,
    quoted    text NOT NULL,
    quoted_id integer,
    state     text NOT NULL,
    stamp     text NOT NULL,
    request   text NOT NULL,
    created   integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX quotes_iri ON quotes (iri);
CREATE UNIQUE INDEX quotes_post ON quotes (post_id);
CREATE INDEX quotes_by ON quotes (by_id);
CREATE INDEX quotes_quoted ON quotes (quoted_id, id) WHERE quoted_id IS NOT NULL;
CREATE INDEX quotes_waiting ON quotes (quoted) WHERE quoted_id IS NULL;
CREATE INDEX quotes_stamp ON quotes (stamp) WHERE stamp <> '';
CREATE INDEX quotes_request ON quotes (request) WHERE request <> '';
