-- Wishes to follow somebody on a server that is closed, and what a server says of itself.
-- +goose Up
ALTER TABLE peers ADD COLUMN says text NOT NULL DEFAULT '{}';

CREATE TABLE askings (
    id       integer NOT NULL,
    asker_id integer NOT NULL,
    address  text NOT NULL,
    host     text NOT NULL,
    reason   text NOT NULL,
    state    text NOT NULL,
    answer   text NOT NULL,
    at       integer NOT NULL,
    answered integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX askings_once ON askings (asker_id, address);
CREATE INDEX askings_host ON askings (host, id);
CREATE INDEX askings_open ON askings (id) WHERE state = 'asked';
