-- Threads that a community begins anew each week or month.
-- +goose Up

CREATE TABLE recurring (
    id           integer NOT NULL,
    community_id integer NOT NULL,
    text         text NOT NULL,
    every        text NOT NULL,
    day          integer NOT NULL,
    next         integer NOT NULL,
    created      integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX recurring_next ON recurring (next);
CREATE INDEX recurring_community ON recurring (community_id, id);
