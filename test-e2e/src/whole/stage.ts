import type { Random } from '../sim/engine/random.ts'
import { operatorKeys, World, type Acceptor, type Merchant } from '../world.ts'
import { WebhookReceiver } from '../webhook-receiver.ts'
import { waitFor } from '@stablegate/testing'
import type { Caller } from './caller.ts'
import type { Watch } from './watch.ts'

/** A way to pay, and who serves it. */
export type Market = { readonly currency: string; readonly method: string; readonly price: string }

export const markets = {
  /** Many acceptors, each answers for itself. */
  open: { currency: 'CNY', method: 'alipay', price: '7.26' },
  /** Acceptors that accept every offer at once. */
  automatic: { currency: 'EUR', method: 'sepa_instant', price: '0.92' },
  /** One acceptor with one account. */
  single: { currency: 'GBP', method: 'faster_payments', price: '0.79' },
  /** Nobody. */
  deserted: { currency: 'HKD', method: 'fast_bank', price: '7.8' },
} as const satisfies Record<string, Market>

/** The people of the test and the means to reach them. */
export type Stage = {
  readonly caller: Caller
  readonly watch: Watch
  readonly random: Random
  readonly merchants: readonly Merchant[]
  readonly acceptors: ReadonlyMap<string, Acceptor>
  readonly receivers: ReadonlyMap<string, WebhookReceiver>
  readonly close: () => Promise<void>
}

export type StageOptions = {
  readonly url: string
  readonly caller: Caller
  readonly watch: Watch
  readonly random: Random
  readonly merchants: number
  readonly acceptors: number
}

const casting = (world: World, market: Market, number: number): Promise<Acceptor> => world.acceptor({
  name: `${market.currency} ${number}`, owner: `owner-${market.currency}-${number}`, funds: '400000',
  ...(market === markets.automatic ? { house: true, autoAccept: true } : { tier: 'pro', bond: '5000' }),
  currency: market.currency, method: market.method, price: market.price, min: '1.00', max: '100000.00',
})

/** Opens merchants with webhook receivers and acceptors that are online, through the API. */
export const setStage = async (options: StageOptions): Promise<Stage> => {
  const world = new World(options.url)
  const receivers = new Map<string, WebhookReceiver>()
  const merchants = await Promise.all(Array.from({ length: options.merchants }, async (_, number) => {
    const receiver = await WebhookReceiver.start()
    const merchant = await world.merchant({
      name: `Shop ${number}`, tier: number % 2 === 0 ? 'new' : 'established', feeBps: 50 + 25 * number, receiver,
      ...(number % 3 === 0 ? { agent: { agent: `agt_${number}`, share_bps: 1_000 } } : {}),
    })
    receivers.set(merchant.id, receiver)
    return merchant
  }))
  const seats: readonly Market[] = [
    ...Array.from({ length: options.acceptors }, () => markets.open),
    markets.automatic, markets.automatic, markets.single,
  ]
  const acceptors = await Promise.all(seats.map((market, number) => casting(world, market, number)))
  const { caller, watch, random } = options
  const keeping = keepOnline(options.caller, new Map(acceptors.map((one) => [one.id, one])))
  return {
    caller, watch, random, merchants, receivers,
    acceptors: new Map(acceptors.map((acceptor) => [acceptor.id, acceptor])),
    close: async () => {
      await keeping.stop()
      await watch.close()
    },
  }
}

/** Strikes and silence take acceptors offline; the people behind them come back. */
const keepOnline = (caller: Caller, acceptors: ReadonlyMap<string, Acceptor>) => {
  let stopped = false
  const look = async (): Promise<boolean> => {
    if (stopped) return true
    const { data } = await caller.read('/v1/acceptors?limit=100', operatorKeys.bob)
    for (const shown of data as readonly Record<string, unknown>[]) {
      const acceptor = acceptors.get(String(shown['id']))
      if (acceptor && shown['online'] === false) await caller.command('/v1/acceptor/online', {}, acceptor.key)
    }
    return false
  }
  const running = waitFor(look, { deadlineMs: 3_600_000, everyMs: 250, what: 'the end of the test' })
  return {
    stop: async () => {
      stopped = true
      await running
    },
  }
}
