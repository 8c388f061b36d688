import type { Migration } from '@stablegate/kernel'

/**
 * Trees over the logs, with their hashes in tiles, and what was signed of them. Not views: whoever
 * folds a log anew after it was changed would get another tree and never know.
 */
export const migrations: readonly Migration[] = [
  {
    name: '0001-trees',
    sql: `
      create table trees (
        log text not null, incarnation text not null, size bigint not null, position bigint not null,
        frontier bytea not null, last_leaf bytea not null, fault text, began_at_ms bigint not null,
        primary key (log, incarnation)
      );
      create table tiles (
        log text not null, incarnation text not null, level integer not null, index bigint not null,
        hashes bytea not null, positions bigint[] not null, first_position bigint,
        primary key (log, incarnation, level, index)
      );
      alter table tiles alter column hashes set storage external;
      create index tiles_by_position on tiles (log, incarnation, first_position) where level = 0;
      create table checkpoints (
        log text not null, incarnation text not null, size bigint not null, position bigint not null,
        root bytea not null, note text not null, cosignatures text not null default '',
        at_ms bigint not null, published boolean not null default false,
        primary key (log, incarnation, size)
      );
      create index checkpoints_unpublished on checkpoints (log, incarnation, size) where not published;
      create table keys (published text primary key, first_used_at_ms bigint not null);
      create table witnessed (
        witness text not null, log text not null, incarnation text not null, size bigint not null,
        primary key (witness, log, incarnation)
      );
    `,
  },
]
