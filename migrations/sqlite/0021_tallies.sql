-- How much belongs to an actor or a post, so that nothing is counted where it is read: followers, followed and posts of each
-- audience of an actor; answers, favourites, boosts, faces, pins and quotes of a post. Triggers keep it, whoever writes, also a
-- node of an earlier version. What a viewer may read is not told by it: where that differs, it tells whether there is anything
-- to look for.
-- +goose Up
CREATE TABLE tallies (
    of_id integer NOT NULL,
    what  text NOT NULL,
    shard integer NOT NULL,
    n     integer NOT NULL,
    PRIMARY KEY (of_id, what, shard)
) WITHOUT ROWID;
INSERT INTO tallies SELECT posts.author_id, 'post:' || posts.audience, 0, count(*) FROM posts WHERE posts.deleted = 0 GROUP BY 1, 2;
INSERT INTO tallies SELECT posts.parent_id, 'answers', 0, count(*) FROM posts WHERE posts.deleted = 0 AND posts.parent_id IS NOT NULL GROUP BY 1, 2;
INSERT INTO tallies SELECT follows.followee_id, 'followers', 0, count(*) FROM follows WHERE follows.state = 'accepted' GROUP BY 1, 2;
INSERT INTO tallies SELECT follows.follower_id, 'following', 0, count(*) FROM follows WHERE follows.state = 'accepted' GROUP BY 1, 2;
INSERT INTO tallies SELECT favourites.post_id, 'favourites', 0, count(*) FROM favourites WHERE 1 = 1 GROUP BY 1, 2;
INSERT INTO tallies SELECT boosts.post_id, 'boosts', 0, count(*) FROM boosts WHERE 1 = 1 GROUP BY 1, 2;
INSERT INTO tallies SELECT reactions.post_id, 'faces', 0, count(*) FROM reactions WHERE 1 = 1 GROUP BY 1, 2;
INSERT INTO tallies SELECT pins.post_id, 'pins', 0, count(*) FROM pins WHERE 1 = 1 GROUP BY 1, 2;
INSERT INTO tallies SELECT quotes.quoted_id, 'quotes', 0, count(*) FROM quotes WHERE quotes.state = 'accepted' AND quotes.quoted_id IS NOT NULL GROUP BY 1, 2;
CREATE INDEX posts_closed ON posts (author_id, id) WHERE audience <> 'everyone' AND deleted = 0;
-- +goose StatementBegin
CREATE TRIGGER tally_post_in AFTER INSERT ON posts WHEN NEW.deleted = 0 BEGIN
    INSERT INTO tallies VALUES (NEW.author_id, 'post:' || NEW.audience, 0, 1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_post_out AFTER DELETE ON posts WHEN OLD.deleted = 0 BEGIN
    INSERT INTO tallies VALUES (OLD.author_id, 'post:' || OLD.audience, 0, -1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_post_off AFTER UPDATE OF audience, deleted ON posts WHEN OLD.deleted = 0 BEGIN
    INSERT INTO tallies VALUES (OLD.author_id, 'post:' || OLD.audience, 0, -1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_post_on AFTER UPDATE OF audience, deleted ON posts WHEN NEW.deleted = 0 BEGIN
    INSERT INTO tallies VALUES (NEW.author_id, 'post:' || NEW.audience, 0, 1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_answer_in AFTER INSERT ON posts WHEN NEW.deleted = 0 AND NEW.parent_id IS NOT NULL BEGIN
    INSERT INTO tallies VALUES (NEW.parent_id, 'answers', 0, 1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_answer_out AFTER DELETE ON posts WHEN OLD.deleted = 0 AND OLD.parent_id IS NOT NULL BEGIN
    INSERT INTO tallies VALUES (OLD.parent_id, 'answers', 0, -1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_answer_off AFTER UPDATE OF parent_id, deleted ON posts WHEN OLD.deleted = 0 AND OLD.parent_id IS NOT NULL BEGIN
    INSERT INTO tallies VALUES (OLD.parent_id, 'answers', 0, -1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_answer_on AFTER UPDATE OF parent_id, deleted ON posts WHEN NEW.deleted = 0 AND NEW.parent_id IS NOT NULL BEGIN
    INSERT INTO tallies VALUES (NEW.parent_id, 'answers', 0, 1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_follower_in AFTER INSERT ON follows WHEN NEW.state = 'accepted' BEGIN
    INSERT INTO tallies VALUES (NEW.followee_id, 'followers', 0, 1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_follower_out AFTER DELETE ON follows WHEN OLD.state = 'accepted' BEGIN
    INSERT INTO tallies VALUES (OLD.followee_id, 'followers', 0, -1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_follower_off AFTER UPDATE OF state ON follows WHEN OLD.state = 'accepted' BEGIN
    INSERT INTO tallies VALUES (OLD.followee_id, 'followers', 0, -1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_follower_on AFTER UPDATE OF state ON follows WHEN NEW.state = 'accepted' BEGIN
    INSERT INTO tallies VALUES (NEW.followee_id, 'followers', 0, 1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_following_in AFTER INSERT ON follows WHEN NEW.state = 'accepted' BEGIN
    INSERT INTO tallies VALUES (NEW.follower_id, 'following', 0, 1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_following_out AFTER DELETE ON follows WHEN OLD.state = 'accepted' BEGIN
    INSERT INTO tallies VALUES (OLD.follower_id, 'following', 0, -1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_following_off AFTER UPDATE OF state ON follows WHEN OLD.state = 'accepted' BEGIN
    INSERT INTO tallies VALUES (OLD.follower_id, 'following', 0, -1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_following_on AFTER UPDATE OF state ON follows WHEN NEW.state = 'accepted' BEGIN
    INSERT INTO tallies VALUES (NEW.follower_id, 'following', 0, 1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_favourite_in AFTER INSERT ON favourites WHEN 1 = 1 BEGIN
    INSERT INTO tallies VALUES (NEW.post_id, 'favourites', 0, 1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_favourite_out AFTER DELETE ON favourites WHEN 1 = 1 BEGIN
    INSERT INTO tallies VALUES (OLD.post_id, 'favourites', 0, -1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_boost_in AFTER INSERT ON boosts WHEN 1 = 1 BEGIN
    INSERT INTO tallies VALUES (NEW.post_id, 'boosts', 0, 1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_boost_out AFTER DELETE ON boosts WHEN 1 = 1 BEGIN
    INSERT INTO tallies VALUES (OLD.post_id, 'boosts', 0, -1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_face_in AFTER INSERT ON reactions WHEN 1 = 1 BEGIN
    INSERT INTO tallies VALUES (NEW.post_id, 'faces', 0, 1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_face_out AFTER DELETE ON reactions WHEN 1 = 1 BEGIN
    INSERT INTO tallies VALUES (OLD.post_id, 'faces', 0, -1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_pin_in AFTER INSERT ON pins WHEN 1 = 1 BEGIN
    INSERT INTO tallies VALUES (NEW.post_id, 'pins', 0, 1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_pin_out AFTER DELETE ON pins WHEN 1 = 1 BEGIN
    INSERT INTO tallies VALUES (OLD.post_id, 'pins', 0, -1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_quote_in AFTER INSERT ON quotes WHEN NEW.state = 'accepted' AND NEW.quoted_id IS NOT NULL BEGIN
    INSERT INTO tallies VALUES (NEW.quoted_id, 'quotes', 0, 1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_quote_out AFTER DELETE ON quotes WHEN OLD.state = 'accepted' AND OLD.quoted_id IS NOT NULL BEGIN
    INSERT INTO tallies VALUES (OLD.quoted_id, 'quotes', 0, -1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_quote_off AFTER UPDATE OF state, quoted_id ON quotes WHEN OLD.state = 'accepted' AND OLD.quoted_id IS NOT NULL BEGIN
    INSERT INTO tallies VALUES (OLD.quoted_id, 'quotes', 0, -1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tally_quote_on AFTER UPDATE OF state, quoted_id ON quotes WHEN NEW.state = 'accepted' AND NEW.quoted_id IS NOT NULL BEGIN
    INSERT INTO tallies VALUES (NEW.quoted_id, 'quotes', 0, 1) ON CONFLICT (of_id, what, shard) DO UPDATE SET n = n + excluded.n;
END;
-- +goose StatementEnd
