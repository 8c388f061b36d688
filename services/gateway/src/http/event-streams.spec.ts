import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { fastify, type FastifyInstance } from 'fastify'
import { afterEach, expect, it } from 'vitest'
import { EventStreams, type OpenStream, type StreamHost } from './event-streams.ts'
import { Problem } from './problem.ts'
import type { Outgoing, Pipeline } from './pipeline.ts'
import type { Route } from './route.ts'

const sockets: Socket[] = []
let server: FastifyInstance | undefined
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server?.close()
})

type Played = {
  readonly most?: number
  readonly first?: () => Promise<void>
  readonly tell?: (stream: OpenStream) => Promise<void>
}

const untilOver = ({ signal }: OpenStream): Promise<void> => signal.aborted
  ? Promise.resolve()
  : new Promise((resolve) => { signal.addEventListener('abort', () => resolve(), { once: true }) })

/** A server whose one path is a stream; answers how many are open and how many have ended. */
const played = async ({ most = 20, first = () => Promise.resolve(), tell = untilOver }: Played) => {
  const stopping = new AbortController()
  const told = { open: 0, ended: 0 }
  const host = { stopping: stopping.signal, clock: { sleep: () => new Promise(() => undefined) } } as unknown as StreamHost
  const pipeline = {
    run: async (): Promise<Outgoing> => {
      await first()
      return { status: 200, headers: {}, body: '' }
    },
    requestId: () => 'r',
    failure: (error: Problem): Outgoing => ({ status: error.status, headers: {}, body: error.code }),
  } as unknown as Pipeline
  const streams = new EventStreams(pipeline, host, most)
  server = fastify({ trustProxy: '127.0.0.1', forceCloseConnections: true })
  server.get('/', (request, reply) => streams.serve({} as Route, request, reply, async (stream) => {
    told.open += 1
    stream.write(': here\n\n')
    await tell(stream)
    told.ended += 1
  }))
  await server.listen({ port: 0, host: '127.0.0.1' })
  const port = (server.server.address() as { port: number }).port
  const open = (headers: Record<string, string> = {}): Socket => {
    const socket = connect(port, '127.0.0.1')
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.write(['GET / HTTP/1.1', 'host: x', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n'))
    return socket
  }
  const answer = async (headers: Record<string, string> = {}): Promise<string> => {
    const [chunk] = await once(open(headers), 'data') as [Buffer]
    return chunk.toString().split('\r\n')[0] ?? ''
  }
  return { told, open, answer }
}

it('one caller holds a tenth of the places, whatever session it makes up; others find theirs', async () => {
  const { answer, told } = await played({ most: 20 })
  const from = (ip: string, n = 0) => answer({ 'x-forwarded-for': ip, authorization: `Bearer cs_test_${n}` })
  expect([await from('2001:db8::1', 1), await from('2001:db8::2', 2), await from('2001:db8::3', 3)])
    .toEqual(['HTTP/1.1 200 OK', 'HTTP/1.1 200 OK', 'HTTP/1.1 429 Too Many Requests'])
  expect(await from('203.0.113.7')).toBe('HTTP/1.1 200 OK')
  const byKey = (key: string) => answer({ 'x-forwarded-for': '2001:db8::1', authorization: `Bearer sk_test_${key}` })
  expect([await byKey('a'), await byKey('a'), await byKey('a'), await byKey('b')])
    .toEqual(['HTTP/1.1 200 OK', 'HTTP/1.1 200 OK', 'HTTP/1.1 429 Too Many Requests', 'HTTP/1.1 200 OK'])
  // A place is free again when its holder has gone.
  sockets.shift()?.destroy()
  await expect.poll(() => told.ended).toBe(1)
  expect(await from('2001:db8::9')).toBe('HTTP/1.1 200 OK')
})

it('who goes while the first answer is read holds no place', async () => {
  const reading = Promise.withResolvers<void>()
  let asked = 0
  const { open, answer, told } = await played({ first: async () => {
    asked += 1
    if (asked === 1) await reading.promise
  } })
  const socket = open()
  await expect.poll(() => asked).toBe(1)
  socket.destroy()
  await expect.poll(() => new Promise((resolve) => { server?.server.getConnections((_, count) => resolve(count)) })).toBe(0)
  reading.resolve()
  // The next one is the first that is open.
  expect(await answer()).toBe('HTTP/1.1 200 OK')
  expect(told).toEqual({ open: 1, ended: 0 })
})

it('who does not read is let go, and nothing piles up for it', async () => {
  let written = 0
  const { open, told } = await played({ tell: async ({ write, signal }) => {
    while (!signal.aborted && written < 64 * 1024 * 1024) {
      write('x'.repeat(64 * 1024))
      written += 64 * 1024
      await new Promise(setImmediate)
    }
  } })
  open().pause()
  await expect.poll(() => told.ended).toBe(1)
  expect(written).toBeLessThan(32 * 1024 * 1024)
})
