-- Legal holds that are in force, and what they keep of posts that were deleted meanwhile.
-- +goose Up

CREATE TABLE legal_holds (
    id        bigint NOT NULL,
    kind      text NOT NULL,
    target_id bigint NOT NULL,
    person    bigint NOT NULL,
    about     bigint NOT NULL,
    what      text NOT NULL,
    reason    text NOT NULL,
    by_name   text NOT NULL,
    at        bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX legal_holds_once ON legal_holds (kind, target_id);

CREATE TABLE preserved (
    id           bigint NOT NULL,
    post_id      bigint NOT NULL,
    author_id    bigint NOT NULL,
    community_id bigint NOT NULL,
    about        bigint NOT NULL,
    at           bigint NOT NULL,
    body         text NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX preserved_author ON preserved (author_id);
CREATE INDEX preserved_about ON preserved (about);

CREATE TABLE preserved_files (
    preserved_id bigint NOT NULL,
    media_id     bigint NOT NULL,
    remote       text NOT NULL,
    PRIMARY KEY (preserved_id, media_id)
);
CREATE INDEX preserved_files_media ON preserved_files (media_id);
