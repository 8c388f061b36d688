import { randomUUID } from 'node:crypto'
import type { AccountBalance, Memo, StatementLine, TransferRequest, TrialBalance } from '@stablegate/contracts'
import { boot, type After, type Running } from '@stablegate/host'
import type { Answer } from '@stablegate/kernel'
import { launchNats, testDatabase, type Nats } from '@stablegate/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ledger } from './service.ts'

const book = 'usdt-sandbox'
let nats: Nats
let running: Running

beforeAll(async () => {
  nats = await launchNats({ own: true })
  const database = await testDatabase()
  running = await boot(ledger, {
    env: {},
    migrate: true,
    config: {
      EVENT_STORE_URL: database,
      DATABASE_URL: database,
      NATS_URL: nats.url,
      LISTEN_HOST: '127.0.0.1',
      PORT: 0,
      LOG_LEVEL: 'silent',
    },
  })
  await running.ready()
})
afterAll(async () => {
  await running?.stop()
  await nats?.stop()
})

const send = (
  transfers: readonly TransferRequest[],
  memo: Memo = {},
  id: string = randomUUID(),
): Promise<Answer> =>
  running.commands.send(
    'ledger.book.transfer',
    { ledger: book, transfers, memo },
    { id, actor: 'spec' },
  )

const ask = async <Value>(name: string, input: object, after?: After): Promise<Value> => {
  const answer = await running.queries.ask<Value>(
    'ledger',
    name,
    { ledger: book, ...input },
    after ? { after } : {},
  )
  if (answer.status !== 'answered') throw new Error(`${name}: ${JSON.stringify(answer)}`)
  return answer.value
}

const positionOf = (answer: Answer): After => {
  if (answer.status !== 'accepted') throw new Error(JSON.stringify(answer))
  return { log: answer.log, position: answer.position }
}

const fund = (account: string, amountMicro: bigint, id: string): TransferRequest => ({
  kind: 'post',
  id,
  debit: 'custody:test',
  credit: account,
  amountMicro,
  category: 'test_funds',
})

