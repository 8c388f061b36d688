// Test mode as a developer meets it: each documented amount through the public API to the outcome that
// the table promises, with webhooks, on one clock that is moved on. What the table says is what is run.
import { testAmounts } from '@stablegate/contracts'
import { waitFor } from '@stablegate/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLocalSystem, type LocalSystem } from './system.ts'
import { WebhookReceiver } from './webhook-receiver.ts'
import { operatorKeys, textOf, World, type Merchant } from './world.ts'

type Json = Record<string, unknown>
type Try = { readonly ending: string; readonly payment: string; session: string }

const patience = { deadlineMs: 30_000, everyMs: 100 }
const day = 86_400_000

let system: LocalSystem
let world: World
let merchant: Merchant
let receiver: WebhookReceiver
const tries = new Map<string, Try>()

beforeAll(async () => {
  system = await startLocalSystem({ name: 'test-mode', fsync: false, bots: true, chain: { blockMs: 200, solidLagBlocks: 3 } })
  world = new World(system.url)
  receiver = await WebhookReceiver.start()
  merchant = await world.merchant({ name: 'Integrator', tier: 'established', receiver })
  await waitFor(async () => {
    const { data } = await world.api.get('/v1/acceptors?limit=100', { key: operatorKeys.ann })
    return (data as Json[]).filter((one) => String(one['owner']).startsWith('testbot:') && one['online'] === true).length === 5
  }, { ...patience, what: 'the bots to be online' })
}, 120_000)
afterAll(async () => {
  await system?.stop()
  await receiver?.stop()
})

const endings = (...wanted: readonly string[]): readonly Try[] => wanted.map((ending) => {
  const found = tries.get(ending)
  if (found === undefined) throw new Error(`nothing was tried with ${ending}`)
  return found
})

const ask = async (ending: string, amount: Json): Promise<Try> => {
  const payment = textOf(await world.api.post('/v1/payments', { reference: `test-${ending}`, amount }, { key: merchant.key }), 'id')
  const one: Try = { ending, payment, session: '' }
  tries.set(ending, one)
  return one
}

const choose = async (one: Try): Promise<void> => {
  const chosen = await waitFor(() => world.api.post(`/v1/checkout/${one.payment}/choose`, {
    currency: 'CNY', method: 'alipay', payer: { name: `Li Wei ${one.ending}`, account_tail: `48${one.ending}` },
  }), { ...patience, what: `${one.ending} to take a choice` })
  one.session = textOf(chosen, 'session_secret')
}

const act = (one: Try, path: string, body: Json = {}): Promise<Json> =>
  waitFor(() => world.api.post(`/v1/checkout/${one.payment}/${path}`, body, { key: one.session }),
    { ...patience, what: `${one.ending} to take ${path}` })

const until = async (one: Try, ...states: readonly string[]): Promise<Json> => {
  let seen: Json = {}
  return waitFor(async () => {
    seen = await world.api.get(`/v1/checkout/${one.payment}`, { key: one.session })
    return states.includes(String(seen['state'])) && seen
  }, { ...patience, what: `${one.ending} to be ${states.join(' or ')}` }).catch((error: unknown) => {
    throw new Error(`it is ${String(seen['state'])} (${String(seen['unserved'])})`, { cause: error })
  })
}

const claim = async (one: Try): Promise<void> => {
  await until(one, 'awaiting_payment', 'grace')
  await act(one, 'claim', { bank_reference: `REF-${one.ending}` })
}

const wordOf = ({ status, context }: Json): string => [status, context].filter((each) => each !== null).join(' ')

/** Waits for what the table promises. */
const ends = async (one: Try): Promise<void> => {
  const promised = testAmounts.find(({ ending }) => ending === one.ending)?.ends ?? 'settled'
  let last = ''
  await waitFor(async () => {
    last = wordOf(await world.api.get(`/v1/payments/${one.payment}`, { key: merchant.key }))
    return last === promised
  }, { ...patience, what: `the amount ending with ${one.ending} to be ${promised}` }).catch((error: unknown) => {
    throw new Error(`it is ${last}`, { cause: error })
  })
}

const all = (some: readonly Try[], each: (one: Try) => Promise<void>): Promise<unknown> => Promise.all(some.map(each))

const advance = async (by: Json): Promise<void> => {
  await world.api.post('/v1/test_clock/advance', by, { key: merchant.key })
}

/** A minute is over for who was offered something and stays silent. */
const pastOffer = { minutes: 1, seconds: 1 }

const atOnce = ['02', '21', '22', '23', '24', '25', '26', '32', '41', '42', '00']

