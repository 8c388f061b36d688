import { createPublicKey, sign, verify } from 'node:crypto'
import { endpointSigningKey } from '@stablegate/contracts/webhook-keys'
import { expect, it } from 'vitest'
import { fixture, request, secrets } from '../http/gateway.fixture.ts'
import { webhookRoutes } from './webhooks.ts'

const row = {
  id: 'whe_1', url: 'https://shop.example/', types: '', description: '', livemode: false, enabled: true, disabled_reason: '', paused_at_ms: 0,
  ed25519: true, key_id: 'k', secret_version: 3, created_at_ms: 0,
}

const shown = async (change: Partial<typeof row>): Promise<unknown> => {
  const { pipeline } = fixture({ ask: () => ({ ...row, ...change }) })
  const route = webhookRoutes.find(({ operation }) => operation === 'getWebhookEndpoint')
  if (!route) throw new Error('no route')
  const { body } = await pipeline.run(route, request('/v1/webhook_endpoints/whe_1', {
    secret: secrets.merchant, params: { endpoint: 'whe_1' },
  }))
  return (JSON.parse(body.toString()) as Record<string, unknown>)['ed25519_public_key']
}

it('an endpoint that signs with Ed25519 shows the key which its present signatures verify with', async () => {
  const { gateway } = fixture()
  const text = await shown({})
  const raw = Buffer.from(String(text).replace(/^whpk_/, ''), 'base64')
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw])
  const signature = sign(null, Buffer.from('message'), endpointSigningKey(gateway.settings.webhookKeys, 'k', 'whe_1', 3))
  expect(verify(null, Buffer.from('message'), createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature)).toBe(true)
  expect(await shown({ secret_version: 4 })).not.toBe(text)
  expect(await shown({ ed25519: false })).toBeNull()
  expect(await shown({ key_id: 'gone' })).toBeNull()
})

it('as many as 16 are switched on at once; those that are off take no place', async () => {
  const owned = (enabled: number, off: number) => [
    ...Array.from({ length: enabled }, (_, n) => ({ ...row, id: `whe_on${n}` })),
    ...Array.from({ length: off }, (_, n) => ({ ...row, id: `whe_off${n}`, enabled: false })),
  ]
  const tryIt = async (operation: string, enabled: number, off: number) => {
    const { pipeline, sent } = fixture({ ask: (_service, name) => (name === 'endpoints' ? owned(enabled, off) : null) })
    const route = webhookRoutes.find((one) => one.operation === operation)
    if (!route) throw new Error('no route')
    const { status } = await pipeline.run(route, request('/v1/webhook_endpoints', {
      secret: secrets.merchant, params: { endpoint: 'whe_off0' },
      body: operation === 'createWebhookEndpoint' ? { url: 'https://shop.example/' } : {},
    }))
    return [status, sent.length]
  }
  expect(await tryIt('createWebhookEndpoint', 15, 40)).toEqual([201, 1])
  expect(await tryIt('createWebhookEndpoint', 16, 0)).toEqual([409, 0])
  expect(await tryIt('createWebhookEndpoint', 0, 100)).toEqual([409, 0])
  expect(await tryIt('enableWebhookEndpoint', 15, 1)).toEqual([200, 1])
  expect(await tryIt('enableWebhookEndpoint', 16, 1)).toEqual([409, 0])
})
