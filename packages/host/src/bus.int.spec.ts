import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { waitFor } from '@stablegate/testing'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Running } from './boot.ts'
import { counterService, echoService } from './counter.fixture.ts'
import { add, addMany, bootOn, caughtUp, testServers, timesOf, totalOf, type TestServers } from './counter-system.fixture.ts'

let servers: TestServers
let running: Running
/** Another process, so that all it hears of counters comes by the bus. */
let listening: Running
let expected = 0n
const warnings: string[] = []

beforeAll(async () => {
  servers = await testServers()
  const logger = pino({ level: 'warn' }, { write: (line: string) => { warnings.push(line) } })
  running = await bootOn(servers, [counterService()])
  listening = await bootOn(servers, [echoService()], { logger })
  await Promise.all([running.ready(), listening.ready()])
})

afterAll(async () => {
  await Promise.all([running?.stop(), listening?.stop()])
  await servers?.close()
})

/** Whatever the bus did: every addition counts once, in the view and in the other service. */
const allCounted = async (): Promise<void> => {
  await Promise.all([caughtUp(running), caughtUp(listening)])
  expect(await totalOf(running, 'c0')).toBe(expected)
  await waitFor(async () => await timesOf(running, 'c0') === Number(expected), {
    deadlineMs: 10_000, what: `${expected} echoes`,
  })
}

const addSome = async (times = 50): Promise<void> => {
  await addMany(running, 1, times)
  expected += BigInt(times)
}

const withManager = async (
  work: (manager: Awaited<ReturnType<typeof jetstreamManager>>) => Promise<void>,
): Promise<void> => {
  const nats = await connect({ servers: servers.nats.url })
  await work(await jetstreamManager(nats))
  await nats.close()
}

/** The tail of a log is what the bus brings and nothing else. */
const busBringsAgain = async (): Promise<void> => {
  const heard = new Set<number>()
  const end = listening.context('echo').tail('counter', ({ events }) => {
    for (const { position } of events) heard.add(position)
  })
  await waitFor(async () => {
    const answer = await add(running, 'c0', 1n)
    if (answer.status !== 'accepted') throw new Error(answer.status)
    expected += 1n
    await waitFor(() => heard.has(answer.position), { deadlineMs: 500 })
    return true
  }, { deadlineMs: 15_000, what: 'the bus to carry the log again' })
  end()
}

describe('a bus that loses, repeats and forgets', () => {
  it('counts once what is published twice, out of order, or is garbage', async () => {
    await addSome()
    await caughtUp(running)
    const nats = await connect({ servers: servers.nats.url })
    const manager = await jetstreamManager(nats)
    const { state } = await manager.streams.info('LOG_counter')
    for (let sequence = state.last_seq; sequence >= state.first_seq; sequence -= 1) {
      const message = await manager.streams.getMessage('LOG_counter', { seq: sequence })
      if (message !== null) nats.publish('log.counter', message.data, { headers: message.header })
    }
    nats.publish('log.counter', 'garbage')
    await nats.flush()
    await nats.close()
    await addSome()
    await allCounted()
  })

  it('reads from the store what was purged from the stream', async () => {
    await addSome()
    await withManager(async (manager) => { await manager.streams.purge('LOG_counter') })
    await addSome()
    await allCounted()
  })

  it('makes the stream again when it was deleted, and hears it again', async () => {
    await withManager(async (manager) => { await manager.streams.delete('LOG_counter') })
    await addSome()
    await allCounted()
    await busBringsAgain()
  })

  it('hears a stream that was deleted and made again by somebody else', async () => {
    // Far ahead of what the new stream will hold: an ordered consumer would wait for its sequence.
    const nats = await connect({ servers: servers.nats.url })
    for (let index = 0; index < 2_000; index += 1) nats.publish('log.counter', 'garbage')
    await nats.flush()
    await nats.close()
    await addSome()
    await withManager(async (manager) => {
      const { config } = await manager.streams.info('LOG_counter')
      await manager.streams.delete('LOG_counter')
      warnings.length = 0
      await manager.streams.add(config)
    })
    await waitFor(() => warnings.some((line) => line.includes('the stream of the log is gone or new')))
    await addSome()
    await allCounted()
    await busBringsAgain()
  })

  it('survives a restart of NATS', async () => {
    await addSome()
    const restarted = servers.nats.restart()
    await addSome()
    await restarted
    await addSome()
    await allCounted()
    await busBringsAgain()
  })

  it('survives the loss of all that NATS stored', async () => {
    await addSome()
    await servers.nats.kill('SIGKILL')
    await waitFor(async () => (await running.status()).nats === 'disconnected', { deadlineMs: 5_000 })
    expect(await running.status()).toMatchObject({ ready: false, reasons: ['NATS is not connected'] })
    await servers.nats.wipeStorage()
    await servers.nats.restart()
    await addSome()
    await allCounted()
    await busBringsAgain()
    await Promise.all([running.ready(5_000), listening.ready(5_000)])
  })
})
