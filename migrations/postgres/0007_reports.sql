-- What people and other servers report to moderators, what moderators did, and accounts that moved.
-- +goose Up
CREATE TABLE reports (
    id          bigint NOT NULL,
    activity    text NOT NULL,
    reporter_id bigint NOT NULL,
    host        text NOT NULL,
    target_id   bigint NOT NULL,
    comment     text NOT NULL,
    forwarded   boolean NOT NULL,
    created     bigint NOT NULL,
    resolved    bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX reports_activity ON reports (activity);
CREATE INDEX reports_open ON reports (id) WHERE resolved = 0;

CREATE TABLE report_posts (
    report_id bigint NOT NULL,
    post_id   bigint NOT NULL,
    PRIMARY KEY (report_id, post_id)
);

CREATE TABLE moderation_acts (
    id        bigint NOT NULL,
    report_id bigint NOT NULL,
    by_id     bigint NOT NULL,
    what      text NOT NULL,
    target_id bigint NOT NULL,
    post_id   bigint NOT NULL,
    reason    text NOT NULL,
    at        bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX moderation_acts_report ON moderation_acts (report_id);

ALTER TABLE actors ADD COLUMN suspended bigint NOT NULL DEFAULT 0;
ALTER TABLE actors ADD COLUMN also_known_as text NOT NULL DEFAULT '[]';
ALTER TABLE actors ADD COLUMN moved_to text NOT NULL DEFAULT '';
