import { randomUUID } from 'node:crypto'
import type { FeeSum, JournalPage, Memo, PayoutMake, StatementPage, TransferRequest, TrialRow } from '@stablegate/contracts'
import { boot, type After, type Running } from '@stablegate/host'
import { launchNats, testDatabase, type Nats } from '@stablegate/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ledger } from './service.ts'

const book = 'usdt-sandbox'
const available = 'merchant:mer_a:available'
const held = 'merchant:mer_a:held'
const hot = 'custody:hot:sandbox'
let nats: Nats
let running: Running
let last: After

const send = async (transfers: readonly TransferRequest[], memo: Memo = {}): Promise<void> => {
  const answer = await running.commands.send(
    'ledger.book.transfer', { ledger: book, transfers, memo }, { id: randomUUID(), actor: 'spec' })
  if (answer.status !== 'accepted' || answer.events[0]?.type !== 'transfers.accepted') throw new Error(JSON.stringify(answer))
  last = { log: answer.log, position: answer.position }
}

const ask = async <Value>(name: string, input: object): Promise<Value> => {
  const answer = await running.queries.ask<Value>('ledger', name, { ledger: book, ...input }, { after: last })
  if (answer.status !== 'answered') throw new Error(`${name}: ${JSON.stringify(answer)}`)
  return answer.value
}

const post = (id: string, debit: string, credit: string, amountMicro: bigint, category: TransferRequest['category']): TransferRequest =>
  ({ kind: 'post', id, debit, credit, amountMicro, category })

/** A payment of an acceptor: `gross` comes into held with its fee, and is released. */
const paid = async (payment: string, gross: bigint, fee: bigint): Promise<void> => {
  const memo = { payment, method: 'alipay', merchant: 'mer_a' }
  await send([{ kind: 'pend', id: `e${payment}`, debit: 'acceptor:acc_a', credit: held, amountMicro: gross, category: 'escrow' }], memo)
  await send([
    { kind: 'post_pending', id: `p${payment}`, pending: `e${payment}`, category: 'payment' },
    post(`f${payment}`, held, 'income:payment', fee, 'fee'),
  ], memo)
  await send([post(`r${payment}`, held, available, gross - fee, 'release')], memo)
}

const payout = (id: string, amountMicro: bigint, feeMicro: bigint) => {
  const memo = { note: id, merchant: 'mer_a' }
  const legs = [['', hot, amountMicro, 'payout'], ['/fee', 'income:payout', feeMicro, 'fee']] as const
  return {
    pend: () => send(legs.map(([of, credit, amount, category]) =>
      ({ kind: 'pend', id: `payout:${id}:pend${of}`, debit: available, credit, amountMicro: amount, category })), memo),
    post: () => send(legs.map(([of, , , category]) =>
      ({ kind: 'post_pending', id: `payout:${id}:post${of}`, pending: `payout:${id}:pend${of}`, category })), memo),
  }
}

const everything = { fromMs: 0, toMs: 4_102_444_800_000, afterPosition: 0, toPosition: 1_000_000 }

beforeAll(async () => {
  nats = await launchNats({ own: true })
  const database = await testDatabase()
  running = await boot(ledger, {
    env: {}, migrate: true,
    config: {
      EVENT_STORE_URL: database, DATABASE_URL: database, NATS_URL: nats.url, LISTEN_HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent',
    },
  })
  await running.ready()
  await send([post('fund', 'custody:test', 'acceptor:acc_a', 10_000n, 'test_funds'), post('hot', hot, 'operator:equity', 5_000n, 'deposit')])
  await paid('pay_1', 1_000n, 10n)
  await paid('pay_2', 500n, 5n)
  const first = payout('po_1', 900n, 2n)
  await first.pend()
  // Comes between the setting aside and the leaving: it stands in the account when the payout leaves.
  await paid('pay_3', 300n, 3n)
  await first.post()
  await paid('pay_4', 200n, 2n)
  await send([post('back', 'income:payment', available, 4n, 'fee')], { payment: 'pay_4', method: 'alipay' })
  const second = payout('po_2', 700n, 2n)
  await second.pend()
  await second.post()
})
afterAll(async () => {
  await running?.stop()
  await nats?.stop()
})

