-- What other servers have and people of ours look at: pictures, films, files, and emoji with their names.
-- +goose Up

CREATE TABLE borrowed (
    name    text NOT NULL,
    type    text NOT NULL,
    bytes   bigint NOT NULL,
    fetched bigint NOT NULL,
    used    bigint NOT NULL,
    PRIMARY KEY (name)
);
CREATE INDEX borrowed_used ON borrowed (used);

CREATE TABLE emoji (
    id      bigint NOT NULL,
    host    text NOT NULL,
    name    text NOT NULL,
    picture text NOT NULL,
    seen    bigint NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX emoji_name ON emoji (host, name);
