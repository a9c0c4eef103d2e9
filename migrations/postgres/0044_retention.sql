-- What goes with its time is found without a look at what stays.
-- +goose Up

-- When a post came here; 0 for those that were here before this was noted, which count by their date.
ALTER TABLE posts ADD COLUMN came bigint NOT NULL DEFAULT 0;

-- Received activities whose bytes are there still.
CREATE INDEX inbox_bytes ON inbox (id) WHERE state <> 'received' AND length(body) > 0;

-- Posts that a report or a moderator's act names.
CREATE INDEX report_posts_post ON report_posts (post_id);
CREATE INDEX moderation_acts_post ON moderation_acts (post_id) WHERE post_id <> 0;

-- Files of other servers by when they were fetched.
CREATE INDEX borrowed_fetched ON borrowed (fetched);