describe('documented amounts', () => {
  it('that need no time end as the table says', async () => {
    const onAlipay = [...testAmounts.map(({ ending }) => ending).filter((ending) => !ending.startsWith('5')), '00']
    for (const ending of onAlipay) await ask(ending, { amount: `100.${ending}`, currency: 'CNY' })
    await all([...tries.values()], choose)
    await all(endings(...atOnce, '27'), claim)
    await all(endings('21', '23'), async (one) => {
      await until(one, 'amount_query')
      await act(one, 'answer', { answer: 'agree' })
    })
    await all(endings('02', '21', '22', '23', '24', '25', '26', '31', '32', '00'), ends)
    // Not the last word of these two: that comes on day 20.
    await all(endings('41', '42'), async (one) => { await world.paymentIs(merchant, one.payment, 'settled') })
    const [declined] = endings('01')
    if (declined) expect((await until(declined, 'onchain_offered'))['unserved']).not.toBeNull()
    await all(endings('01'), ends)
  })

  it('of the chain are sent by the wallet of test mode', async () => {
    for (const ending of ['51', '52', '59']) await ask(ending, { amount: `10.${ending}`, currency: 'USDT' })
    await all(endings('51', '52', '59'), async (one) => {
      one.session = (await world.chooseOnChain(one.payment)).session
      const idempotencyKey = `test-pay-of-${one.payment}`
      const sent = await world.api.post(`/v1/checkout/${one.payment}/test_pay`, {}, { key: one.session, idempotencyKey })
      expect(await world.api.post(`/v1/checkout/${one.payment}/test_pay`, {}, { key: one.session, idempotencyKey })).toEqual(sent)
    })
    await all(endings('52', '59'), ends)
  })

  it('of silence need a minute for each bot', async () => {
    await all(endings('03', '04'), async (one) => { await until(one, 'offered') })
    await advance(pastOffer)
    await all(endings('04'), claim)
    await all(endings('04'), ends)
    // Its second and third bot: each is asked only after the one before.
    for (let more = 0; more < 2; more += 1) {
      const [silent] = endings('03')
      const orders = (await world.api.get(`/v1/payments/${silent?.payment}/timeline`, { key: operatorKeys.ann }))['data'] as Json[]
      expect(orders.length).toBeGreaterThan(0)
      await waitFor(async () => {
        const { data } = await world.api.get(`/v1/payments/${silent?.payment}/timeline`, { key: operatorKeys.ann })
        return (data as Json[]).filter(({ type }) => type === 'payment.escrow_pended').length === more + 2
      }, { ...patience, what: 'the next bot to be asked' })
      await advance(pastOffer)
    }
    await all(endings('03'), async (one) => {
      await until(one, 'onchain_offered')
      await ends(one)
    })
  })

  it('of lateness and of nobody paying need an hour', async () => {
    await all(endings('11'), async (one) => { await until(one, 'grace') })
    await all(endings('33'), async (one) => { await until(one, 'awaiting_payment') })
    await advance({ minutes: 31 })
    await all(endings('27'), ends)
    await advance({ minutes: 31 })
    await all(endings('11', '33', '51'), ends)
  })

  it('of recalls need twenty days, after which all that was held is free', async () => {
    const before = await world.api.get('/v1/test_clock', { key: merchant.key })
    await advance({ days: 20 })
    const after = await waitFor(async () => {
      const shown = await world.api.get('/v1/test_clock', { key: merchant.key })
      return Date.parse(textOf(shown, 'now')) - Date.parse(textOf(before, 'now')) >= 20 * day && shown
    }, { ...patience, what: 'the clock' })
    expect(Number(after['ahead_seconds'])).toBeGreaterThanOrEqual(20 * 86_400)
    await all(endings('41', '42'), ends)
    await waitFor(async () => {
      const { accounts } = await world.api.get('/v1/balance', { key: merchant.key })
      const held = (accounts as Json[]).find(({ account }) => account === `merchant:${merchant.id}:held`)
      return (held?.['posted'] as Json | undefined)?.['amount'] === '0.000000'
    }, { ...patience, what: 'what was held to be available' })
  })

  it('are told by webhooks, each of them of test mode, and the books balance', async () => {
    const said = (one: Try): readonly string[] => receiver.received
      .filter(({ body }) => (body['data'] as Json)['id'] === one.payment).map(({ type }) => type)
    await all([...tries.values()], async (one) => {
      const last = testAmounts.find(({ ending }) => ending === one.ending)?.ends.split(' ')[0] ?? 'settled'
      if (last === 'pending') return
      await waitFor(() => said(one).includes(`payment.${last}`), { ...patience, what: `a webhook payment.${last} of ${one.ending}` })
    })
    expect(receiver.forged).toBe(0)
    expect(receiver.gaps()).toEqual([])
    expect(receiver.received.every(({ body }) => body['livemode'] === false)).toBe(true)
    expect(await world.api.get('/v1/trial_balance', { key: operatorKeys.ann })).toMatchObject({ balanced: true })
    expect([...tries.keys()].filter((ending) => testAmounts.some((one) => one.ending === ending)).toSorted())
      .toEqual(testAmounts.map(({ ending }) => ending).toSorted())
  })

  it('are told by the API', async () => {
    expect(await world.api.get('/v1/test_amounts')).toEqual({ object: 'list', data: testAmounts, has_more: false })
  })
})

describe('every event', () => {
  it('says that it is of test mode', async () => {
    const { events } = system.running.context('gateway')
    for (const log of ['order', 'ledger', 'notifier', 'acceptor', 'matching', 'treasury', 'gateway', 'test-mode', 'chain-watcher']) {
      const stored = await events.readLog(log, 0, 500)
      expect(stored.length).toBeGreaterThan(0)
      const modes = new Set(stored.map(({ metadata }) => (JSON.parse(metadata) as Json)['livemode']))
      expect([log, ...modes]).toEqual([log, false])
    }
  })
})
