-- Who took a ruling back and why, and which posts left with whoever was shut out, so that they come back with them.
-- +goose Up
ALTER TABLE rulings ADD COLUMN undone_by_id bigint NOT NULL DEFAULT 0;
ALTER TABLE rulings ADD COLUMN undone_why text NOT NULL DEFAULT '';
ALTER TABLE rulings ADD COLUMN with_id bigint NOT NULL DEFAULT 0;
ALTER TABLE rulings ADD COLUMN posts boolean NOT NULL DEFAULT false;
CREATE INDEX rulings_with ON rulings (with_id) WHERE with_id <> 0;
CREATE INDEX rulings_bans ON rulings (community_id, id) WHERE what = 'banned' AND undone = 0;
