-- The record is chained, keeps what rules saw, and tells every act of an administrator.
-- +goose Up

-- What goes into the digest of a decision, so that parts of it can be erased later while the chain still holds.
ALTER TABLE decisions ADD COLUMN salt bytea NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN erased bigint NOT NULL DEFAULT 0;
ALTER TABLE decisions ADD COLUMN names bytea NOT NULL DEFAULT '';

-- Whom of ours it concerns, as a number that only the sealing key can make from a person.
ALTER TABLE decisions ADD COLUMN person bigint NOT NULL DEFAULT 0;
CREATE INDEX decisions_person ON decisions (person, id) WHERE person <> 0;

-- What rules saw, without texts, and the text beside it.
ALTER TABLE decisions ADD COLUMN input text NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN text_id bigint NOT NULL DEFAULT 0;
ALTER TABLE decisions ADD COLUMN text_digest bytea NOT NULL DEFAULT '';
CREATE INDEX decisions_rule ON decisions (rule, id) WHERE verdict <> 'allow';

-- Sealed texts of what crossed, forgotten before the rest.
CREATE TABLE record_texts (
    id        bigint NOT NULL,
    at        bigint NOT NULL,
    author_id bigint NOT NULL,
    post_id   bigint NOT NULL,
    sealed    bytea NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX record_texts_author ON record_texts (author_id);
CREATE INDEX record_texts_post ON record_texts (post_id) WHERE post_id <> 0;

-- What administrators did.
CREATE TABLE acts (
    id     bigint NOT NULL,
    at     bigint NOT NULL,
    verb   text NOT NULL,
    by_id  bigint NOT NULL,
    by_name text NOT NULL,
    about  bigint NOT NULL,
    what   text NOT NULL,
    before text NOT NULL,
    after  text NOT NULL,
    reason text NOT NULL,
    salt   bytea NOT NULL,
    erased bigint NOT NULL,
    names  bytea NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX acts_verb ON acts (verb, id);

-- The chains of hashes: one for each process that wrote, and the newest link of each.
CREATE TABLE chain_links (
    node    text NOT NULL,
    seq     bigint NOT NULL,
    at      bigint NOT NULL,
    prev    bytea NOT NULL,
    entries bytea NOT NULL,
    joins   text NOT NULL,
    hash    bytea NOT NULL,
    PRIMARY KEY (node, seq)
);
CREATE INDEX chain_links_joins ON chain_links (at) WHERE joins <> '';
CREATE TABLE chains (
    node   text NOT NULL,
    seq    bigint NOT NULL,
    at     bigint NOT NULL,
    hash   bytea NOT NULL,
    joined bigint NOT NULL,
    PRIMARY KEY (node)
);
