-- Who answers for a server and until when, whether its subdomains go with it, and lists of servers that are imported.
-- +goose Up
ALTER TABLE peers ADD COLUMN owner text NOT NULL DEFAULT '';
ALTER TABLE peers ADD COLUMN review integer NOT NULL DEFAULT 0;
ALTER TABLE peers ADD COLUMN below boolean NOT NULL DEFAULT FALSE;

CREATE TABLE peer_lists (
    id      integer NOT NULL,
    kind    text NOT NULL,
    name    text NOT NULL,
    author  text NOT NULL,
    lines   integer NOT NULL,
    faults  text NOT NULL,
    faulty  integer NOT NULL,
    at      integer NOT NULL,
    applied integer NOT NULL,
    undone  integer NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE peer_list_lines (
    list_id  integer NOT NULL,
    host     text NOT NULL,
    standing text NOT NULL,
    below    boolean NOT NULL,
    reason   text NOT NULL,
    was      text NOT NULL,
    PRIMARY KEY (list_id, host)
);
