/**
 * What one payment makes this system write and send, as counted over a run: the same is done by the
 * bare server, in the same order, by the plainest code.
 */
export const steps: readonly {
  readonly path: string
  /** Events of each commit; every one is synced before the next. */
  readonly commits: readonly number[]
  readonly webhooks: number
}[] = [
  { path: '/create', commits: [2], webhooks: 0 },
  { path: '/choose', commits: [2, 2, 2, 2, 3], webhooks: 1 },
  { path: '/accept', commits: [3], webhooks: 1 },
  { path: '/claim', commits: [4], webhooks: 2 },
  { path: '/confirm', commits: [2, 3], webhooks: 2 },
]

/** Bytes of an event's data, of the payment as a read model keeps it, and of a webhook. */
export const bytes = { event: 1_000, payment: 3_500, webhook: 1_100 }

/** Rows of read models beside each commit: the payment anew, a line of its story for each event, the rest. */
export const rowsPerEvent = 2

export const tables = `
  create table idempotency (key text primary key, hash text not null, answer text);
  create table event (
    log text not null, position bigint generated always as identity, stream text not null, revision integer not null,
    id uuid not null, type text not null, data text not null, metadata text not null, primary key (stream, revision));
  create unique index event_id on event (id);
  create unique index event_position on event (log, position);
  create table payment (id text primary key, merchant text not null, word text not null, state jsonb not null)
    with (fillfactor = 60);
  create table row (id text primary key, payment text not null, data text not null);
  create index row_payment on row (payment);
  create table delivery (
    endpoint text not null, sequence bigint generated always as identity, body text not null, state text not null,
    primary key (endpoint, sequence)) with (fillfactor = 80);
  create table attempt (id bigint generated always as identity primary key, delivery bigint not null, outcome text not null);
`
