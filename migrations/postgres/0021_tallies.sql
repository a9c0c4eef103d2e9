-- How much belongs to an actor or a post, so that nothing is counted where it is read: followers, followed and posts of each
-- audience of an actor; answers, favourites, boosts, faces, pins and quotes of a post. Triggers keep it, whoever writes, also a
-- node of an earlier version. What a viewer may read is not told by it: where that differs, it tells whether there is anything
-- to look for.
-- +goose Up
CREATE TABLE tallies (
    of_id bigint NOT NULL,
    what  text NOT NULL,
    shard bigint NOT NULL,
    n     bigint NOT NULL,
    PRIMARY KEY (of_id, what, shard)
) WITH (fillfactor = 70);
-- Each connection counts in a shard of its own, or those that write about one actor would wait for each other and meet crosswise.
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
CREATE FUNCTION tally_posts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' AND (OLD.deleted = 0) THEN INSERT INTO tallies VALUES (OLD.author_id, 'post:' || OLD.audience, pg_backend_pid() % 64, -1)
        ON CONFLICT (of_id, what, shard) DO UPDATE SET n = tallies.n + excluded.n; END IF;
    IF TG_OP <> 'DELETE' AND (NEW.deleted = 0) THEN INSERT INTO tallies VALUES (NEW.author_id, 'post:' || NEW.audience, pg_backend_pid() % 64, 1)
        ON CONFLICT (of_id, what, shard) DO UPDATE SET n = tallies.n + excluded.n; END IF;
    IF TG_OP <> 'INSERT' AND (OLD.deleted = 0 AND OLD.parent_id IS NOT NULL) THEN INSERT INTO tallies VALUES (OLD.parent_id, 'answers', pg_backend_pid() % 64, -1)
        ON CONFLICT (of_id, what, shard) DO UPDATE SET n = tallies.n + excluded.n; END IF;
    IF TG_OP <> 'DELETE' AND (NEW.deleted = 0 AND NEW.parent_id IS NOT NULL) THEN INSERT INTO tallies VALUES (NEW.parent_id, 'answers', pg_backend_pid() % 64, 1)
        ON CONFLICT (of_id, what, shard) DO UPDATE SET n = tallies.n + excluded.n; END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER tally_posts AFTER INSERT OR DELETE OR UPDATE OF audience, deleted, parent_id ON posts FOR EACH ROW EXECUTE FUNCTION tally_posts();
-- +goose StatementBegin
CREATE FUNCTION tally_follows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' AND (OLD.state = 'accepted') THEN INSERT INTO tallies VALUES (OLD.followee_id, 'followers', pg_backend_pid() % 64, -1)
        ON CONFLICT (of_id, what, shard) DO UPDATE SET n = tallies.n + excluded.n; END IF;
    IF TG_OP <> 'DELETE' AND (NEW.state = 'accepted') THEN INSERT INTO tallies VALUES (NEW.followee_id, 'followers', pg_backend_pid() % 64, 1)
        ON CONFLICT (of_id, what, shard) DO UPDATE SET n = tallies.n + excluded.n; END IF;
    IF TG_OP <> 'INSERT' AND (OLD.state = 'accepted') THEN INSERT INTO tallies VALUES (OLD.follower_id, 'following', pg_backend_pid() % 64, -1)
        ON CONFLICT (of_id, what, shard) DO UPDATE SET n = tallies.n + excluded.n; END IF;
    IF TG_OP <> 'DELETE' AND (NEW.state = 'accepted') THEN INSERT INTO tallies VALUES (NEW.follower_id, 'following', pg_backend_pid() % 64, 1)
        ON CONFLICT (of_id, what, shard) DO UPDATE SET n = tallies.n + excluded.n; END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER tally_follows AFTER INSERT OR DELETE OR UPDATE OF state ON follows FOR EACH ROW EXECUTE FUNCTION tally_follows();
