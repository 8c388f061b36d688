import type { Acceptor, Merchant } from '@stablegate/test-e2e'
// Not by its index, which loads every service: the load's collections would take from what is measured.
import { World, fiat } from '@stablegate/test-e2e/world'
import { LeanClient } from './client.ts'
import type { Json } from './client.ts'
import { Expected } from './expected.ts'
import { startReceiver, type Receiver } from './receiver.ts'

const merchantCount = 8
const acceptorCount = 8

type Offer = { readonly order: string; readonly acceptor: Acceptor }

export type Paid = { readonly confirmToWebhookMs: number }

/** Merchants, acceptors and customers, who do all they do over HTTP and hear by webhook. */
export type Street = {
  /** One payment from its creation until the merchant has the verified webhook that it is settled. */
  readonly pay: () => Promise<Paid>
  readonly retries: () => number
  readonly close: () => Promise<void>
}

const open = async (url: string) => {
  const world = new World(url)
  const offers = new Expected<Offer>()
  const settled = new Expected<number>()
  const receivers: Receiver[] = []
  const hear = async (key: string, onReceived: (body: Json) => void): Promise<void> => {
    const receiver = await startReceiver(onReceived)
    receivers.push(receiver)
    const endpoint = await world.withNewKey(() => world.api.post('/v1/webhook_endpoints', { url: receiver.url }, { key }))
    receiver.useSecret(String(endpoint['secret']))
  }
  const merchants: Merchant[] = []
  for (let number = 0; number < merchantCount; number += 1) {
    const merchant = await world.merchant({ name: `Shop ${number}`, tier: 'established' })
    await hear(merchant.key, ({ type, subject }) => {
      if (type === 'payment.settled') settled.arrive(String(subject), performance.now())
    })
    merchants.push(merchant)
  }
  for (let number = 0; number < acceptorCount; number += 1) {
    const acceptor = await world.acceptor({
      name: `Desk ${number}`, owner: `owner-${number}`, house: true, funds: '5000000',
      currency: 'CNY', method: 'alipay', price: '7.30', min: '1.00', max: '100000.00',
    })
    await hear(acceptor.key, ({ type, data }) => {
      if (type !== 'offer.made') return
      const { payment, id } = data as Json
      offers.arrive(String(payment), { order: String(id), acceptor })
    })
  }
  return { merchants, offers, settled, receivers }
}

export const openStreet = async (url: string): Promise<Street> => {
  const { merchants, offers, settled, receivers } = await open(url)
  const client = new LeanClient(url)
  let count = 0
  const pay = async (): Promise<Paid> => {
    count += 1
    const number = count
    const merchant = merchants[number % merchants.length]
    if (merchant === undefined) throw new Error('there is no merchant')
    const amount = fiat(`${100 + (number % 400)}.${String(number % 100).padStart(2, '0')}`, 'CNY')
    const bankReference = `ALI${String(number).padStart(10, '0')}`
    const created = await client.post('/v1/payments', { reference: `order-${number}`, amount }, merchant.key)
    const payment = String(created['id'])
    const chosen = await client.post(`/v1/checkout/${payment}/choose`, {
      currency: 'CNY', method: 'alipay',
      payer: { name: `Payer ${number}`, account_tail: String(number % 10_000).padStart(4, '0') },
    })
    const session = String(chosen['session_secret'])
    const { order, acceptor } = await offers.take(payment)
    await client.post(`/v1/orders/${order}/accept`, {}, acceptor.key)
    await client.post(`/v1/checkout/${payment}/claim`, { bank_reference: bankReference }, session)
    const confirmedAtMs = performance.now()
    await client.post(`/v1/orders/${order}/confirm`, {
      received: amount, payer_matches: true, bank_reference: bankReference,
    }, acceptor.key)
    const toldAtMs = await settled.take(payment)
    return { confirmToWebhookMs: toldAtMs - confirmedAtMs }
  }
  return {
    pay,
    retries: () => client.retries,
    close: async () => {
      client.close()
      await Promise.all(receivers.map((one) => one.stop()))
    },
  }
}
