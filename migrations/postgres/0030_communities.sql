-- What a community is for and until when, who runs it and comes in, and how far it reaches.
-- +goose Up
ALTER TABLE communities ADD COLUMN needs text NOT NULL DEFAULT '';
ALTER TABLE communities ADD COLUMN measure text NOT NULL DEFAULT '';
ALTER TABLE communities ADD COLUMN review bigint NOT NULL DEFAULT 0;
ALTER TABLE communities ADD COLUMN state text NOT NULL DEFAULT 'live';
ALTER TABLE communities ADD COLUMN since bigint NOT NULL DEFAULT 0;
ALTER TABLE communities ADD COLUMN paused bigint NOT NULL DEFAULT 0;
ALTER TABLE communities ADD COLUMN warned bigint NOT NULL DEFAULT 0;
ALTER TABLE communities ADD COLUMN closed boolean NOT NULL DEFAULT FALSE;
ALTER TABLE communities ADD COLUMN everyone boolean NOT NULL DEFAULT FALSE;
ALTER TABLE communities ADD COLUMN join_inside text NOT NULL DEFAULT 'open';
ALTER TABLE communities ADD COLUMN join_partners text NOT NULL DEFAULT 'open';
ALTER TABLE communities ADD COLUMN join_world text NOT NULL DEFAULT 'open';
ALTER TABLE communities ADD COLUMN federation text NOT NULL DEFAULT 'both';
ALTER TABLE communities ADD COLUMN ceiling text NOT NULL DEFAULT 'world';
ALTER TABLE communities ADD COLUMN label text NOT NULL DEFAULT '';
ALTER TABLE communities ADD COLUMN guidelines text NOT NULL DEFAULT '[]';
-- Those that are there already renew their purpose half a year after they were founded; the clock gives notice first.
UPDATE communities SET since = created, review = created + 15552000000;
CREATE INDEX communities_driver ON communities (driver_id);

CREATE TABLE community_duties (
    community_id bigint NOT NULL,
    actor_id     bigint NOT NULL,
    role         text NOT NULL,
    until        bigint NOT NULL,
    granted      bigint NOT NULL,
    PRIMARY KEY (community_id, actor_id, role)
);
CREATE INDEX community_duties_actor ON community_duties (actor_id);

CREATE TABLE departures (
    community_id bigint NOT NULL,
    actor_id     bigint NOT NULL,
    at           bigint NOT NULL,
    PRIMARY KEY (community_id, actor_id)
);

CREATE TABLE community_invites (
    community_id bigint NOT NULL,
    actor_id     bigint NOT NULL,
    by_id        bigint NOT NULL,
    at           bigint NOT NULL,
    PRIMARY KEY (community_id, actor_id)
);
