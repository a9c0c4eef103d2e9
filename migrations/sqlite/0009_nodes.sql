-- Which node has taken a received activity, so that the others take it up as soon as that node is gone.
-- +goose Up
ALTER TABLE inbox ADD COLUMN owner text NOT NULL DEFAULT '';
