import { randomUUID } from 'node:crypto'
import { ledgerEvents, type PaymentOption, type ReferenceRow } from '@stablegate/contracts'
import { boot, type Running } from '@stablegate/host'
import { defineService, type Message } from '@stablegate/kernel'
import { launchNats, testDatabase, waitFor, type Nats } from '@stablegate/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { profileOf, usdt } from './domain/book.spec-support.ts'
import { matching } from './service.ts'

/** Says what it is told to the ledger's log, so that the reaction has something to hear. */
const ledgerStub = defineService({
  name: 'ledger',
  aggregates: [
    {
      name: 'book',
      commands: [{ type: 'ledger.book.say', version: 1, parse: (data) => data }],
      events: [ledgerEvents.accepted],
      rejections: [],
      key: () => 'usdt-sandbox',
      decider: {
        initial: () => 0,
        decide: (command) => ({ events: [{ type: 'transfers.accepted', data: command.data }] }),
        evolve: (state) => state,
      },
    },
  ],
})

let nats: Nats
let running: Running

beforeAll(async () => {
  const [own, databaseUrl] = await Promise.all([launchNats({ own: true }), testDatabase()])
  nats = own
  running = await boot([matching, ledgerStub], {
    env: {},
    migrate: true,
    config: {
      EVENT_STORE_URL: databaseUrl,
      DATABASE_URL: databaseUrl,
      NATS_URL: nats.url,
      LISTEN_HOST: '127.0.0.1',
      PORT: 0,
      LOG_LEVEL: 'silent',
      QUOTE_REST_MS: '0',
      PRICE_TEST_RATES: '{"CNY":"7.25"}',
    },
  })
  await running.ready()
})
afterAll(async () => {
  await running?.stop()
  await nats?.stop()
})

const send = async (type: string, data: unknown): Promise<readonly Message[]> => {
  const answer = await running.commands.send(type, data, { id: randomUUID(), actor: 'spec' })
  if (answer.status !== 'accepted') throw new Error(JSON.stringify(answer))
  return answer.events
}
const ask = async <Value>(name: string, input: unknown): Promise<Value> => {
  const answer = await running.queries.ask<Value>('matching', name, input)
  if (answer.status !== 'answered') throw new Error(JSON.stringify(answer))
  return answer.value
}
const ledger = 'usdt-sandbox'
const fund = (acceptor: string, freeMicro: bigint): Promise<readonly Message[]> =>
  send('ledger.book.say', {
    ledger,
    digest: 1,
    memo: {},
    transfers: [
      {
        id: randomUUID(),
        kind: 'post',
        debit: 'custody:test',
        credit: `acceptor:${acceptor}`,
        amountMicro: freeMicro,
        category: 'test_funds',
        debitAfter: { postedMicro: 0n, pendingMicro: 0n },
        creditAfter: { postedMicro: freeMicro, pendingMicro: 0n },
      },
    ],
  })
const options = (): Promise<readonly PaymentOption[]> =>
  ask('options', { ledger, amount: { fix: 'usdt', usdtMicro: usdt(100) }, atMs: Date.now() })

describe('matching on real servers', () => {
  it('records test prices with their inputs without a network', async () => {
    const rows = await waitFor(
      async () => {
        const found = await ask<readonly ReferenceRow[]>('references', { ledger })
        return found.length > 10 ? found : undefined
      },
      { deadlineMs: 15_000, what: 'references' },
    )
    expect(rows.find(({ currency }) => currency === 'CNY')).toMatchObject({
      price: '7.25',
      inputs: [{ source: 'test-a', used: true }, { source: 'test-b' }, { source: 'test-c' }],
    })
  })

  it("hears of liquidity from the ledger's log, shows options and makes offers of it", async () => {
    const profile = profileOf('acc_a')
    await send('matching.book.note_acceptor', {
      ledger,
      profile: {
        ...profile,
        quotes: profile.quotes.map((quote) => ({ ...quote, setAtMs: Date.now() })),
      },
    })
    expect(await options()).toEqual([])
    await fund('acc_a', usdt(150))
    const [option] = await waitFor(
      async () => {
        const found = await options()
        return found.length > 0 ? found : undefined
      },
      { deadlineMs: 15_000, what: 'options' },
    )
    expect(option).toMatchObject({
      currency: 'CNY',
      method: 'alipay',
      price: '7.3',
      usdtMicro: usdt(100),
      fiatMinor: 73_000n,
    })

    const request = (payment: string) =>
      send('matching.book.request_match', {
        ledger,
        payment,
        attempt: 1,
        merchant: 'mer_1',
        amount: { fix: 'usdt', usdtMicro: usdt(100) },
        currency: 'CNY',
        method: 'alipay',
        payerFingerprint: payment,
        excludedAcceptors: [],
        excludedOwners: [],
      })
    expect(await request('pay_1')).toMatchObject([
      { type: 'offer.made', data: { acceptor: 'acc_a', usdtMicro: usdt(100) } },
    ])
    expect(await request('pay_2')).toMatchObject([
      { type: 'match.failed', data: { reason: 'no_acceptor' } },
    ])
    // Reserved, so the option goes from the checkout too.
    await waitFor(async () => (await options()).length === 0, {
      deadlineMs: 15_000,
      what: 'options to end',
    })
    await send('matching.book.close_order', {
      ledger,
      payment: 'pay_1',
      attempt: 1,
      outcome: 'void',
    })
    await waitFor(async () => (await options()).length === 1, {
      deadlineMs: 15_000,
      what: 'options to return',
    })
    expect(
      await ask('depth', { ledger, currency: 'CNY', method: 'alipay', atMs: Date.now() }),
    ).toMatchObject([{ quotes: 1, freeMicro: usdt(150) }])
  })
})
