-- Pictures that stand for films and sounds of other servers before they play.
-- +goose Up

ALTER TABLE media ADD COLUMN poster text NOT NULL DEFAULT '';
