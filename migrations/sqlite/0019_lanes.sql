-- Lanes are leased in three kinds: inner work, hosts that are well, and hosts that failed last. What somebody waits for goes
-- first in its lane, and what is queued about one thing is found by its turn.
-- +goose Up
ALTER TABLE jobs ADD COLUMN urgent boolean NOT NULL DEFAULT FALSE;
CREATE INDEX jobs_urgent ON jobs (lane, run_at, id) WHERE urgent;
CREATE INDEX jobs_turn ON jobs (turn) WHERE turn <> '';
CREATE INDEX lanes_inner ON lanes (due) WHERE name >= 'work:';
CREATE INDEX lanes_well ON lanes (due) WHERE fails = 0 AND name < 'work:';
CREATE INDEX lanes_ailing ON lanes (due) WHERE fails > 0 AND name < 'work:';