-- +goose StatementBegin
CREATE FUNCTION tally_favourites() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN INSERT INTO tallies VALUES (OLD.post_id, 'favourites', pg_backend_pid() % 64, -1)
        ON CONFLICT (of_id, what, shard) DO UPDATE SET n = tallies.n + excluded.n; END IF;
    IF TG_OP <> 'DELETE' THEN INSERT INTO tallies VALUES (NEW.post_id, 'favourites', pg_backend_pid() % 64, 1)
        ON CONFLICT (of_id, what, shard) DO UPDATE SET n = tallies.n + excluded.n; END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER tally_favourites AFTER INSERT OR DELETE OR UPDATE OF post_id ON favourites FOR EACH ROW EXECUTE FUNCTION tally_favourites();
-- +goose StatementBegin
CREATE FUNCTION tally_boosts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN INSERT INTO tallies VALUES (OLD.post_id, 'boosts', pg_backend_pid() % 64, -1)
        ON CONFLICT (of_id, what, shard) DO UPDATE SET n = tallies.n + excluded.n; END IF;
    IF TG_OP <> 'DELETE' THEN INSERT INTO tallies VALUES (NEW.post_id, 'boosts', pg_backend_pid() % 64, 1)
        ON CONFLICT (of_id, what, shard) DO UPDATE SET n = tallies.n + excluded.n; END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER tally_boosts AFTER INSERT OR DELETE OR UPDATE OF post_id ON boosts FOR EACH ROW EXECUTE FUNCTION tally_boosts();
-- +goose StatementBegin
CREATE FUNCTION tally_reactions() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN INSERT INTO tallies VALUES (OLD.post_id, 'faces', pg_backend_pid() % 64, -1)
        ON CONFLICT (of_id, what, shard) DO UPDATE SET n = tallies.n + excluded.n; END IF;
    IF TG_OP <> 'DELETE' THEN INSERT INTO tallies VALUES (NEW.post_id, 'faces', pg_backend_pid() % 64, 1)
        ON CONFLICT (of_id, what, shard) DO UPDATE SET n = tallies.n + excluded.n; END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER tally_reactions AFTER INSERT OR DELETE OR UPDATE OF post_id ON reactions FOR EACH ROW EXECUTE FUNCTION tally_reactions();
-- +goose StatementBegin
CREATE FUNCTION tally_pins() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN INSERT INTO tallies VALUES (OLD.post_id, 'pins', pg_backend_pid() % 64, -1)
        ON CONFLICT (of_id, what, shard) DO UPDATE SET n = tallies.n + excluded.n; END IF;
    IF TG_OP <> 'DELETE' THEN INSERT INTO tallies VALUES (NEW.post_id, 'pins', pg_backend_pid() % 64, 1)
        ON CONFLICT (of_id, what, shard) DO UPDATE SET n = tallies.n + excluded.n; END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER tally_pins AFTER INSERT OR DELETE OR UPDATE OF post_id ON pins FOR EACH ROW EXECUTE FUNCTION tally_pins();
-- +goose StatementBegin
CREATE FUNCTION tally_quotes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' AND (OLD.state = 'accepted' AND OLD.quoted_id IS NOT NULL) THEN INSERT INTO tallies VALUES (OLD.quoted_id, 'quotes', pg_backend_pid() % 64, -1)
        ON CONFLICT (of_id, what, shard) DO UPDATE SET n = tallies.n + excluded.n; END IF;
    IF TG_OP <> 'DELETE' AND (NEW.state = 'accepted' AND NEW.quoted_id IS NOT NULL) THEN INSERT INTO tallies VALUES (NEW.quoted_id, 'quotes', pg_backend_pid() % 64, 1)
        ON CONFLICT (of_id, what, shard) DO UPDATE SET n = tallies.n + excluded.n; END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER tally_quotes AFTER INSERT OR DELETE OR UPDATE OF state, quoted_id ON quotes FOR EACH ROW EXECUTE FUNCTION tally_quotes();
