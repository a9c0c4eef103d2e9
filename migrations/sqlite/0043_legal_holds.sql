-- Legal holds that are in force, and what they keep of posts that were deleted meanwhile.
-- +goose Up

CREATE TABLE legal_holds (
    id        integer NOT NULL,
    kind      text NOT NULL,
    target_id integer NOT NULL,
    person    integer NOT NULL,
    about     integer NOT NULL,
    what      text NOT NULL,
    reason    text NOT NULL,
    by_name   text NOT NULL,
    at        integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX legal_holds_once ON legal_holds (kind, target_id);

CREATE TABLE preserved (
    id           integer NOT NULL,
    post_id      integer NOT NULL,
    author_id    integer NOT NULL,
    community_id integer NOT NULL,
    about        integer NOT NULL,
    at           integer NOT NULL,
    body         text NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX preserved_author ON preserved (author_id);
CREATE INDEX preserved_about ON preserved (about);

CREATE TABLE preserved_files (
    preserved_id integer NOT NULL,
    media_id     integer NOT NULL,
    remote       text NOT NULL,
    PRIMARY KEY (preserved_id, media_id)
) WITHOUT ROWID;
CREATE INDEX preserved_files_media ON preserved_files (media_id);
