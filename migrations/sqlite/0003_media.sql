-- Pictures, sounds, films and files.
-- +goose Up

-- What belongs to a post, or waits for one: files of ours, and what posts of other servers point to.
CREATE TABLE media (
    id           integer NOT NULL,
    slug         text NOT NULL,
    owner_id     integer NOT NULL,
    post_id      integer,
    place        integer NOT NULL,
    kind         text NOT NULL,
    type         text NOT NULL,
    name         text NOT NULL,
    alt          text NOT NULL,
    width        integer NOT NULL,
    height       integer NOT NULL,
    small_width  integer NOT NULL,
    small_height integer NOT NULL,
    focus_x      integer NOT NULL,
    focus_y      integer NOT NULL,
    duration     integer NOT NULL,
    blurhash     text NOT NULL,
    bytes        integer NOT NULL,
    remote       text NOT NULL,
    created      integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX media_slug ON media (slug);
CREATE INDEX media_post ON media (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX media_waiting ON media (created) WHERE post_id IS NULL;
CREATE INDEX media_owner ON media (owner_id);
