-- By which Invite somebody elsewhere heard that they are invited into a community, so that it can be taken back.
-- +goose Up
ALTER TABLE community_invites ADD COLUMN iri text NOT NULL DEFAULT '';
