-- Quotes that wait for the author's own yes.
-- +goose Up

-- Who may quote what a person writes from now on; empty for everyone.
ALTER TABLE accounts ADD COLUMN quotes text NOT NULL DEFAULT '';

-- Quotes that nobody has answered yet.
CREATE INDEX quotes_pending ON quotes (quoted_id) WHERE state = 'pending';
