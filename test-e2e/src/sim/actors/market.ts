import type { World } from '../engine/world.ts'
import type { Client } from './client.ts'

export const ledger = 'usdt-sandbox'
const usdt = 1_000_000n

export type Member = {
  readonly acceptor: string
  readonly owner: string
  readonly fundsMicro: bigint
  readonly house: boolean
}

export const membersOf = (world: World): readonly Member[] =>
  Array.from({ length: 6 }, (_, index) => ({
    acceptor: `acc_s${index}`,
    owner: `owner-${index}`,
    house: index === 5,
    fundsMicro: BigInt(world.random.between(1_200, 4_000)) * usdt,
  }))

/** Onboards an acceptor as an operator and the acceptor itself would, step by step. */
export const onboard = async (
  client: Client,
  world: World,
  { acceptor, owner, fundsMicro, house }: Member,
): Promise<void> => {
  const act = (verb: string, data: object, actor = acceptor) =>
    client.send(`acceptor.acceptor.${verb}`, { acceptor, ...data }, actor)
  const number = acceptor.slice(5)
  await act('register', { livemode: false, name: `Acceptor ${number}`, owner, house }, 'opr_a')
  await act('verify', { tier: house ? 'house' : 'standard' }, 'opr_b')
  for (const [method, currency] of [
    ['bank_transfer', 'CNY'],
    ['alipay', 'CNY'],
  ] as const) {
    await act('add_account', {
      account: `pac_${number}${method.replace('_', '')}`,
      method,
      currency,
      maxPerOrderMinor: 1_000_000_000n,
      maxPerDayMinor: 100_000_000_000n,
      maxPerMonthMinor: 1_000_000_000_000n,
      sealedDetails: 'sealed',
      fingerprint: `f-${number}-${method}`,
    })
  }
  await act('set_quote', {
    quote: `quo_${number}`,
    currency: 'CNY',
    pricing: { kind: 'fixed', price: `7.${29 + world.random.below(4)}` },
    minMinor: 100n,
    maxMinor: 1_000_000_000n,
    methods: ['bank_transfer', 'alipay'],
  })
  await client.send(
    'ledger.book.transfer',
    {
      ledger,
      memo: { acceptor },
      transfers: [
        {
          kind: 'post',
          id: `fund:${acceptor}`,
          debit: 'custody:test',
          credit: `acceptor:${acceptor}`,
          amountMicro: fundsMicro,
          category: 'test_funds',
        },
      ],
    },
    'opr_a',
  )
  if (house) await act('set_auto_accept', { enabled: true })
  else await act('request_bond', { amountMicro: 1_000n * usdt })
  await goOnline(client, acceptor)
}

/** The bond takes its time; strikes take an acceptor offline: it tries until it is let in. */
export const goOnline = async (client: Client, acceptor: string): Promise<void> => {
  for (let tries = 0; tries < 40; tries += 1) {
    const answer = await client.send('acceptor.acceptor.go_online', { acceptor }, acceptor)
    if (answer.status === 'accepted') return
    await client.wait(10_000)
  }
}

/** An operator suspends an acceptor in the middle of its orders, and reinstates it after a while. */
export const suspendForAWhile = async (
  client: Client,
  world: World,
  acceptor: string,
): Promise<void> => {
  const act = (verb: string) =>
    client.send(`acceptor.acceptor.${verb}`, { acceptor, reason: 'simulated' }, 'opr_a')
  await act('suspend')
  await client.wait(world.random.between(30_000, 180_000))
  await act('reinstate')
}

/** Keeps a reference price fresh, as the price worker of matching does. */
export const quotePrices = async (
  client: Client,
  world: World,
  goesOn: () => boolean,
): Promise<void> => {
  await client.send(
    'matching.book.set_policy',
    {
      ledger,
      policy: {
        quoteRestMs: 1_000,
        referenceMaxAgeMs: 900_000,
        maxDeviationBps: 500,
        priceBucketBps: 10,
      },
    },
    'opr_a',
  )
  while (goesOn()) {
    const takenAtMs = Math.floor(world.scheduler.nowMs)
    const price = `7.${30 + world.random.below(3)}`
    const inputs = ['a', 'b', 'c'].map((source) => ({ source, price, takenAtMs, used: true }))
    await client.send(
      'matching.book.record_reference',
      { ledger, currency: 'CNY', price, inputs },
      'prices',
    )
    await client.wait(120_000)
  }
}

/** An acceptor takes nearly all of its free money away and brings it back later: escrows may find too little. */
export const drainAndRefill = async (
  client: Client,
  world: World,
  acceptor: string,
  freeMicro: bigint,
): Promise<void> => {
  const amountMicro = freeMicro - 1_000_000n
  if (amountMicro <= 0n) return
  const own = `acceptor:${acceptor}`
  const move = (id: string, debit: string, credit: string) =>
    client.send(
      'ledger.book.transfer',
      {
        ledger,
        memo: { acceptor },
        transfers: [{ kind: 'post', id, debit, credit, amountMicro, category: 'adjustment' }],
      },
      'opr_a',
    )
  const id = world.random.uuid()
  const answer = await move(`drain:${id}`, own, 'operator:equity')
  const drained =
    answer.status === 'accepted' && answer.events.some(({ type }) => type === 'transfers.accepted')
  await client.wait(world.random.between(60_000, 400_000))
  if (drained) await move(`refill:${id}`, 'operator:equity', own)
}
