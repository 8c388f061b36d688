import { randomUUID } from 'node:crypto'
import { accounts } from '@stablegate/contracts'
import pg from 'pg'
import type { Contender } from '../rounds.ts'
import { accountCount, openingMicro } from './transfers.ts'
import type { BenchTransfer } from './transfers.ts'

/**
 * The ceiling: the statements that our ledger cannot do without, sent by the plainest code there is.
 * The same bytes into the same indexes of a log under the lock of its head, each batch synced before
 * it is answered; behind it, without a sync, the same lines and sums, as rarely as our views fold.
 * Nothing is validated, decided, refused, remembered, published or read back.
 */
const schema = `
create table head (position bigint not null);
insert into head values (0);
create table event (
  position bigint not null, revision bigint not null, id uuid not null, version integer not null,
  log text collate "C" not null, stream text collate "C" not null, type text collate "C" not null,
  data text collate "C" not null, metadata text collate "C" not null,
  primary key (log, position), unique (stream, revision), unique (id)
);
create table line (
  ledger text, account text, position bigint, line integer, at_ms bigint, category text,
  gross_micro bigint, fee_micro bigint, balance_micro bigint, counterpart text, transfer text, memo jsonb,
  primary key (account, position, line)
);
create table balance (
  id text primary key, ledger text, account text, owner text, debits_posted_micro bigint,
  credits_posted_micro bigint, debits_pending_micro bigint, credits_pending_micro bigint
) with (fillfactor = 60);
create index on balance (owner, ledger);
`

const append = `with moved as (
    update head set position = position + cardinality($1::uuid[]) returning position - cardinality($1::uuid[]) as at),
  fresh as (select unnest($1::uuid[]) as id, unnest($2::text[]) as data, unnest($3::text[]) as metadata,
    generate_series(1, cardinality($1::uuid[])) as ordinal)
  insert into event select at + ordinal, at + ordinal - 1, id, 1, 'ledger', 'ledger.book-usdt-sandbox',
    'transfers.accepted', data, metadata from moved, fresh returning position`

const addLines = `insert into line select 'usdt-sandbox', unnest($1::text[]), unnest($2::bigint[]),
  unnest($3::integer[]), unnest($4::bigint[]), 'adjustment', unnest($5::bigint[]), 0,
  unnest($6::bigint[]), unnest($7::text[]), unnest($8::text[]), null`
const putBalances = `insert into balance select unnest($1::text[]), 'usdt-sandbox', unnest($2::text[]),
  unnest($3::text[]), unnest($4::bigint[]), unnest($5::bigint[]), 0, 0
  on conflict (id) do update set debits_posted_micro = excluded.debits_posted_micro,
    credits_posted_micro = excluded.credits_posted_micro`

const maxBatch = 512
const maxFold = 2_000
/** As long as a busy view of ours rests between folds. */
const foldRestMs = 80

/** An array literal: what JSON escapes in such text is what an array escapes. */
const literal = (values: readonly (string | number | bigint)[]): string => `{${values.join(',')}}`
const textLiteral = (values: readonly string[]): string =>
  `{${values.map((value) => JSON.stringify(value)).join(',')}}`

type Sum = { debitsMicro: bigint; creditsMicro: bigint }
type Done = {
  readonly transfer: BenchTransfer
  readonly position: number
  readonly debitAfterMicro: bigint
  readonly creditAfterMicro: bigint
}
type Waiting = { readonly transfer: BenchTransfer; readonly answer: () => void }

const nameOf = (account: number): string => accounts.available(`m${account}`)

export type BareLedger = {
  readonly contender: (next: () => BenchTransfer) => Contender
  /** Throws unless every answered transfer left its event and its two lines. */
  readonly audit: () => Promise<void>
  readonly close: () => Promise<void>
}

