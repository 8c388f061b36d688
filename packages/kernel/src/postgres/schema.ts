import { appendBatch, appendLogs } from './append-functions.ts'

/**
 * The whole schema of the event store, safe to run again. One table of events for all logs; the
 * head row of a log is the lock that gives its positions their order.
 *
 * `append_batch`, `append_logs` and `find_events` are the only ways to write or to take a head
 * lock. They run with the rights of the owner, so a writer needs nothing but EXECUTE: it cannot
 * choose a position, nor skip the check of a revision.
 */
export const schemaVersion = 1

export const writerRole = 'stablegate_writer'
export const readerRole = 'stablegate_reader'

const tables = `
create schema if not exists eventstore;

create table if not exists eventstore.store (
  only_row boolean primary key default true check (only_row),
  schema_version integer not null,
  incarnation uuid not null
);
insert into eventstore.store (schema_version, incarnation)
  values (${schemaVersion}, gen_random_uuid()) on conflict do nothing;

create table if not exists eventstore.log (
  name text collate "C" primary key,
  position bigint not null check (position >= 0)
) with (fillfactor = 10);

create table if not exists eventstore.event (
  position bigint not null,
  revision bigint not null,
  id uuid not null,
  version integer not null,
  log text collate "C" not null,
  stream text collate "C" not null,
  type text collate "C" not null,
  data text collate "C" not null,
  metadata text collate "C" not null,
  constraint event_log_position primary key (log, position),
  constraint event_stream_revision unique (stream, revision),
  constraint event_id unique (id)
);
`

/** Grants do not bind the owner; the triggers stop also its slips. */
const guards = `
create or replace function eventstore.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'events are never changed or removed (% on %)', tg_op, tg_table_name
    using errcode = 'insufficient_privilege';
end $$;

create or replace trigger event_is_for_ever before update or delete or truncate on eventstore.event
  for each statement execute function eventstore.refuse_change();
create or replace trigger log_is_for_ever before delete or truncate on eventstore.log
  for each statement execute function eventstore.refuse_change();
create or replace trigger store_is_for_ever before delete or truncate on eventstore.store
  for each statement execute function eventstore.refuse_change();
`

/**
 * Takes the head lock of a log and gives its position. In plpgsql each statement after it has a
 * fresh snapshot, so it sees what the former holder of the lock committed.
 */
const headLock = `
create or replace function eventstore.lock_head(p_incarnation uuid, p_log text) returns bigint
language plpgsql as $$
declare
  v_position bigint;
  v_incarnation uuid;
begin
  select l.position, s.incarnation into v_position, v_incarnation
    from eventstore.log l cross join eventstore.store s where l.name = p_log for update of l;
  if not found then
    insert into eventstore.log (name, position) values (p_log, 0) on conflict do nothing;
    select l.position, s.incarnation into strict v_position, v_incarnation
      from eventstore.log l cross join eventstore.store s where l.name = p_log for update of l;
  end if;
  if v_incarnation <> p_incarnation then
    raise exception 'the store is now incarnation %, not %', v_incarnation, p_incarnation
      using errcode = 'SG001';
  end if;
  return v_position;
end $$;
`

/** Likewise of several logs, in the order of their names; any other order is refused. */
const headLocks = `
create or replace function eventstore.lock_heads(p_incarnation uuid, p_log text[]) returns bigint[]
language plpgsql as $$
declare
  v_names text[];
  v_positions bigint[];
  v_incarnation uuid;
begin
  select incarnation into strict v_incarnation from eventstore.store;
  if v_incarnation <> p_incarnation then
    raise exception 'the store is now incarnation %, not %', v_incarnation, p_incarnation
      using errcode = 'SG001';
  end if;
  for attempt in 1..2 loop
    select array_agg(h.name order by h.name), array_agg(h.position order by h.name)
      into v_names, v_positions
      from (
        select l.name, l.position from eventstore.log l
          where l.name = any (p_log) order by l.name for update
      ) h;
    if v_names = p_log then
      return v_positions;
    end if;
    insert into eventstore.log (name, position)
      select n.name, 0 from unnest(p_log) as n (name) order by n.name on conflict do nothing;
  end loop;
  raise exception 'the logs % are not in the order of their names', p_log;
end $$;
`

/** Which of these ids are in the log, asked only when no append to it is under way any more. */
const findEvents = `
create or replace function eventstore.find_events(p_incarnation uuid, p_log text, p_id text[])
returns table (id uuid, "position" bigint) language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform eventstore.lock_head(p_incarnation, p_log);
  return query select e.id, e.position from eventstore.event e
    where e.log = p_log and e.id = any (p_id::uuid[]);
end $$;
`

/**
 * Many databases of one cluster may do this at once, and roles belong to the cluster. Whoever makes
 * a role may give it away but not act in it before it has given it to itself.
 */
const role = (name: string): string => `
do $$ begin
  if not exists (select from pg_catalog.pg_roles where rolname = '${name}') then
    create role ${name} nologin;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  if not (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
    execute pg_catalog.format('grant ${name} to %I', current_user);
  end if;
end $$;
`

const grants = `
revoke all on schema eventstore from public;
revoke all on all tables in schema eventstore from public, ${writerRole}, ${readerRole};
revoke all on all functions in schema eventstore from public, ${writerRole}, ${readerRole};
grant usage on schema eventstore to ${writerRole}, ${readerRole};
grant select on all tables in schema eventstore to ${writerRole}, ${readerRole};
grant execute on function eventstore.append_batch, eventstore.append_logs, eventstore.find_events
  to ${writerRole};
`

export const rolesSql = [writerRole, readerRole].map(role).join('')
export const schemaSql = [tables, guards, headLock, headLocks, appendBatch, appendLogs, findEvents, grants].join('')
