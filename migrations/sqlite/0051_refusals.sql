-- Which communities elsewhere did not let a person of ours in, or took them out, until they ask again or put it aside.
-- +goose Up
CREATE TABLE refusals (
    actor_id     integer NOT NULL,
    community_id integer NOT NULL,
    member       boolean NOT NULL,
    at           integer NOT NULL,
    PRIMARY KEY (actor_id, community_id)
);
