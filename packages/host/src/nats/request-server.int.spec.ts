import { connect, type NatsConnection } from '@nats-io/transport-node'
import { encode } from '@stablegate/kernel'
import { testNats, waitFor } from '@stablegate/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RequestServer, type RequestHandler } from './request-server.ts'

let here: NatsConnection
let there: NatsConnection

beforeAll(async () => {
  const url = await testNats()
  here = await connect({ servers: url })
  there = await connect({ servers: url })
})
afterAll(async () => {
  await here?.close()
  await there?.close()
})

const serve = async (subject: string, handler: RequestHandler): Promise<RequestServer> => {
  const server = new RequestServer(here, 'spec', new Map([[subject, handler]]))
  await new Promise<void>((resolve) => { void server.listen(() => resolve()) })
  return server
}

const ask = async (subject: string, data: unknown): Promise<unknown> =>
  (await there.request(subject, encode(data), { timeout: 2_000 })).json()

describe('the server of requests', () => {
  it('closes when all that it took is answered, and takes nothing more', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    let taken = 0
    const server = await serve('spec.slow', async (data) => {
      taken += 1
      await promise
      return data
    })
    const asked = Array.from({ length: 10 }, (_, index) => ask('spec.slow', { index }))
    await waitFor(() => taken === 10)
    expect(server.inFlight).toBe(10)
    let closed = false
    const closing = server.close().then(() => { closed = true })
    await waitFor(async () => {
      // The server of NATS knows of the end once somebody is refused.
      await there.request('spec.slow', '', { timeout: 200 })
      return false
    }, { deadlineMs: 1_000 }).catch(() => undefined)
    expect(closed).toBe(false)
    resolve()
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 10 }, (_, index) => ({ index })))
    await closing
    await expect(ask('spec.slow', {})).rejects.toThrow(/no responders/i)
  })

  it('may listen again after it was closed', async () => {
    const server = await serve('spec.again', async () => ({ ok: true }))
    await server.close()
    await server.listen(() => undefined)
    expect(await ask('spec.again', {})).toEqual({ ok: true })
    await server.close()
  })

  it('answers in place of what cannot travel', async () => {
    const big = 'x'.repeat(1_100_000)
    const server = await serve('spec.odd', async (data) => {
      switch (data) {
        case 'throws': throw new Error('it broke')
        case 'bigint': return { amount: 5n }
        case 'large': return { status: 'answered', value: big }
        default: return { status: 'accepted', events: [{ type: 'x', data: big }], log: 'l', position: 1 }
      }
    })
    expect(await ask('spec.odd', 'throws')).toEqual({ status: 'broken', message: 'it broke' })
    expect(await ask('spec.odd', 'bigint')).toMatchObject({ status: 'broken', message: expect.stringContaining('amount') })
    expect(await ask('spec.odd', 'large')).toMatchObject({ status: 'broken', message: expect.stringContaining('larger') })
    expect(await ask('spec.odd', 'accepted')).toEqual({ status: 'accepted', events: [], log: 'l', position: 1 })
    await server.close()
  })
})
