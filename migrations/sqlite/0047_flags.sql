-- What members flag in a community, from how many of them on it folds, and since when a post is folded.
-- +goose Up
ALTER TABLE communities ADD COLUMN quorum integer NOT NULL DEFAULT 3;
ALTER TABLE posts ADD COLUMN folded integer NOT NULL DEFAULT 0;

CREATE TABLE flags (
    post_id      integer NOT NULL,
    by_id        integer NOT NULL,
    community_id integer NOT NULL,
    reason       text NOT NULL,
    at           integer NOT NULL,
    settled      integer NOT NULL,
    PRIMARY KEY (post_id, by_id)
);
CREATE INDEX flags_by ON flags (by_id);
CREATE INDEX flags_open ON flags (community_id) WHERE settled = 0;
