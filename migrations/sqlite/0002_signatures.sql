-- By which specification a server takes our signatures, and whether an administrator lets it sign with 1024-bit keys.
-- +goose Up
ALTER TABLE peers ADD COLUMN manner text NOT NULL DEFAULT '';
ALTER TABLE peers ADD COLUMN weak_keys boolean NOT NULL DEFAULT FALSE;
