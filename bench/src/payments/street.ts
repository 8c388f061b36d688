import { WebhookReceiver, World, fiat } from '@stablegate/test-e2e'
import type { Acceptor, Merchant } from '@stablegate/test-e2e'
import { LeanClient } from './client.ts'
import type { Json } from './client.ts'
import { Expected } from './expected.ts'

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
  const receivers: WebhookReceiver[] = []
  const receiver = async (): Promise<WebhookReceiver> => {
    const started = await WebhookReceiver.start()
    receivers.push(started)
    return started
  }
  const merchants: Merchant[] = []
  for (let number = 0; number < merchantCount; number += 1) {
    const own = await receiver()
    own.onReceived = ({ type, body }) => {
      own.received.length = 0
      if (type === 'payment.settled') settled.arrive(String(body['subject']), performance.now())
    }
    merchants.push(await world.merchant({ name: `Shop ${number}`, tier: 'established', receiver: own }))
  }
  for (let number = 0; number < acceptorCount; number += 1) {
    const own = await receiver()
    const acceptor = await world.acceptor({
      name: `Desk ${number}`, owner: `owner-${number}`, house: true, funds: '5000000',
      currency: 'CNY', method: 'alipay', price: '7.30', min: '1.00', max: '100000.00',
    })
    own.onReceived = ({ type, body }) => {
      own.received.length = 0
      if (type !== 'offer.made') return
      const data = body['data'] as Json
      offers.arrive(String(data['payment']), { order: String(data['id']), acceptor })
    }
    const endpoint = await world.withNewKey(() =>
      world.api.post('/v1/webhook_endpoints', { url: own.url }, { key: acceptor.key }))
    own.useSecret(String(endpoint['secret']))
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
