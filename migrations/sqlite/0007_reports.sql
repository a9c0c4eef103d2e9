-- What people and other servers report to moderators, what moderators did, and accounts that moved.
-- +goose Up
CREATE TABLE reports (
    id          integer NOT NULL,
    activity    text NOT NULL,
    reporter_id integer NOT NULL,
    host        text NOT NULL,
    target_id   integer NOT NULL,
    comment     text NOT NULL,
    forwarded   boolean NOT NULL,
    created     integer NOT NULL,
    resolved    integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX reports_activity ON reports (activity);
CREATE INDEX reports_open ON reports (id) WHERE resolved = 0;

CREATE TABLE report_posts (
    report_id integer NOT NULL,
    post_id   integer NOT NULL,
    PRIMARY KEY (report_id, post_id)
);

CREATE TABLE moderation_acts (
    id        integer NOT NULL,
    report_id integer NOT NULL,
    by_id     integer NOT NULL,
    what      text NOT NULL,
    target_id integer NOT NULL,
    post_id   integer NOT NULL,
    reason    text NOT NULL,
    at        integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX moderation_acts_report ON moderation_acts (report_id);

ALTER TABLE actors ADD COLUMN suspended integer NOT NULL DEFAULT 0;
ALTER TABLE actors ADD COLUMN also_known_as text NOT NULL DEFAULT '[]';
ALTER TABLE actors ADD COLUMN moved_to text NOT NULL DEFAULT '';
