import { randomUUID } from 'node:crypto'
import { waitFor } from '@stablegate/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Running } from './boot.ts'
import { counterService, echoService } from './counter.fixture.ts'
import { add, addMany, bootOn, testServers, timesOf, totalOf, type TestServers } from './counter-system.fixture.ts'

let servers: TestServers
let running: Running

beforeAll(async () => {
  servers = await testServers()
  running = await bootOn(servers, [counterService(), echoService()], { overTheBus: false })
  await running.ready()
})
afterAll(async () => {
  await running?.stop()
  await servers?.close()
})

describe('requests within one process', () => {
  it('are answered as those over the bus, while there is no bus', async () => {
    await addMany(running, 2, 20)
    await servers.nats.stop()
    const answer = await add(running, 'c0', 5n)
    expect(answer).toMatchObject({ status: 'accepted', log: 'counter', position: 21 })
    const id = randomUUID()
    expect(await add(running, 'c0', 5n, { id })).toMatchObject({ status: 'accepted' })
    expect(await add(running, 'c0', 6n, { id })).toMatchObject({ status: 'rejected' })
    await waitFor(async () => await totalOf(running, 'c0') === 20n, { deadlineMs: 10_000, what: 'the view' })
    await waitFor(async () => await timesOf(running, 'c0') === 12, { deadlineMs: 10_000, what: 'the echo' })
  })

  it('are refused when they cannot be understood, and not answered once the process stops', async () => {
    const sent = running.commands.send('counter.counter.add', { counter: 7 }, { id: 'odd', actor: 'spec' })
    expect(await sent).toMatchObject({ status: 'rejected', code: 'malformed_command' })
    const unknown = running.commands.send('counter.counter.none', {}, { id: 'none', actor: 'spec', timeoutMs: 50 })
    expect(await unknown).toMatchObject({ status: 'retry' })
  })
})
