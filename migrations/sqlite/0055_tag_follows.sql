-- Which hashtags people of ours follow.
-- +goose Up

CREATE TABLE tag_follows (
    actor_id integer NOT NULL,
    tag      text NOT NULL,
    at       integer NOT NULL,
    PRIMARY KEY (actor_id, tag)
);
CREATE INDEX tag_follows_tag ON tag_follows (tag, actor_id);
