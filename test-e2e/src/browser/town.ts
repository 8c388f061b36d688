import { demoPeople, type DemoPerson } from '../demo-people.ts'
import type { WebhookReceiver } from '../webhook-receiver.ts'
import type { Acceptor, Merchant, World } from '../world.ts'

/** A shop, two acceptors and people for every room: what `npm start` and the browser tests begin with. */
export type Town = {
  readonly merchant: Merchant
  /** Accepts by itself; Alipay. */
  readonly house: Acceptor
  /** Has a person behind it; Alipay as well, at a better price. */
  readonly otc: Acceptor
  readonly people: readonly DemoPerson[]
}

export const buildTown = async (world: World, receiver?: WebhookReceiver): Promise<Town> => {
  const merchant = await world.merchant({
    name: 'Demo Shop', tier: 'established', agent: { agent: 'agt_demo', share_bps: 1_000 }, ...(receiver ? { receiver } : {}),
  })
  const quotes = { currency: 'CNY', method: 'alipay', funds: '50000', min: '10.00', max: '100000.00' }
  const house = await world.acceptor({ ...quotes, name: 'House', owner: 'house', house: true, price: '7.26', autoAccept: true })
  const otc = await world.acceptor({ ...quotes, name: 'Bright OTC', owner: 'bright', bond: '500', price: '7.32' })
  return { merchant, house, otc, people: await demoPeople(world, merchant, house, otc) }
}
