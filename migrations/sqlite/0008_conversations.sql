-- Conversations, pinned posts, and what keeps deliveries right.
-- +goose Up

-- The collection of a thread that a post names (FEP-7888), as its author wrote it.
ALTER TABLE posts ADD COLUMN context text NOT NULL DEFAULT '';
CREATE INDEX posts_context ON posts (context) WHERE context <> '';

-- Where a community of another server lists who moderates it (FEP-1b12).
ALTER TABLE actors ADD COLUMN moderators_iri text NOT NULL DEFAULT '';

-- Posts that somebody pinned to their profile.
CREATE TABLE pins (
    actor_id integer NOT NULL,
    post_id  integer NOT NULL,
    created  integer NOT NULL,
    PRIMARY KEY (actor_id, post_id)
) WITHOUT ROWID;
CREATE INDEX pins_post ON pins (post_id);

-- Inboxes that answered 410: nothing more is sent there.
CREATE TABLE ended_inboxes (
    inbox text NOT NULL,
    at    integer NOT NULL,
    PRIMARY KEY (inbox)
) WITHOUT ROWID;
