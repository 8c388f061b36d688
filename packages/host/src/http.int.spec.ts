import { defineService, type Service } from '@stablegate/kernel'
import { waitFor } from '@stablegate/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Running } from './boot.ts'
import { bootOn, testServers, type TestServers } from './counter-system.fixture.ts'
import { hostOptions } from './host-options.ts'
import { currentCorrelationId } from './logging.ts'

let servers: TestServers

beforeAll(async () => { servers = await testServers() })
afterAll(async () => { await servers?.close() })

type Door = { readonly service: Service; readonly asked: () => number; readonly open: () => void }

/** A service whose `/slow` answers when it is told to. */
const door = (): Door => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let asked = 0
  const service = defineService({
    name: 'door',
    host: hostOptions({
      http: { bodyLimitBytes: 1_000 },
      setUp: (app) => {
        const fastify = app.getHttpAdapter().getInstance()
        fastify.get('/trail', async () => ({ correlationId: currentCorrelationId() }))
        fastify.get('/who', async ({ ip }) => ({ ip }))
        fastify.post('/body', async () => ({ ok: true }))
        fastify.get('/slow', async () => {
          asked += 1
          await promise
          return { slow: true }
        })
      },
    }),
  })
  return { service, asked: () => asked, open: resolve }
}

const start = async (service: Service, config: Readonly<Record<string, unknown>> = {}): Promise<Running> => {
  const running = await bootOn(servers, [service], { config })
  await running.ready()
  return running
}

describe('a service with HTTP of its own', () => {
  it('gives every request a correlation id, the caller`s own where it is decent', async () => {
    const running = await start(door().service)
    const trail = async (id?: string): Promise<unknown> => {
      const response = await fetch(`${running.urls['door']}/trail`, {
        headers: id === undefined ? {} : { 'x-request-id': id },
      })
      const { correlationId } = await response.json() as { correlationId: string }
      expect(response.headers.get('x-request-id')).toBe(correlationId)
      return correlationId
    }
    expect(await trail('abc-1')).toBe('abc-1')
    expect(await trail()).toMatch(/^[0-9a-f-]{36}$/)
    expect(await trail('a b"<script>')).toMatch(/^[0-9a-f-]{36}$/)
    await running.stop()
  })

  it('believes of X-Forwarded-For what its own proxies added, and nothing else', async () => {
    const whoIs = async (running: Running, forwarded: string): Promise<unknown> => {
      const response = await fetch(`${running.urls['door']}/who`, { headers: { 'x-forwarded-for': forwarded } })
      return (await response.json() as { ip: string }).ip
    }
    const alone = await start(door().service)
    expect(await whoIs(alone, '203.0.113.7')).toBe('127.0.0.1')
    await alone.stop()
    const behind = await start(door().service, { TRUSTED_PROXIES: '127.0.0.1, ::1, 10.0.0.0/8' })
    expect(await whoIs(behind, '203.0.113.7')).toBe('203.0.113.7')
    // The caller wrote the first one itself, hoping to be somebody's office; the rest the proxies did.
    expect(await whoIs(behind, '198.51.100.1, 203.0.113.7, 10.1.2.3')).toBe('203.0.113.7')
    await behind.stop()
    const elsewhere = await start(door().service, { TRUSTED_PROXIES: '10.0.0.0/8' })
    expect(await whoIs(elsewhere, '203.0.113.7')).toBe('127.0.0.1')
    await elsewhere.stop()
  })

  it('refuses bodies beyond the limit', async () => {
    const running = await start(door().service)
    const response = await fetch(`${running.urls['door']}/body`, {
      method: 'POST', body: JSON.stringify({ x: 'y'.repeat(2_000) }),
      headers: { 'content-type': 'application/json' },
    })
    expect(response.status).toBe(413)
    await running.stop()
  })

  it('answers the request in flight when it stops, and then nothing', async () => {
    const { service, asked, open } = door()
    const running = await start(service)
    const url = `${running.urls['door']}`
    const slow = fetch(`${url}/slow`)
    await waitFor(() => asked() === 1)
    const stopped = running.stop()
    open()
    expect(await (await slow).json()).toEqual({ slow: true })
    await stopped
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
  })

  it('keeps health and metrics on a port of their own when told so', async () => {
    const running = await start(door().service, { HEALTH_PORT: 0 })
    const url = `${running.urls['door']}`
    expect((await fetch(`${url}/metrics`)).status).toBe(404)
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ ready: true })
    const inside = `${running.healthUrl}`
    expect((await fetch(`${inside}/healthz`)).status).toBe(200)
    expect(await (await fetch(`${inside}/readyz`)).json()).toMatchObject({ consumers: [] })
    expect(await (await fetch(`${inside}/metrics`)).text()).toContain('stablegate_ready 1')
    await running.stop()
  })

  it('ends the process that cannot listen, with what it had opened closed', async () => {
    const running = await start(door().service)
    const port = Number(new URL(`${running.urls['door']}`).port)
    await expect(start(door().service, { PORT: port })).rejects.toThrow(/EADDRINUSE/)
    await running.stop()
  })
})
