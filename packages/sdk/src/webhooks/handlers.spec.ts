import 'reflect-metadata'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Controller, HttpCode, Module, Post, Req } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import express from 'express'
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
let stop: (() => unknown) | undefined
afterEach(async () => { await stop?.() })

const told = async (response: Response) => [response.status, await response.text()]

it('the handler of Express stands in an application of Express, and answers for itself', async () => {
  const events: WebhookEvent[] = []
  const app = express()
  app.post('/webhooks', expressWebhook({
    secrets: () => secret, onEvent: (event) => {
      if (events.push(event) > 1) throw new Error('the shop is closed')
    },
  }))
  app.post('/raw', express.raw({ type: '*/*' }), expressWebhook({ secrets: secret, onEvent: (event) => { events.push(event) } }))
  app.post('/parsed', express.json({ type: '*/*' }), expressWebhook({ secrets: secret, onEvent: () => undefined }))
  const server = app.listen(0, '127.0.0.1')
  stop = () => server.close()
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const send = async (body: string, path = '/webhooks') => told(await fetch(url + path, { method: 'POST', body, headers: headers() }))
  expect(await send(text)).toEqual([204, ''])
  expect(await send(`${text} `)).toEqual([400, '{"code":"signature_mismatch"}'])
  // What fails here is sent again, and its reason is nobody else's.
  expect(await send(text)).toEqual([500, '{"code":"receiver_failed"}'])
  expect(await send('x'.repeat(1024 * 1024 + 1))).toEqual([413, '{"code":"body_too_large"}'])
  expect(await send(text, '/raw')).toEqual([204, ''])
  // A parser that stands before it took the bytes: said so, never guessed.
  expect(await send(text, '/parsed')).toEqual([500, '{"code":"body_not_raw"}'])
  expect(events.map(({ id }) => id)).toEqual(['evt_1', 'evt_1', 'evt_1'])
})

it('the handler of Nest stands in a controller, takes rawBody and throws what Nest answers with', async () => {
  const events: WebhookEvent[] = []
  const handle = nestWebhook({ secrets: secret, onEvent: (event) => { events.push(event) } })
  class Webhooks {
    take(request: Parameters<typeof handle>[0]): Promise<void> {
      return handle(request)
    }
  }
  Controller('webhooks')(Webhooks)
  const method = Object.getOwnPropertyDescriptor(Webhooks.prototype, 'take') as PropertyDescriptor
  Post()(Webhooks.prototype, 'take', method)
  HttpCode(204)(Webhooks.prototype, 'take', method)
  Req()(Webhooks.prototype, 'take', 0)
  class Shop {}
  Module({ controllers: [Webhooks] })(Shop)
  const app = await NestFactory.create<NestFastifyApplication>(Shop, new FastifyAdapter(), { rawBody: true, logger: false })
  await app.listen(0, '127.0.0.1')
  stop = () => app.close()
  const send = (body: string, more: Record<string, string>) => app.getUrl().then((url) => fetch(`${url}/webhooks`, {
    method: 'POST', body, headers: { 'content-type': 'application/json', ...more },
  }))
  expect(await told(await send(text, headers()))).toEqual([204, ''])
  expect(events).toHaveLength(1)
  const [unsigned, changed] = [await send(text, {}), await send(text.replace('pay_1', 'pay_2'), headers())]
  expect([unsigned.status, changed.status]).toEqual([400, 400])
  expect(await changed.text()).toContain('no signature is by one of the secrets')
  await expect(handle({ headers: headers(), body: {}, readableEnded: true })).rejects.toMatchObject({ code: 'body_not_raw' })
  expect(events).toHaveLength(1)
})

it('the handler of Next takes a Request and gives a Response', async () => {
  const errors: unknown[] = []
  const handle = nextWebhook({ secrets: [secret], onEvent: () => undefined, onError: (error) => errors.push(error) })
  const request = (body: string) => new Request('https://shop.example/webhooks', { method: 'POST', body, headers: headers() })
  expect((await handle(request(text))).status).toBe(204)
  expect((await handle(request('{}'))).status).toBe(400)
  expect(errors).toHaveLength(1)
})
