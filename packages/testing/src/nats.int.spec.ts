import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { expect, onTestFinished, test } from 'vitest'
import { launchNats } from './nats.ts'
import { waitFor } from './wait-for.ts'
import { testNats } from './test-servers.ts'

/** How many messages the stream of the test holds, undefined when it is gone. */
const held = async (url: string): Promise<number | undefined> => {
  const connection = await connect({ servers: url })
  try {
    const manager = await jetstreamManager(connection)
    return (await manager.streams.info('facts')).state.messages
  } catch {
    return undefined
  } finally {
    await connection.close()
  }
}

const publishOne = async (url: string): Promise<void> => {
  const connection = await connect({ servers: url })
  const manager = await jetstreamManager(connection)
  await manager.streams.add({ name: 'facts', subjects: ['facts.>'] })
  await jetstream(connection).publish('facts.one', 'x')
  await connection.close()
}

test('the run has a NATS with JetStream', async () => {
  const connection = await connect({ servers: await testNats() })
  expect(connection.info?.jetstream).toBe(true)
  await connection.close()
})

test('storage outlives a restart and is gone after a wipe', async () => {
  const server = await launchNats({ own: true, name: 'spec-nats' })
  onTestFinished(() => server.stop())
  await publishOne(server.url)
  await server.restart()
  expect(await held(server.url)).toBe(1)
  await expect(server.wipeStorage()).rejects.toThrow(/stop or kill/)
  await server.kill('SIGKILL')
  await server.wipeStorage()
  await server.restart()
  expect(await held(server.url)).toBeUndefined()
})

test('a process that is paused is dropped in seconds, not in minutes, and with it its share of requests', async () => {
  const server = await launchNats({ own: true, name: 'spec-nats-pause' })
  onTestFinished(() => server.stop())
  const responder = fileURLToPath(new URL('nats-responder.fixture.ts', import.meta.url))
  const child = spawn(process.execPath, [responder, server.url, 'shared'], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => { child.kill('SIGKILL') })
  await once(child.stdout, 'data')
  const connection = await connect({ servers: server.url })
  onTestFinished(() => connection.close())
  connection.subscribe('shared', { queue: 'all', callback: (_error, message) => { message.respond('own') } })
  const answers = async (timeout = 400): Promise<readonly string[]> => {
    const asked = Array.from({ length: 40 }, () => connection.request('shared', '', { timeout }))
    return (await Promise.allSettled(asked)).map((one) => one.status === 'fulfilled' ? one.value.string() : 'none')
  }
  expect(new Set(await answers(10_000))).toEqual(new Set(['own', 'child']))
  child.kill('SIGSTOP')
  expect(await answers()).toContain('none')
  // Servers up to 2.9 take what they send for a sign of life: between two looks there must be quiet.
  await waitFor(async () => (await answers()).every((answer) => answer === 'own'), {
    deadlineMs: 25_000, everyMs: 5_000, what: 'the server to drop the paused process',
  })
})
