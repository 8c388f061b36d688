import type { Migration } from '@stablegate/kernel'

/**
 * What the delivery of webhooks keeps: where to (targets, folded from the log), what (messages),
 * the queue (deliveries) and what became of each try (attempts). Not views: tries are no events.
 */
export const migrations: readonly Migration[] = [
  {
    name: '0001-deliveries',
    sql: `
      create table targets (
        endpoint text primary key, owner text not null, url text not null, enabled boolean not null,
        types text[] not null, ed25519 boolean not null, key_id text not null, secret_version integer not null,
        previous_key_id text, previous_version integer, previous_until_ms bigint not null default 0,
        paused_until_ms bigint not null default 0, lease_holder text, lease_until_ms bigint not null default 0
      );
      create index targets_owner on targets (owner);
      create table messages (
        owner text not null, sequence bigint not null, id text not null, type text not null, body text not null,
        at_ms bigint not null, primary key (owner, sequence)
      );
      create table deliveries (
        endpoint text not null, sequence bigint not null, owner text not null, state text not null,
        tries integer not null, due_at_ms bigint not null, primary key (endpoint, sequence)
      ) with (fillfactor = 80);
      create index deliveries_due on deliveries (endpoint, due_at_ms) where state = 'pending';
      create index deliveries_fresh on deliveries (endpoint, sequence) where state = 'pending' and tries = 0;
      create table attempts (
        id bigint generated always as identity primary key, endpoint text not null, sequence bigint not null,
        try integer not null, at_ms bigint not null, duration_ms integer not null, outcome text not null,
        status integer, response_head text not null, detail text not null
      );
      create index attempts_of on attempts (endpoint, sequence);
      create table fan_out_cursor (
        single boolean primary key default true check (single), incarnation text, position bigint not null
      );
      insert into fan_out_cursor (position) values (0);
    `,
  },
  { name: '0002-message-age', sql: 'create index messages_age on messages (at_ms);' },
  {
    name: '0003-target-versions',
    // Of all that stood before, since there was one version.
    sql: "alter table targets add column api_version text not null default '2026-11-24';",
  },
  {
    name: '0004-pause',
    // `paused` is its owner's word, `paused_until_ms` its receiver's. What came due while nothing was sent is `in_line`:
    // it goes with the first tries, in the order of the sequence. A try notes where it went, for that may change.
    sql: `
      alter table targets add column paused boolean not null default false;
      alter table deliveries add column in_line boolean not null default false;
      create index deliveries_in_line on deliveries (endpoint, sequence) where state = 'pending' and (tries = 0 or in_line);
      drop index deliveries_fresh;
      alter table attempts add column url text;
    `,
  },
]
