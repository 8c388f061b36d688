import { randomUUID } from 'node:crypto'
import {
  ledgerCommands,
  ledgerEvents,
  matchingCommands,
  type AcceptorProfile,
  type AcceptorRow,
} from '@stablegate/contracts'
import { boot, type Running } from '@stablegate/host'
import { defineService, type Answer } from '@stablegate/kernel'
import { launchNats, testDatabase, waitFor, type Nats } from '@stablegate/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountData, quoteData, usdt } from './domain/acceptor.spec-support.ts'
import { acceptor as service } from './service.ts'

type Transfer = { readonly id: string; readonly amountMicro: bigint }
const after = { postedMicro: 0n, pendingMicro: 0n }

/** Accepts every transfer but those above 1000 USDT. */
const ledgerStub = defineService({
  name: 'ledger',
  aggregates: [
    {
      name: 'book',
      commands: [ledgerCommands.transfer],
      events: [ledgerEvents.accepted, ledgerEvents.refused],
      rejections: [],
      key: () => 'usdt-sandbox',
      decider: {
        initial: () => 0,
        decide: (command) => {
          const { ledger, transfers, memo } = command.data as {
            ledger: string
            transfers: readonly Transfer[]
            memo: unknown
          }
          const offender = transfers.find(({ amountMicro }) => amountMicro > usdt(1000))?.id
          return offender === undefined
            ? {
                events: [
                  {
                    type: 'transfers.accepted',
                    data: {
                      ledger,
                      digest: 1,
                      memo,
                      transfers: transfers.map((transfer) => ({
                        ...transfer,
                        debitAfter: after,
                        creditAfter: after,
                      })),
                    },
                  },
                ],
              }
            : {
                events: [
                  {
                    type: 'transfers.refused',
                    data: {
                      ledger,
                      digest: 1,
                      memo,
                      ids: transfers.map(({ id }) => id),
                      offender,
                      reason: 'insufficient_funds',
                    },
                  },
                ],
              }
        },
        evolve: (state) => state,
      },
    },
  ],
})

