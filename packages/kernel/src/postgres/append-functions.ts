/** Plans are made while the table is small and must be right for a billion rows: by the key, never a scan. */
const header = `language plpgsql security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
as $$`

/** The events of the call. Beside each other arrays are read as they came; in `from` each is put aside first. */
const given = `(
        select generate_series(1, cardinality(p_id)) as ordinal, unnest(p_stream_at) as stream_at,
          unnest(p_revision) as revision, unnest(p_id) as id, unnest(p_type) as type,
          unnest(p_version) as version, unnest(p_data) as data, unnest(p_metadata) as metadata
      )`

const into = `insert into eventstore.event
      (position, revision, id, version, log, stream, type, data, metadata)`

const putAll = `${into}
      select head + n.ordinal, n.revision, n.id::uuid, n.version, p_log, p_stream[n.stream_at],
        n.type, n.data, n.metadata
      from ${given} n;`

const findConflicts = `
  select array_agg(c.ordinal::integer order by c.ordinal), array_agg(c.revision order by c.ordinal)
    into conflict_at, actual
    from (
      select s.ordinal, s.expected, coalesce((
        select e.revision from eventstore.event e
          where e.stream = s.stream order by e.revision desc limit 1), -1) as revision
      from unnest(p_stream, p_expected) with ordinality as s (stream, expected, ordinal)
    ) c
    where c.revision <> c.expected;`

/**
 * Arrays instead of rows: streams of the batch (with the item each belongs to and the revision it
 * expects, -1 for none), then its events (with the ordinal of their stream). No stream stands in
 * two items. Gives the head before the batch and, for each stream that stands elsewhere, its
 * ordinal and revision; the caller counts the positions of the items that went through.
 *
 * Where all are the first events of streams that must be new, the unique key says as much as a look
 * at each: a stream that is there has a revision 0. Only when the key refuses is it asked which.
 */
export const appendBatch = `
create or replace function eventstore.append_batch(
  p_incarnation uuid, p_log text,
  p_stream text[], p_item integer[], p_expected bigint[],
  p_stream_at integer[], p_revision bigint[], p_id text[], p_type text[], p_version integer[],
  p_data text[], p_metadata text[],
  out head bigint, out conflict_at integer[], out actual bigint[]
) ${header}
declare
  v_failed integer[];
  v_added bigint := 0;
begin
  head := eventstore.lock_head(p_incarnation, p_log);

  if -1 = all (p_expected) and 0 = all (p_revision) then
    begin
      ${putAll}
      get diagnostics v_added = row_count;
      update eventstore.log set position = head + v_added where name = p_log;
      return;
    exception when unique_violation then
      null; -- everything since the begin is undone
    end;
  end if;

  ${findConflicts}
  if conflict_at is null then
    ${putAll}
  else
    select array_agg(p_item[f.at]) into v_failed from unnest(conflict_at) as f (at);
    ${into}
      select head + row_number() over (order by n.ordinal), n.revision, n.id::uuid, n.version,
        p_log, p_stream[n.stream_at], n.type, n.data, n.metadata
      from ${given} n
      where not p_item[n.stream_at] = any (v_failed);
  end if;

  get diagnostics v_added = row_count;
  if v_added > 0 then
    update eventstore.log set position = head + v_added where name = p_log;
  end if;
end $$;
`

/**
 * As `append_batch`, for streams of several logs in one commit. `p_log` is sorted, so that two calls
 * never hold a head that the other waits for; `p_log_at` is the ordinal of each stream's log. Gives
 * the heads of the logs before the batch.
 */
export const appendLogs = `
create or replace function eventstore.append_logs(
  p_incarnation uuid, p_log text[],
  p_stream text[], p_log_at integer[], p_item integer[], p_expected bigint[],
  p_stream_at integer[], p_revision bigint[], p_id text[], p_type text[], p_version integer[],
  p_data text[], p_metadata text[],
  out heads bigint[], out conflict_at integer[], out actual bigint[]
) ${header}
declare
  v_failed integer[] := '{}';
begin
  heads := eventstore.lock_heads(p_incarnation, p_log);
  ${findConflicts}
  if conflict_at is not null then
    select array_agg(p_item[f.at]) into v_failed from unnest(conflict_at) as f (at);
  end if;

  with put as (
    ${into}
      select heads[n.log_at] + row_number() over (partition by n.log_at order by n.ordinal),
        n.revision, n.id::uuid, n.version, p_log[n.log_at], p_stream[n.stream_at],
        n.type, n.data, n.metadata
      from (
        select p_log_at[e.stream_at] as log_at, e.* from ${given} e
          where not p_item[e.stream_at] = any (v_failed)
      ) n
      returning log)
  update eventstore.log l set position = l.position + added.events
    from (select put.log, count(*) as events from put group by put.log) added
    where l.name = added.log;
end $$;
`
