-- Versions of the policy, and which one is in force.
-- +goose Up
CREATE TABLE policies (
    version bigint NOT NULL,
    text    text NOT NULL,
    author  text NOT NULL,
    reason  text NOT NULL,
    at      bigint NOT NULL,
    PRIMARY KEY (version)
);

ALTER TABLE boundary ADD COLUMN policy bigint NOT NULL DEFAULT 0;
