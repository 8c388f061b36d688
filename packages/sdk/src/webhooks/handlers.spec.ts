import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterEach, expect, it } from 'vitest'
import { expressWebhook } from './express.ts'
import type { WebhookEvent } from './index.ts'
import { nestWebhook } from './nest.ts'
import { nextWebhook } from './next.ts'

const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`
const text = JSON.stringify({
  id: 'evt_1', type: 'payment.settled', created_at: 'x', livemode: false, sequence: 1, subject: 'pay_1', data: {},
})
const headers = (): Record<string, string> => ({
  'webhook-id': 'evt_1', 'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
  'webhook-signature': new Webhook(secret).sign('evt_1', new Date(), text),
})
let stop: (() => void) | undefined
afterEach(() => stop?.())

it('the handler of Express reads the stream itself, and answers for itself', async () => {
  const events: WebhookEvent[] = []
  const server = createServer(expressWebhook({
    secrets: () => secret, onEvent: (event) => {
      if (events.push(event) > 1) throw new Error('the shop is closed')
    },
  }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stop = () => server.close()
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const send = async (body: string) => {
    const response = await fetch(url, { method: 'POST', body, headers: headers() })
    return [response.status, await response.text()]
  }
  expect(await send(text)).toEqual([204, ''])
  expect(await send(`${text} `)).toEqual([400, '{"code":"signature_mismatch"}'])
  // What fails here is sent again, and its reason is nobody else's.
  expect(await send(text)).toEqual([500, '{"code":"receiver_failed"}'])
  expect(await send('x'.repeat(1024 * 1024 + 1))).toEqual([413, '{"code":"body_too_large"}'])
  expect(events.map(({ id }) => id)).toEqual(['evt_1', 'evt_1'])
})

it('the handler of Nest takes rawBody and throws what Nest answers with', async () => {
  const events: WebhookEvent[] = []
  const handle = nestWebhook({ secrets: secret, onEvent: (event) => { events.push(event) } })
  await handle({ headers: headers(), rawBody: Buffer.from(text), body: JSON.parse(text) as unknown })
  expect(events).toHaveLength(1)
  await expect(handle({ headers: {}, rawBody: text })).rejects.toMatchObject({ statusCode: 400, code: 'headers_invalid' })
  await expect(handle({ headers: headers(), body: {}, readableEnded: true })).rejects.toMatchObject({ code: 'body_not_raw' })
})

it('the handler of Next takes a Request and gives a Response', async () => {
  const told: unknown[] = []
  const handle = nextWebhook({ secrets: [secret], onEvent: () => undefined, onError: (error) => told.push(error) })
  const request = (body: string) => new Request('https://shop.example/webhooks', { method: 'POST', body, headers: headers() })
  expect((await handle(request(text))).status).toBe(204)
  expect((await handle(request('{}'))).status).toBe(400)
  expect(told).toHaveLength(1)
})
