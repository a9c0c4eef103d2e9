-- Pictures, sounds, films and files.
-- +goose Up

-- What belongs to a post, or waits for one: files of ours, and what posts of other servers point to.
CREATE TABLE media (
    id           bigint NOT NULL,
    slug         text NOT NULL,
    owner_id     bigint NOT NULL,
    post_id      bigint,
    place        bigint NOT NULL,
    kind         text NOT NULL,
    type         text NOT NULL,
    name         text NOT NULL,
    alt          text NOT NULL,
    width        bigint NOT NULL,
    height       bigint NOT NULL,
    small_width  bigint NOT NULL,
    small_height bigint NOT NULL,
    focus_x      bigint NOT NULL,
    focus_y      bigint NOT NULL,
    duration     bigint NOT NULL,
    blurhash     text NOT NULL,
    bytes        bigint NOT NULL,
    remote       text NOT NULL,
    created      bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX media_slug ON media (slug);
CREATE INDEX media_post ON media (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX media_waiting ON media (created) WHERE post_id IS NULL;
CREATE INDEX media_owner ON media (owner_id);
