-- What members flag in a community, from how many of them on it folds, and since when a post is folded.
-- +goose Up
ALTER TABLE communities ADD COLUMN quorum bigint NOT NULL DEFAULT 3;
ALTER TABLE posts ADD COLUMN folded bigint NOT NULL DEFAULT 0;

CREATE TABLE flags (
    post_id      bigint NOT NULL,
    by_id        bigint NOT NULL,
    community_id bigint NOT NULL,
    reason       text NOT NULL,
    at           bigint NOT NULL,
    settled      bigint NOT NULL,
    PRIMARY KEY (post_id, by_id)
);
CREATE INDEX flags_by ON flags (by_id);
CREATE INDEX flags_open ON flags (community_id) WHERE settled = 0;
