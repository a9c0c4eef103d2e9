-- People who were erased, and the names that nobody gets again.
-- +goose Up

ALTER TABLE actors ADD COLUMN erased bigint NOT NULL DEFAULT 0;

CREATE TABLE erasures (
    actor_id bigint NOT NULL,
    at       bigint NOT NULL,
    posts    text NOT NULL,
    PRIMARY KEY (actor_id)
);

-- Sums of names, beside nobody.
CREATE TABLE spent_names (
    sum text NOT NULL,
    PRIMARY KEY (sum)
);