describe('what a payout is made of', () => {
  it('is all that moved in its account since the payout before, and adds up to the last unit', async () => {
    const first = await ask<PayoutMake>('payoutMake', { payout: 'po_1' })
    const second = await ask<PayoutMake>('payoutMake', { payout: 'po_2' })
    expect(first).toMatchObject({
      account: available, amountMicro: 900n, feeMicro: 2n, openingMicro: 0n, closingMicro: 880n, previous: null,
      categories: [{ category: 'release', lines: 3, grossMicro: 1_782n, feeMicro: 0n }],
    })
    expect(second).toMatchObject({
      amountMicro: 700n, feeMicro: 2n, openingMicro: 880n, closingMicro: 380n, previous: 'po_1',
      categories: [
        { category: 'fee', lines: 1, grossMicro: 4n, feeMicro: 0n }, { category: 'release', lines: 1, grossMicro: 198n, feeMicro: 0n },
      ],
    })
    for (const { openingMicro, categories, amountMicro, feeMicro, closingMicro } of [first, second]) {
      const moved = categories.reduce((sum, one) => sum + one.grossMicro - one.feeMicro, 0n)
      expect(openingMicro + moved).toBe(amountMicro + feeMicro + closingMicro)
    }
  })

  it('lists its lines page by page, each in one payout only', async () => {
    const lines: string[] = []
    for (let before: string | undefined; ;) {
      const page = await ask<StatementPage>('payoutLines', { payout: 'po_1', limit: 2, ...(before ? { before } : {}) })
      lines.push(...page.lines.map(({ payment }) => payment ?? ''))
      before = page.lines.at(-1)?.id
      if (!page.hasMore) break
    }
    expect(lines).toEqual(['pay_3', 'pay_2', 'pay_1'])
    const next = await ask<StatementPage>('payoutLines', { payout: 'po_2' })
    expect(next.lines.map(({ payment, category }) => `${category} ${payment}`)).toEqual(['fee pay_4', 'release pay_4'])
  })

  it('is nothing before it is booked, and nothing for another owner', async () => {
    expect(await ask('payoutMake', { payout: 'po_3' })).toBeNull()
    expect(await ask('payoutLines', { payout: 'po_1', owner: 'mer_b' })).toBeNull()
    expect(await ask('payoutMake', { payout: 'po_1', owner: 'mer_a' })).toMatchObject({ payout: 'po_1' })
  })
})

describe('fees of a span of time', () => {
  it('are told by what they were charged on, with what was given back', async () => {
    expect(await ask<FeeSum[]>('feeSums', { owner: 'mer_a', ...everything })).toEqual([
      { kind: 'payment', method: 'alipay', count: 4, grossMicro: 2_000n, chargedMicro: 20n, returnedCount: 1, returnedMicro: 4n },
      { kind: 'payout', method: null, count: 2, grossMicro: 1_600n, chargedMicro: 4n, returnedCount: 0, returnedMicro: 0n },
    ])
    expect(await ask<FeeSum[]>('feeSums', { owner: 'mer_b', ...everything })).toEqual([])
    expect(await ask<FeeSum[]>('feeSums', { owner: 'mer_a', ...everything, toMs: 1_000 })).toEqual([])
  })
})

describe('the journal by day', () => {
  const sumOf = ({ rows }: JournalPage, side: 'debitsMicro' | 'creditsMicro'): bigint => rows.reduce((sum, row) => sum + row[side], 0n)

  it('has as many debits as credits, by kind and by account, and the balance that each account ends with', async () => {
    const byKind = await ask<JournalPage>('journal', { ...everything, by: 'kind' })
    const byAccount = await ask<JournalPage>('journal', { ...everything, by: 'account' })
    for (const page of [byKind, byAccount]) {
      expect(sumOf(page, 'debitsMicro')).toBe(sumOf(page, 'creditsMicro'))
      expect(sumOf(page, 'debitsMicro')).toBeGreaterThan(10_000n)
      expect(page.hasMore).toBe(false)
    }
    expect(byKind.rows.find(({ name }) => name === 'merchant:held')).toMatchObject({ debitsMicro: 2_000n, creditsMicro: 2_000n })
    expect(byAccount.rows.filter(({ name }) => name === available).at(-1)).toMatchObject({ balanceMicro: 380n })
    expect(byKind.rows.map(({ id }) => id)).toEqual(byKind.rows.map(({ day, name }) => `${day}/${name}`))
  })

  it('is read on page by page, without a row twice or left out', async () => {
    const whole = await ask<JournalPage>('journal', { ...everything, by: 'account' })
    const seen: string[] = []
    for (let after: string | undefined; ;) {
      const page = await ask<JournalPage>('journal', { ...everything, by: 'account', limit: 2, ...(after ? { after } : {}) })
      seen.push(...page.rows.map(({ id }) => id))
      after = page.rows.at(-1)?.id
      if (!page.hasMore) break
    }
    expect(seen).toEqual(whole.rows.map(({ id }) => id))
  })
})

describe('the trial balance at a moment', () => {
  it('has as much on one side as on the other, at every position of the log', async () => {
    for (let position = 1; position <= last.position; position += 1) {
      const rows = await ask<TrialRow[]>('trialRows', { position })
      const side = (normal: string): bigint =>
        rows.filter((row) => row.normal === normal).reduce((sum, { balanceMicro }) => sum + balanceMicro, 0n)
      expect([position, side('debit')]).toEqual([position, side('credit')])
    }
    expect((await ask<TrialRow[]>('trialRows', { position: last.position })).find(({ kind }) => kind === 'merchant:available'))
      .toMatchObject({ normal: 'credit', accounts: 1, balanceMicro: 380n })
    expect(await ask('trialRows', { position: 0 })).toEqual([])
  })
})
