-- In which communities disapproval is counted, and how much of it a post has.
-- +goose Up
ALTER TABLE actors ADD COLUMN downs boolean NOT NULL DEFAULT false;
INSERT INTO tallies SELECT dislikes.post_id, 'downs', 0, count(*) FROM dislikes WHERE 1 = 1 GROUP BY 1, 2;
-- +goose StatementBegin
CREATE TRIGGER tally_down_in AFTER INSERT ON dislikes WHEN 1 = 1 BEGIN
    INSERT INTO tallies VALUES (NEW.post_id, 'downs', 0, 1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_down_out AFTER DELETE ON dislikes WHEN 1 = 1 BEGIN
    INSERT INTO tallies VALUES (OLD.post_id, 'downs', 0, -1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