describe('the ledger on its servers', () => {
  it('answers balances and a statement of what was posted, to the last micro-unit', async () => {
    const large = 9_007_199_254_740_993n
    await send([fund('acceptor:acc_big', large, 'big')])
    await send([
      {
        kind: 'pend',
        id: 'escrow:1',
        debit: 'acceptor:acc_big',
        credit: 'merchant:mer_a:held',
        amountMicro: 1_000n,
        category: 'escrow',
      },
    ])
    const settled = await send(
      [
        {
          kind: 'post_pending',
          id: 'post:1',
          pending: 'escrow:1',
          amountMicro: 900n,
          category: 'payment',
        },
        {
          kind: 'post',
          id: 'fee:1',
          debit: 'merchant:mer_a:held',
          credit: 'income:payment',
          amountMicro: 9n,
          category: 'fee',
        },
      ],
      { payment: 'pay_1', fiatMinor: 7_200n, currency: 'CNY', price: '7.3', availableAtMs: 5_000 },
    )

    const { accounts } = await ask<{ accounts: AccountBalance[] }>(
      'balances',
      { owner: 'acc_big' },
      positionOf(settled),
    )
    expect(accounts).toMatchObject([
      {
        account: 'acceptor:acc_big',
        postedMicro: large - 900n,
        pendingMicro: 0n,
        freeMicro: large - 900n,
      },
    ])
    const { lines } = await ask<{ lines: StatementLine[] }>('statement', { owner: 'mer_a' })
    expect(lines).toMatchObject([
      {
        account: 'merchant:mer_a:held',
        grossMicro: 900n,
        feeMicro: 9n,
        netMicro: 891n,
        balanceMicro: 891n,
        payment: 'pay_1',
        fiatMinor: 7_200n,
        availableAtMs: 5_000,
      },
    ])
  })

  it('counts a set once, whoever sends it again with another command id', async () => {
    const set = [fund('acceptor:acc_once', 5n, 'once')]
    await Promise.all(Array.from({ length: 20 }, () => send(set)))
    const again = await send(set)
    expect(again).toMatchObject({ status: 'accepted', events: [] })
    const refused = await send([fund('acceptor:acc_once', 6n, 'once')])
    expect(refused).toMatchObject({ events: [{ data: { reason: 'transfer_id_spent' } }] })
    const { accounts } = await ask<{ accounts: AccountBalance[] }>(
      'balances',
      { accounts: ['acceptor:acc_once'] },
      positionOf(refused),
    )
    expect(accounts).toMatchObject([{ postedMicro: 5n }])
  })

  it('pages a statement and stays balanced under many at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        send([fund(`acceptor:acc_p${index % 3}`, BigInt(index + 1), `many:${index}`)]),
      ),
    )
    const last = answers
      .map(positionOf)
      .reduce((one, other) => (one.position > other.position ? one : other))
    const trial = await ask<TrialBalance>('trialBalance', {}, last)
    expect(trial.isBalanced).toBe(true)
    expect(trial.debitsPostedMicro).toBeGreaterThanOrEqual((300n * 301n) / 2n)

    type Page = { lines: StatementLine[]; hasMore: boolean }
    const seen: StatementLine[] = []
    for (let before: string | undefined, hasMore = true; hasMore;) {
      const page: Page = await ask<Page>('statement', {
        account: 'acceptor:acc_p0',
        limit: 40,
        ...(before ? { before } : {}),
      })
      seen.push(...page.lines)
      before = page.lines.at(-1)?.id
      hasMore = page.hasMore
    }
    expect(seen).toHaveLength(100)
    expect(new Set(seen.map(({ id }) => id)).size).toBe(100)
    for (const [index, line] of seen.entries()) {
      expect(line.balanceMicro).toBe((seen[index + 1]?.balanceMicro ?? 0n) + line.netMicro)
    }
  })

  it('tells what was posted up to any position, and nothing of what came later', async () => {
    const accounts = ['merchant:mer_past:available', 'merchant:mer_past:reserve']
    const [first, second] = [
      await send([fund(accounts[0] ?? '', 10n, 'past:1')]),
      await send([
        { kind: 'post', id: 'past:2', debit: accounts[0] ?? '', credit: accounts[1] ?? '', amountMicro: 4n, category: 'reserve' },
      ]),
    ].map(positionOf)
    if (!first || !second) throw new Error('two were sent')
    const at = async (position: number, more: object = {}): Promise<unknown> => (await ask<{ accounts: unknown }>(
      'balancesAt', { owner: 'mer_past', position, ...more }, second)).accounts
    expect(await at(first.position - 1)).toEqual([])
    expect(await at(first.position)).toEqual([{ account: accounts[0], postedMicro: 10n }])
    const after = [{ account: accounts[0], postedMicro: 6n }, { account: accounts[1], postedMicro: 4n }]
    expect(await at(second.position)).toEqual(after)
    expect(await at(second.position, { limit: 1 })).toEqual(after.slice(0, 1))
    expect(await at(second.position, { after: accounts[0] })).toEqual(after.slice(1))
    expect(await at(second.position, { ledger: 'usdt-tron' })).toEqual([])
  })

  it("pages over all accounts of an owner, newest first, and shows nobody else's", async () => {
    const [available, reserve] = ['merchant:mer_own:available', 'merchant:mer_own:reserve']
    const set = (index: number): TransferRequest[] => [
      fund(available, 10n, `own:${index}`),
      {
        kind: 'post',
        id: `kept:${index}`,
        debit: available,
        credit: reserve,
        amountMicro: 1n,
        category: 'reserve',
      },
    ]
    const sent = await Promise.all(Array.from({ length: 10 }, (_, index) => send(set(index))))
    const last = Math.max(...sent.map((answer) => positionOf(answer).position))
    const after = { log: 'ledger', position: last }
    type Page = { lines: StatementLine[]; hasMore: boolean }
    const page = (input: object): Promise<Page> => ask<Page>('statement', input, after)

    const seen: StatementLine[] = []
    for (let before: string | undefined, hasMore = true; hasMore;) {
      const next: Page = await page({ owner: 'mer_own', limit: 7, ...(before ? { before } : {}) })
      seen.push(...next.lines)
      before = next.lines.at(-1)?.id
      hasMore = next.hasMore
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(30)
    const places = seen.map(({ id }) => id.split('-').map(Number))
    const sorted = places.toSorted(([a = 0, b = 0], [c = 0, d = 0]) => c - a || d - b)
    expect(places).toEqual(sorted)
    expect(new Set(seen.map(({ account }) => account))).toEqual(new Set([available, reserve]))

    const { lines } = await page({ owner: 'mer_own', account: reserve })
    expect(lines.map(({ balanceMicro }) => balanceMicro)).toEqual(
      Array.from({ length: 10 }, (_, index) => 10n - BigInt(index)),
    )
    expect(await page({ owner: 'mer_own', account: 'custody:test' })).toMatchObject({ lines: [] })
    expect(await page({ owner: 'mer_own', ledger: 'usdt-tron' })).toMatchObject({ lines: [] })
    expect(await page({ account: reserve, ledger: 'usdt-tron' })).toMatchObject({ lines: [] })
  })
})