export const openBareLedger = async (url: string): Promise<BareLedger> => {
  const [writer, folder] = [new pg.Client(url), new pg.Client(url)]
  await Promise.all([writer.connect(), folder.connect()])
  await writer.query(schema)
  await folder.query('set synchronous_commit = off; set plan_cache_mode = force_generic_plan; '
    + 'set enable_seqscan = off; set enable_bitmapscan = off')
  const sums: readonly Sum[] = Array.from(
    { length: accountCount }, () => ({ debitsMicro: 0n, creditsMicro: openingMicro }))
  const waiting: Waiting[] = []
  const committed: Done[] = []
  let [appending, folding, answered, position] = [false, false, 0, 0]

  const appendAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      await new Promise(setImmediate)
      const batch = waiting.splice(0, maxBatch)
      const done: Done[] = []
      const [ids, data, metadata]: [string[], string[], string[]] = [[], [], []]
      for (const { transfer } of batch) {
        const { id, debit, credit, amountMicro } = transfer
        const [from, to] = [sums[debit], sums[credit]]
        if (from === undefined || to === undefined) throw new Error('no such account')
        from.debitsMicro += amountMicro
        to.creditsMicro += amountMicro
        const debitAfterMicro = from.creditsMicro - from.debitsMicro
        const creditAfterMicro = to.creditsMicro - to.debitsMicro
        const command = randomUUID()
        position += 1
        ids.push(command)
        data.push(JSON.stringify({
          ledger: 'usdt-sandbox', digest: 1_234_567_890_123_456,
          transfers: [{
            id, kind: 'post', debit: nameOf(debit), credit: nameOf(credit), amountMicro: `${amountMicro}`,
            category: 'adjustment',
            debitAfter: { postedMicro: `${debitAfterMicro}`, pendingMicro: '0' },
            creditAfter: { postedMicro: `${creditAfterMicro}`, pendingMicro: '0' },
          }],
          memo: {},
        }))
        metadata.push(JSON.stringify({
          atMs: Date.now(), actor: 'bench', commandId: command, commandHash: '0123456789abcdef0123456789abcdef',
          correlationId: command, causationId: command,
        }))
        done.push({ transfer, position, debitAfterMicro, creditAfterMicro })
      }
      await writer.query({
        name: 'append', text: append, values: [literal(ids), textLiteral(data), textLiteral(metadata)],
      })
      for (const one of done) committed.push(one)
      for (const { answer } of batch) answer()
      if (!folding) void fold()
    }
  }

  const fold = async (): Promise<void> => {
    folding = true
    while (committed.length > 0) {
      const batch = committed.splice(0, maxFold)
      const sides = batch.flatMap(({ transfer, position: at, debitAfterMicro, creditAfterMicro }) => {
        const { id, debit, credit, amountMicro } = transfer
        return [
          { at, line: 0, account: debit, other: credit, grossMicro: -amountMicro, afterMicro: debitAfterMicro, id },
          { at, line: 1, account: credit, other: debit, grossMicro: amountMicro, afterMicro: creditAfterMicro, id },
        ]
      })
      const touched = [...new Set(sides.map(({ account }) => account))]
      await folder.query('begin')
      await folder.query({
        name: 'lines', text: addLines,
        values: [
          textLiteral(sides.map(({ account }) => nameOf(account))), literal(sides.map(({ at }) => at)),
          literal(sides.map(({ line }) => line)), literal(sides.map(() => Date.now())),
          literal(sides.map(({ grossMicro }) => grossMicro)), literal(sides.map(({ afterMicro }) => afterMicro)),
          textLiteral(sides.map(({ other }) => nameOf(other))), textLiteral(sides.map(({ id }) => id)),
        ],
      })
      await folder.query({
        name: 'balances', text: putBalances,
        values: [
          textLiteral(touched.map((account) => `usdt-sandbox/${nameOf(account)}`)),
          textLiteral(touched.map(nameOf)), textLiteral(touched.map((account) => `m${account}`)),
          literal(touched.map((account) => sums[account]?.debitsMicro ?? 0n)),
          literal(touched.map((account) => sums[account]?.creditsMicro ?? 0n)),
        ],
      })
      await folder.query('commit')
      if (appending) await new Promise((resolve) => setTimeout(resolve, foldRestMs))
    }
    folding = false
  }

  return {
    contender: (next) => ({
      name: 'its bare statements',
      work: async () => {
        await new Promise<void>((answer) => {
          waiting.push({ transfer: next(), answer })
          if (appending) return
          appending = true
          void appendAll().finally(() => { appending = false })
        })
        answered += 1
        return 1
      },
      settle: async () => {
        while (folding || committed.length > 0) await new Promise(setImmediate)
      },
    }),
    audit: async () => {
      const { rows } = await writer.query<{ events: string; lines: string }>(
        'select (select count(*) from event) as events, (select count(*) from line) as lines')
      const [row] = rows
      if (Number(row?.events) !== answered || Number(row?.lines) !== answered * 2) {
        throw new Error(`the bare statements are wrong: ${JSON.stringify(row)} for ${answered}`)
      }
    },
    close: async () => {
      await Promise.all([writer.end(), folder.end()])
    },
  }
}
