import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { notifierCommands } from '@stablegate/contracts'
import { boot, type Running } from '@stablegate/host'
import { launchNats, testDatabase, waitFor, type Nats } from '@stablegate/testing'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endpointSecret, parseMasterKeys } from '@stablegate/contracts/webhook-keys'
import { notifier } from './service.ts'

const masterKeys = `spec:${Buffer.alloc(32, 5).toString('base64')}`
const owner = 'mer_1'
let nats: Nats
let database = ''
let receiver: Server
let url = ''
let status = 204
const received: { readonly headers: Record<string, string>; readonly body: string; readonly path: string }[] = []

const start = (): Promise<Running> => boot(notifier, {
  env: {}, migrate: true,
  config: {
    EVENT_STORE_URL: database, DATABASE_URL: database, NATS_URL: nats.url, LISTEN_HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent',
    WEBHOOK_MASTER_KEYS: masterKeys, WEBHOOK_ALLOW_LOOPBACK: 'true', WEBHOOK_RETRY_SCHEDULE_MS: '0,50,50,50,50,50,50,50',
  },
})

beforeAll(async () => {
  [nats, database] = await Promise.all([launchNats({ own: true }), testDatabase()])
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => { body += chunk.toString() })
    request.on('end', () => {
      if (status < 300) received.push({ headers: request.headers as Record<string, string>, body, path: request.url ?? '' })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => { receiver.listen(0, '127.0.0.1', resolve) })
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
})
afterAll(async () => {
  receiver?.close()
  await nats?.stop()
})

const send = async (running: Running, type: string, data: unknown): Promise<void> => {
  const answer = await running.commands.send(type, data, { id: randomUUID(), actor: 'spec' })
  if (answer.status !== 'accepted') throw new Error(JSON.stringify(answer))
}
const publish = (running: Running): Promise<void> => send(running, notifierCommands.append.type, {
  owner, livemode: false, type: 'payment.settled', subject: 'pay_1', payload: { id: 'pay_1' },
})
const sequencesAt = (path: string): number[] =>
  received.filter((one) => one.path === path).map(({ body }) => (JSON.parse(body) as { sequence: number }).sequence)

const value = async <T>(running: Running, name: string, input: object): Promise<T> => {
  const answer = await running.queries.ask<T>('notifier', name, input)
  if (answer.status !== 'answered') throw new Error(JSON.stringify(answer))
  return answer.value
}

describe('notifier on real servers', () => {
  it('delivers what is appended, goes on after a restart, and answers for it', async () => {
    let running = await start()
    await running.ready()
    await send(running, notifierCommands.createEndpoint.type, {
      endpoint: 'whe_1', owner, livemode: false, url: `${url}/one`, types: [], ed25519: false, keyId: 'spec',
    })
    for (let n = 0; n < 5; n += 1) await publish(running)
    await waitFor(() => sequencesAt('/one').length === 5)
    const secret = endpointSecret(parseMasterKeys(masterKeys), 'spec', 'whe_1', 1)
    expect(() => new Webhook(secret).verify(received[0]!.body, received[0]!.headers)).not.toThrow()

    // The receiver is down while the process stops: nothing is lost, nothing comes out of order for long.
    status = 500
    await publish(running)
    await running.stop()
    status = 204
    running = await start()
    await running.ready()
    await publish(running)
    await waitFor(() => sequencesAt('/one').includes(6) && sequencesAt('/one').includes(7))
    // Views that nobody waits for show it a moment after the receiver has it.
    const shows = (name: string, input: object, sequences: readonly number[]): Promise<unknown> => waitFor(async () => {
      const { items } = await value<{ items: { sequence: number }[] }>(running, name, input)
      expect(items.map(({ sequence }) => Number(sequence))).toEqual(sequences)
      return true
    })
    await shows('feed', { owner, after: 3 }, [4, 5, 6, 7])
    await shows('deliveries', { owner, endpoint: 'whe_1' }, [7, 6, 5, 4, 3, 2, 1])
    expect(await value(running, 'deliveries', { owner: 'mer_2', endpoint: 'whe_1' })).toMatchObject({ items: [] })
    expect(await value(running, 'endpoint', { owner: 'mer_2', endpoint: 'whe_1' })).toBeNull()
    await running.stop()
  })

  it('disables an endpoint that answers 410, by a command of its own', async () => {
    const running = await start()
    await running.ready()
    status = 410
    await send(running, notifierCommands.createEndpoint.type, {
      endpoint: 'whe_2', owner: 'mer_2', livemode: false, url: `${url}/two`, types: [], ed25519: false, keyId: 'spec',
    })
    await send(running, notifierCommands.append.type, {
      owner: 'mer_2', livemode: false, type: 'payment.settled', subject: 'pay_1', payload: {},
    })
    const row = await waitFor(async () => {
      const [one] = await value<{ enabled: boolean; disabled_reason: string }[]>(running, 'endpoints', { owner: 'mer_2' })
      return one?.enabled === false && one
    })
    expect(row.disabled_reason).toBe('gone')
    await running.stop()
  })
})