const profiles: AcceptorProfile[] = []
/** Listens to what the book would be told. */
const matchingStub = defineService({
  name: 'matching',
  aggregates: [
    {
      name: 'book',
      commands: [matchingCommands.noteAcceptor],
      events: [],
      rejections: [],
      key: () => 'usdt-sandbox',
      decider: {
        initial: () => 0,
        decide: (command) => {
          profiles.push((command.data as { profile: AcceptorProfile }).profile)
          return { events: [] }
        },
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
  running = await boot([service, ledgerStub, matchingStub], {
    env: {},
    migrate: true,
    config: {
      EVENT_STORE_URL: databaseUrl,
      DATABASE_URL: databaseUrl,
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

const send = (verb: string, data: object): Promise<Answer> =>
  running.commands.send(`acceptor.acceptor.${verb}`, data, { id: randomUUID(), actor: 'spec' })
const sent = async (verb: string, data: object): Promise<void> => {
  const answer = await send(verb, data)
  if (answer.status !== 'accepted') throw new Error(`${verb}: ${JSON.stringify(answer)}`)
}
const ask = async <Value>(name: string, input: unknown): Promise<Value> => {
  const answer = await running.queries.ask<Value>('acceptor', name, input)
  if (answer.status !== 'answered') throw new Error(JSON.stringify(answer))
  return answer.value
}
/** Each view shows it a moment later, by itself. */
const shows = (name: string, input: unknown, expected: object): Promise<unknown> => waitFor(async () => {
  expect(await ask(name, input)).toMatchObject(expected)
  return true
})
const shown = (acceptor: string, is: (row: AcceptorRow) => boolean): Promise<AcceptorRow> =>
  waitFor(
    async () => {
      const row = await ask<AcceptorRow | null>('getAcceptor', { acceptor })
      return row && is(row) ? row : undefined
    },
    { deadlineMs: 15_000, what: `${acceptor} to change` },
  )

const onboard = async (acceptor: string, owner: string, account: string): Promise<void> => {
  await sent('register', { acceptor, livemode: false, name: acceptor, owner, house: false })
  await sent('verify', { acceptor, tier: 'starter' })
  await sent('add_account', { ...accountData, acceptor, account, fingerprint: `print-${account}` })
  await sent('set_quote', { ...quoteData, acceptor })
  await sent('request_bond', { acceptor, amountMicro: usdt(100) })
  await shown(acceptor, ({ bondMicro }) => bondMicro === usdt(100))
  await sent('go_online', { acceptor })
}

describe('an acceptor on real servers', () => {
  it('posts its bond through the ledger, goes online and is made known to matching', async () => {
    await onboard('acc_1', 'owner-1', 'pac_1')
    expect(await shown('acc_1', ({ online }) => online)).toMatchObject({
      status: 'verified',
      tier: 'starter',
      bondPending: null,
    })
    const profile = await waitFor(
      async () => profiles.findLast((known) => known.acceptor === 'acc_1' && known.online),
      { deadlineMs: 15_000, what: 'profile' },
    )
    expect(profile).toMatchObject({
      active: true,
      maxOpenMicro: 3_333_333_333n,
      accounts: [{ account: 'pac_1' }],
      quotes: [{ quote: 'quo_a' }],
    })
    await shows('paymentAccounts', { acceptor: 'acc_1' }, [
      { account: 'pac_1', sealedDetails: 'sealed', maxPerOrderMinor: 100_000n },
    ])
    await shows('quotes', { acceptor: 'acc_1' }, [{ quote: 'quo_a', methods: ['alipay'] }])
  })

  it('is told when the ledger refuses its bond', async () => {
    await sent('request_bond', { acceptor: 'acc_1', amountMicro: usdt(1001) })
    expect(await shown('acc_1', ({ bondPending }) => bondPending === null)).toMatchObject({
      bondMicro: usdt(100),
    })
  })

  it('cannot have an account that another one has', async () => {
    await sent('register', {
      acceptor: 'acc_9',
      livemode: false,
      name: 'Nine',
      owner: 'owner-9',
      house: false,
    })
    const account = {
      ...accountData,
      acceptor: 'acc_9',
      account: 'pac_9',
      fingerprint: 'print-pac_1',
    }
    expect(await send('add_account', account)).toMatchObject({
      status: 'rejected',
      code: 'account_fingerprint_taken',
    })
    expect(
      await send('add_account', { ...account, account: 'pac_1', fingerprint: 'print-9' }),
    ).toMatchObject({ status: 'rejected', code: 'account_exists' })
    await sent('add_account', { ...account, fingerprint: 'print-9' })
  })

  it("goes offline with all of its owner's after three strikes, which its reputation tells", async () => {
    await onboard('acc_2', 'owner-2', 'pac_2')
    await onboard('acc_3', 'owner-2', 'pac_3')
    const record = (acceptor: string, order: string, outcome: string): Promise<void> =>
      sent('record_order', {
        acceptor,
        payment: 'pay_1',
        order,
        merchant: 'mer_1',
        payerFingerprint: 'p',
        outcome,
        usdtMicro: usdt(100),
      })
    await record('acc_2', 'ord_1', 'declined')
    await record('acc_3', 'ord_2', 'silent')
    await record('acc_2', 'ord_3', 'settled')
    await record('acc_2', 'ord_4', 'declined')
    for (const acceptor of ['acc_2', 'acc_3']) {
      expect(await shown(acceptor, ({ online }) => !online)).toMatchObject({
        offlineReason: 'strikes',
      })
    }
    const explained = await waitFor(
      async () => {
        const found = await ask<{ score: number; lines: readonly { points: number }[] }>(
          'reputationExplained',
          { acceptor: 'acc_2' },
        )
        return found.lines.length === 4 ? found : undefined
      },
      { deadlineMs: 15_000, what: 'reputation' },
    )
    expect(explained).toMatchObject({
      score: 386,
      lines: [{ points: 400 }, { points: -8 }, { points: 2 }, { points: -8 }],
    })
  })

  it('has a withdrawal blocked until its clock fires', async () => {
    await sent('block_withdrawal', {
      acceptor: 'acc_1',
      order: 'ord_7',
      amountMicro: usdt(98),
      untilMs: Date.now() + 60_000,
    })
    await sent('block_withdrawal', {
      acceptor: 'acc_1',
      order: 'ord_8',
      amountMicro: usdt(5),
      untilMs: Date.now() + 3_000,
    })
    const blocked = (amountMicro: bigint) =>
      waitFor(
        async () => {
          const blocks = await ask<{ blockedMicro: bigint; frozen: boolean }>('withdrawalBlocks', {
            acceptor: 'acc_1',
          })
          return blocks.blockedMicro === amountMicro ? blocks : undefined
        },
        { deadlineMs: 20_000, what: `blocks of ${amountMicro}` },
      )
    expect(await blocked(usdt(103))).toMatchObject({ frozen: false })
    await blocked(usdt(98))
    await sent('suspend', { acceptor: 'acc_1', reason: 'review' })
    await waitFor(
      async () =>
        (await ask<{ frozen: boolean }>('withdrawalBlocks', { acceptor: 'acc_1' })).frozen,
      { deadlineMs: 15_000, what: 'the freeze' },
    )
  })

  it('is listed page by page', async () => {
    const first = await ask<{ rows: readonly AcceptorRow[]; hasMore: boolean }>('listAcceptors', {
      limit: 2,
    })
    expect([first.rows.map(({ acceptor }) => acceptor), first.hasMore]).toEqual([
      ['acc_1', 'acc_2'],
      true,
    ])
    expect(
      await ask('listAcceptors', { limit: 2, startingAfter: 'acc_2', livemode: false }),
    ).toMatchObject({ rows: [{ acceptor: 'acc_3' }, { acceptor: 'acc_9' }], hasMore: false })
    await shows('listAcceptors', { owner: 'owner-1', status: 'suspended' }, { rows: [{ acceptor: 'acc_1' }] })
    expect(await ask('getAcceptor', { acceptor: 'acc_none' })).toBeNull()
    expect(await ask('getPaymentAccount', { account: 'pac_3' })).toMatchObject({
      acceptor: 'acc_3',
    })
    expect(await ask('getPaymentAccount', { account: 'pac_none' })).toBeNull()
  })
})
