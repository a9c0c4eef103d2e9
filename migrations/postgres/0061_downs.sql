-- In which communities disapproval is counted, and how much of it a post has.
-- +goose Up
ALTER TABLE actors ADD COLUMN downs boolean NOT NULL DEFAULT false;
INSERT INTO tallies SELECT dislikes.post_id, 'downs', 0, count(*) FROM dislikes WHERE 1 = 1 GROUP BY 1, 2;
-- +goose StatementBegin
CREATE FUNCTION tally_downs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN INSERT INTO tallies VALUES (OLD.post_id, 'downs', pg_backend_pid() % 64, -1)
        ON CONFLICT (of_id, what, shard) DO UPDATE SET n = tallies.n + excluded.n; END IF;
    IF TG_OP <> 'DELETE' THEN INSERT INTO tallies VALUES (NEW.post_id, 'downs', pg_backend_pid() % 64, 1)
        ON CONFLICT (of_id, what, shard) DO UPDATE SET n = tallies.n + excluded.n; END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER tally_downs AFTER INSERT OR DELETE OR UPDATE OF post_id ON dislikes FOR EACH ROW EXECUTE FUNCTION tally_downs();
