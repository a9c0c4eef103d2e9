-- What those who look after a community decided in it, ours and others': the log of its moderators, and what is in force.
-- +goose Up
CREATE TABLE rulings (
    id           bigint NOT NULL PRIMARY KEY,
    activity     text NOT NULL,
    community_id bigint NOT NULL,
    by_id        bigint NOT NULL,
    what         text NOT NULL,
    whom_id      bigint NOT NULL,
    post_id      bigint NOT NULL,
    reason       text NOT NULL,
    until        bigint NOT NULL,
    at           bigint NOT NULL,
    undone       bigint NOT NULL
);
CREATE UNIQUE INDEX rulings_activity ON rulings (activity);
CREATE INDEX rulings_community ON rulings (community_id, id);
CREATE INDEX rulings_whom ON rulings (whom_id, community_id);
CREATE INDEX rulings_post ON rulings (post_id) WHERE post_id <> 0;
