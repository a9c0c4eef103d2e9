-- Versions of the policy, and which one is in force.
-- +goose Up
CREATE TABLE policies (
    version integer NOT NULL,
    text    text NOT NULL,
    author  text NOT NULL,
    reason  text NOT NULL,
    at      integer NOT NULL,
    PRIMARY KEY (version)
);

ALTER TABLE boundary ADD COLUMN policy integer NOT NULL DEFAULT 0;
