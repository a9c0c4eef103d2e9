-- What waits at the boundary, with its bytes, and who answered.
-- +goose Up
CREATE TABLE held (
    id        integer NOT NULL,
    at        integer NOT NULL,
    door      text NOT NULL,
    state     text NOT NULL,
    verb      text NOT NULL,
    activity  text NOT NULL,
    thing     text NOT NULL,
    version   integer NOT NULL,
    post_id   integer,
    by_id     integer NOT NULL,
    audience  text NOT NULL,
    event     text NOT NULL,
    inbox_id  integer NOT NULL,
    receivers text NOT NULL,
    hosts     text NOT NULL,
    body      blob NOT NULL,
    needs     text NOT NULL,
    rule      text NOT NULL,
    why       text NOT NULL,
    behind    text NOT NULL,
    policy    integer NOT NULL,
    closed    integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX held_thing ON held (thing);
CREATE INDEX held_behind ON held (behind) WHERE behind <> '';
CREATE INDEX held_post ON held (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX held_open ON held (state, id) WHERE closed = 0;

CREATE TABLE held_answers (
    held_id integer NOT NULL,
    by_id   integer NOT NULL,
    answer  text NOT NULL,
    words   text NOT NULL,
    at      integer NOT NULL,
    PRIMARY KEY (held_id, by_id)
);
