import type { Migration } from '@stablegate/kernel'
import { signIn } from '../users/tables.ts'

/** What the door keeps for itself; nothing here is a fact of the business. */
export const migrations: readonly Migration[] = [
  {
    name: '0001-door',
    sql: `
      create table idempotency (
        scope text not null, key text not null, request_hash text not null, prepared bytea, answer bytea,
        status integer, lease_until_ms bigint not null, created_at_ms bigint not null, primary key (scope, key)
      ) with (fillfactor = 70);
      create index idempotency_age on idempotency (created_at_ms);
      create table subject_keys (subject text primary key, wrapped bytea not null);
      create table evidence_files (
        evidence text primary key, uploader text not null, payment text, digest text not null, kind text not null,
        content_type text not null, size_bytes integer not null, subject text not null, sealed bytea not null,
        created_at_ms bigint not null
      );
      create index evidence_of_payment on evidence_files (payment);
    `,
  },
  signIn,
  {
    name: '0003-choices',
    sql: 'create table choices (name text primary key, hour bigint not null, count integer not null)',
  },
  { name: '0004-key-uses', sql: 'create table key_uses (key text primary key, at_ms bigint not null)' },
  {
    name: '0005-session-uses',
    sql: `create table session_uses (
      session text primary key references auth_sessions (id) on delete cascade, used_at_ms bigint not null
    )`,
  },
  {
    name: '0006-loose-evidence',
    sql: 'create index evidence_loose on evidence_files (uploader, created_at_ms) where payment is null',
  },
]
