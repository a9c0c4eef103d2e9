-- A community may have a hundred thousand followers: where each lives stands beside the follow, so that those of one place, and the
-- few who are people here, are found without a look at the others. The database fills it in, also for what an older node writes.
-- +goose Up
-- A node that goes on beside this holds posts while it looks at follows: to take both in its order, at once, is to wait for nobody who waits.
LOCK TABLE posts, follows, actors IN ACCESS EXCLUSIVE MODE;
ALTER TABLE follows ADD COLUMN host text NOT NULL DEFAULT '';
UPDATE follows SET host = actors.host FROM actors WHERE actors.id = follows.follower_id AND NOT actors.local;
CREATE INDEX follows_place ON follows (followee_id, host, follower_id);
CREATE INDEX follows_newest ON follows (followee_id, id);
DROP INDEX follows_followee;
-- Which servers are behind a shared inbox is asked for every delivery to many.
CREATE INDEX actors_shared ON actors (shared_inbox, host) WHERE NOT local;
-- How many answers a post has is kept; those that somebody may not see are found one by one.
CREATE INDEX posts_hidden ON posts (parent_id) WHERE parent_id IS NOT NULL AND audience <> 'everyone' AND deleted = 0;
CREATE INDEX posts_answered_by ON posts (parent_id, author_id) WHERE parent_id IS NOT NULL;
-- The order of a long thread is read out of its index alone.
DROP INDEX posts_thread;
CREATE INDEX posts_thread ON posts (thread_id, id, parent_id);
-- +goose StatementBegin
CREATE FUNCTION follow_place() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    NEW.host = COALESCE((SELECT host FROM actors WHERE id = NEW.follower_id AND NOT local), '');
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER follow_place BEFORE INSERT ON follows FOR EACH ROW EXECUTE FUNCTION follow_place();
