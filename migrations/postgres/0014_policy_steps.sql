-- Policies are rehearsed, proposed, made active and taken back; texts of the record are found by what they belong to.
-- +goose Up

-- The number of the thing that a text belongs to, post of ours or not.
DROP INDEX record_texts_post;
ALTER TABLE record_texts DROP COLUMN post_id;
ALTER TABLE record_texts ADD COLUMN about bigint NOT NULL DEFAULT 0;
CREATE INDEX record_texts_about ON record_texts (about);

-- What a replay of a policy file found. It counts for that very text alone.
CREATE TABLE replays (
    id     bigint NOT NULL,
    at     bigint NOT NULL,
    digest text NOT NULL,
    base   bigint NOT NULL,
    since  bigint NOT NULL,
    judged bigint NOT NULL,
    found  text NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX replays_digest ON replays (digest, id);

-- Each time that another version of the policy was asked for, and what came of it.
CREATE TABLE policy_steps (
    id      bigint NOT NULL,
    at      bigint NOT NULL,
    kind    text NOT NULL,
    version bigint NOT NULL,
    before  bigint NOT NULL,
    by_id   bigint NOT NULL,
    by_name text NOT NULL,
    reason  text NOT NULL,
    second  text NOT NULL,
    settled bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX policy_steps_version ON policy_steps (version, id);

-- How often each rule matched in a day, over what is meant for more than a few people. No peer, post or person is in it.
CREATE TABLE rule_days (
    rule    text NOT NULL,
    day     text NOT NULL,
    shadow  boolean NOT NULL,
    verdict text NOT NULL,
    n       bigint NOT NULL,
    PRIMARY KEY (rule, day, shadow, verdict)
);
