// A shop in one file, against `npm start`: registers a webhook endpoint, asks for a payment, prints
// its checkout link and waits until the webhook says that it is settled.
//
//   STABLEGATE_KEY=sk_test_... node --conditions=source packages/sdk/examples/pay.ts
//
// With --play it is the customer as well; with STABLEGATE_ACCEPTOR_KEY of the house acceptor, which
// `npm start` prints, it also confirms that the money came.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { checkoutUrl, paidInFull, Stablegate } from '@stablegate/sdk'
import { Checkout } from '@stablegate/sdk/checkout'
import { expressWebhook } from '@stablegate/sdk/express'
import { isPaymentEvent, type PaymentEvent, type WebhookEvent } from '@stablegate/sdk/webhooks'

const baseUrl = process.env['STABLEGATE_URL'] ?? 'http://127.0.0.1:8080'
const apiKey = process.env['STABLEGATE_KEY']
if (apiKey === undefined) throw new Error('set STABLEGATE_KEY to the merchant key that `npm start` prints')
const stablegate = new Stablegate({ apiKey, baseUrl })

const order = { reference: `example-${Date.now()}`, amount: { amount: '720.00', currency: 'CNY' } } as const

/** The customer's side; in a shop of yours this is a page in a browser. */
const play = async (payment: string): Promise<void> => {
  const checkout = new Checkout({ baseUrl, payment })
  const [option] = await checkout.options()
  console.log(`customer: pays ${option?.fiat.amount ?? '?'} ${option?.currency ?? ''} for ${option?.usdt.amount ?? '?'} USDT`)
  await checkout.choose({ currency: 'CNY', method: 'alipay', payer: { name: 'Li Wei', account_tail: '4821' } })
  for await (const { state, instructions, order: offered } of checkout.watch()) {
    console.log(`customer: ${state}`)
    if (instructions) {
      await checkout.claim({ bank_reference: `EX${Date.now()}` })
      if (offered) await confirm(offered.id)
      return
    }
  }
}

/** The acceptor saw the money. */
const confirm = async (orderId: string): Promise<void> => {
  const key = process.env['STABLEGATE_ACCEPTOR_KEY']
  if (key === undefined) return
  const response = await fetch(`${baseUrl}/v1/orders/${orderId}/confirm`, {
    method: 'POST', body: JSON.stringify({ received: order.amount, payer_matches: true }),
    headers: { 'authorization': `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': `confirm-${orderId}` },
  })
  console.log(response.ok ? 'acceptor: confirmed' : `acceptor: could not confirm: ${await response.text()}`)
}

let secret = ''
const settled = Promise.withResolvers<PaymentEvent['data']>()
const onEvent = (event: WebhookEvent): void => {
  if (!isPaymentEvent(event) || event.data.reference !== order.reference) return
  console.log(`webhook ${event.sequence}: ${event.type}`)
  if (paidInFull(event.data)) settled.resolve(event.data)
}
const server = createServer(expressWebhook({ secrets: () => secret, onEvent, onError: (error) => console.error(error) }))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const endpoint = await stablegate.webhookEndpoints.create({
  url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`, types: [],
})
secret = endpoint.secret

try {
  const payment = await stablegate.payments.create(order, { idempotencyKey: order.reference })
  console.log(`payment ${payment.id}\ncheckout ${checkoutUrl(baseUrl, payment.id)}`)
  if (process.argv.includes('--play')) await play(payment.id)
  // The webhook says it all; who asks the API in the same moment may be told a little less.
  const { settlement } = await settled.promise
  console.log(`settled: ${settlement?.net.amount ?? '?'} USDT, available at ${settlement?.available_at ?? '?'}`)
} finally {
  await stablegate.webhookEndpoints.disable(endpoint.id)
  server.close()
  server.closeAllConnections()
}
