-- What somebody comes to, for their calendar.
-- +goose Up

CREATE INDEX attendances_actor ON attendances (actor_id, post_id);
