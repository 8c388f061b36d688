import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { expect, onTestFinished, test } from 'vitest'
import { launchNats } from './nats.ts'
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
