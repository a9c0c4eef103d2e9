-- Which version of a post a rule changed for the server that was handed it.
-- +goose Up
ALTER TABLE handed ADD COLUMN changed integer NOT NULL DEFAULT 0;
