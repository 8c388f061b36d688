import { connect, headers, type NatsConnection } from '@nats-io/transport-node'
import { testNats } from '@stablegate/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Inbox } from './inbox.ts'

let url: string
let here: NatsConnection
let there: NatsConnection
let inbox: Inbox

beforeAll(async () => {
  url = await testNats()
  there = await connect({ servers: url })
})
afterAll(async () => { await there?.close() })
beforeEach(async () => {
  here = await connect({ servers: url })
  inbox = new Inbox(here)
  return () => here.close()
})

const longMs = 10_000

describe('an inbox', () => {
  it('gives each its own answer, in whatever order they come', async () => {
    const held: (() => void)[] = []
    const server = there.subscribe('inbox.echo', {
      callback: (_, message) => {
        held.push(() => { message.respond(`${message.headers?.get('n')}:${message.string()}`) })
        if (held.length === 50) for (const answer of held.reverse()) answer()
      },
    })
    await there.flush()
    const answers = await Promise.all(Array.from({ length: 50 }, async (_, index) => {
      const carried = headers()
      carried.set('n', String(index))
      return (await inbox.request('inbox.echo', `b${index}`, longMs, carried)).string()
    }))
    expect(answers).toEqual(Array.from({ length: 50 }, (_, index) => `${index}:b${index}`))
    server.unsubscribe()
  })

  it('says at once that nobody listens', async () => {
    await expect(inbox.request('inbox.nobody', '', longMs)).rejects.toThrow("no responders: 'inbox.nobody'")
  })

  it('gives up when no answer comes in time, and passes over one that comes late', async () => {
    const replies: string[] = []
    const server = there.subscribe('inbox.slow', {
      callback: (_, message) => {
        replies.push(message.reply ?? '')
        if (message.string() === 'now') message.respond('answer')
      },
    })
    await there.flush()
    await expect(inbox.request('inbox.slow', 'never', 30)).rejects.toThrow('timeout')
    there.publish(replies[0] ?? '', 'late')
    expect((await inbox.request('inbox.slow', 'now', longMs)).string()).toBe('answer')
    server.unsubscribe()
  })

  it('gives up when the connection is closed', async () => {
    const server = there.subscribe('inbox.silent', { callback: () => undefined })
    await there.flush()
    const asked = inbox.request('inbox.silent', '', longMs)
    const refused = expect(asked).rejects.toThrow('the connection is closed')
    await here.close()
    await refused
    await expect(inbox.request('inbox.silent', '', longMs)).rejects.toThrow()
    server.unsubscribe()
  })
})
