-- When federation was closed, and what ended since: what a backup that is restored would bring back.
-- +goose Up
ALTER TABLE boundary ADD COLUMN closed bigint NOT NULL DEFAULT 0;

-- Each time that federation was closed, and who opened it again.
CREATE TABLE closures (
    id         bigint NOT NULL,
    at         bigint NOT NULL,
    closed_by  text NOT NULL,
    why        text NOT NULL,
    backup     bigint NOT NULL,
    applied    bigint NOT NULL,
    opened     bigint NOT NULL,
    opened_by  text NOT NULL,
    opened_why text NOT NULL,
    PRIMARY KEY (id)
);

-- What was taken back or ended, by name only; written with the act, and copied to a file beside the database.
CREATE TABLE endings (
    id   bigint NOT NULL,
    at   bigint NOT NULL,
    kind text NOT NULL,
    what text NOT NULL,
    also text NOT NULL,
    PRIMARY KEY (id)
);
