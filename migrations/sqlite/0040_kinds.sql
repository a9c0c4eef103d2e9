-- Kinds of posts: what belongs to a whole thread stands with its first post.
-- +goose Up

-- The answer that was accepted, what sums the thread up, and since when nobody answers in it.
ALTER TABLE posts ADD COLUMN answer_id integer;
ALTER TABLE posts ADD COLUMN synthesis_id integer;
ALTER TABLE posts ADD COLUMN locked integer NOT NULL DEFAULT 0;
CREATE INDEX posts_answered ON posts (answer_id) WHERE answer_id IS NOT NULL;
CREATE INDEX posts_summed ON posts (synthesis_id) WHERE synthesis_id IS NOT NULL;

-- Lists of one kind; plain posts have their own.
CREATE INDEX posts_kind ON posts (kind, id) WHERE kind <> 'post';

-- Answers in the order in which they came.
CREATE INDEX posts_answers ON posts (parent_id, id) WHERE parent_id IS NOT NULL;
DROP INDEX posts_parent;

-- What an earlier version told beside its text, in one line: when and where an event takes place.
ALTER TABLE post_versions ADD COLUMN facts text NOT NULL DEFAULT '';
