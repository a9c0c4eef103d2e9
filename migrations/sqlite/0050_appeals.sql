-- What people say against rulings that concern them, and what they are answered.
-- +goose Up
CREATE TABLE appeals (
    ruling_id    integer NOT NULL PRIMARY KEY,
    community_id integer NOT NULL,
    by_id        integer NOT NULL,
    text         text NOT NULL,
    at           integer NOT NULL,
    answered     integer NOT NULL,
    answer_by_id integer NOT NULL,
    reversed     boolean NOT NULL,
    answer       text NOT NULL
);
CREATE INDEX appeals_open ON appeals (community_id) WHERE answered = 0;
CREATE INDEX appeals_by ON appeals (by_id);
