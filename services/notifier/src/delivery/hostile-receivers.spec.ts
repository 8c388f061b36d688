import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { Pool } from 'undici'
import { afterEach, describe, expect, it } from 'vitest'
import { publicOrLoopback } from './address-guard.ts'
import { maxHeaderBytes, tryOnce, type Attempt } from './attempt.ts'
import { guardedConnector } from './guarded-connector.ts'
import { resolver } from './resolver.ts'
import { selfSigned } from './self-signed.spec-support.ts'

const ok = 'HTTP/1.1 200 OK\r\n'
const chunked = `${ok}transfer-encoding: chunked\r\n\r\n`
/** For answers that never end: they are waited for this long, whoever waits. */
const shortMs = 300
/** For all others: longer than a spec may take. */
const patienceMs = 60_000

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => { await Promise.all(closing.splice(0).map((close) => close())) })

type Answer = (socket: Socket) => void

const listen = async (server: Server): Promise<number> => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => { server.close(resolve) })
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return (server.address() as AddressInfo).port
}

/** Answers the first bytes of each request as told. */
const receiver = (answer: Answer): Promise<number> =>
  listen(createServer((socket) => { socket.once('data', () => answer(socket)) }))

const send = async (port: number, timeoutMs: number, protocol = 'http'): Promise<Attempt> => {
  const url = new URL(`${protocol}://127.0.0.1:${port}/`)
  const pool = new Pool(url.origin, {
    connections: 1, maxHeaderSize: maxHeaderBytes,
    connect: guardedConnector({ policy: publicOrLoopback, resolve: resolver(), timeoutMs }),
  })
  closing.push(() => pool.destroy())
  return await tryOnce(pool, url, {}, '{"a":1}', timeoutMs)
}

const try1 = async (answer: Answer, timeoutMs = patienceMs): Promise<Attempt> => await send(await receiver(answer), timeoutMs)

/** Writes the same again and again, as fast as it is taken, until the other side has gone. */
const flood = (socket: Socket, text: string): void => {
  const more = (): void => { while (!socket.destroyed && socket.write(text)); }
  socket.on('drain', more)
  more()
}
/** Likewise, but a byte now and then. */
const drip = (socket: Socket, text: string): void => {
  let at = 0
  const timer = setInterval(() => socket.write(text[at++ % text.length] ?? ''), 5)
  socket.on('close', () => clearInterval(timer))
}

describe('an answer that never ends', () => {
  it.each<[string, Answer]>([
    ['no answer at all', () => undefined],
    ['a head, byte by byte', (socket) => { socket.write(`${ok}x: `); drip(socket, 'y') }],
    ['headers, byte by byte', (socket) => { socket.write(ok); drip(socket, 'x: y\r\n') }],
    ['a status line, byte by byte', (socket) => drip(socket, 'HTTP/1.1 200 OK')],
    ['promises of an answer', (socket) => drip(socket, 'HTTP/1.1 102 Processing\r\n\r\n')],
  ])('(%s) is given up', async (_, answer) => {
    expect(await try1(answer, shortMs)).toMatchObject({ outcome: 'timeout', responseHead: '' })
  })

  it('is an answer as soon as its head has come, and its body is cut', async () => {
    const ended: Promise<unknown>[] = []
    const note = (answer: Answer): Answer => (socket) => {
      ended.push(new Promise((resolve) => { socket.once('close', resolve) }))
      answer(socket)
    }
    const hung = await try1(note((socket) => socket.write(`${ok}content-length: 9\r\n\r\nhalf`)), shortMs)
    expect(hung).toMatchObject({ outcome: 'delivered', status: 200, responseHead: 'half' })
    const dripped = await try1(note((socket) => { socket.write(chunked); drip(socket, '1\r\nx\r\n') }), shortMs)
    expect(dripped).toMatchObject({ outcome: 'delivered', status: 200 })
    expect(dripped.responseHead).toMatch(/^x*$/)
    const endless = await try1(note((socket) => { socket.write(chunked); flood(socket, `400\r\n${'x'.repeat(1024)}\r\n`) }))
    expect(endless).toMatchObject({ outcome: 'delivered', responseHead: 'x'.repeat(512) })
    const huge = await try1(note((socket) => {
      socket.write(`${ok}content-length: 99999999999\r\n\r\n`)
      flood(socket, 'y'.repeat(65_536))
    }))
    expect(huge).toMatchObject({ outcome: 'delivered', responseHead: 'y'.repeat(512) })
    // Nobody goes on reading what is not kept.
    await Promise.all(ended)
  })
})

describe('an answer that is none', () => {
  it.each<[string, Answer]>([
    ['closed at once', (socket) => socket.end()],
    ['reset at once', (socket) => socket.resetAndDestroy()],
    ['closed in the head', (socket) => socket.end(`${ok}content-le`)],
    ['reset in the head', (socket) => { socket.write(`${ok}content-le`, () => socket.resetAndDestroy()) }],
    ['garbage', (socket) => socket.end('\u0000\u0001\u0002 garbage\r\n\r\n')],
    ['another protocol', (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
    ['HTTP 0.9', (socket) => socket.end('<html>hello</html>')],
    ['a status of letters', (socket) => socket.end('HTTP/1.1 abc OK\r\n\r\n')],
    ['a header that is too large', (socket) => { socket.write(`${ok}x: `); flood(socket, 'y'.repeat(4096)) }],
    ['too many headers', (socket) => { socket.write(ok); flood(socket, 'x: y\r\n') }],
    ['two lengths', (socket) => socket.end(`${ok}content-length: 1\r\ncontent-length: 2\r\n\r\nab`)],
    ['a length and chunks', (socket) => socket.end(`${ok}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`)],
    ['a length below zero', (socket) => socket.end(`${ok}content-length: -1\r\n\r\n`)],
    ['a NUL in a header', (socket) => socket.end(`${ok}x: a\u0000b\r\ncontent-length: 0\r\n\r\n`)],
    ['another protocol switched to', (socket) => socket.write('HTTP/1.1 101 x\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n')],
  ])('(%s) is a failure', async (_, answer) => {
    const attempt = await try1(answer)
    expect(attempt).toMatchObject({ outcome: 'unreachable', responseHead: '' })
    expect(attempt.status).toBeUndefined()
    expect(attempt.detail.length).toBeLessThanOrEqual(200)
  })

  it('may still be one when only its body breaks off', async () => {
    const answers: readonly Answer[] = [
      (socket) => socket.end(`${ok}content-length: 9\r\n\r\nhalf`),
      (socket) => { socket.write(`${chunked}4\r\nhalf\r\n`, () => socket.end()) },
      (socket) => { socket.write(`${chunked}4\r\nhalf\r\nzz\r\n`) },
    ]
    for (const answer of answers) {
      expect(await try1(answer)).toMatchObject({ outcome: 'delivered', status: 200, responseHead: 'half' })
    }
  })
})

describe('statuses', () => {
  it.each<[number, Attempt['outcome']]>([
    [200, 'delivered'], [201, 'delivered'], [204, 'delivered'], [299, 'delivered'], [300, 'refused'], [301, 'refused'],
    [302, 'refused'], [303, 'refused'], [304, 'refused'], [307, 'refused'], [308, 'refused'], [400, 'refused'], [401, 'refused'],
    [404, 'refused'], [409, 'refused'], [410, 'gone'], [418, 'refused'], [429, 'refused'], [500, 'refused'], [502, 'refused'],
    [503, 'refused'], [599, 'refused'],
  ])('%s is %s', async (status, outcome) => {
    const location = 'location: http://127.0.0.1:1/\r\nretry-after: 7\r\n'
    const attempt = await try1((socket) => socket.end(`HTTP/1.1 ${status} x\r\n${location}content-length: 0\r\n\r\n`))
    expect(attempt).toMatchObject({ status, outcome })
    expect(attempt.retryAfter).toBe(status === 429 || status >= 500 ? '7' : undefined)
  })

  it('after others that only announce them count', async () => {
    const hints = 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n'
    const attempt = await try1((socket) => socket.end(`${hints}HTTP/1.1 204 x\r\n\r\n`))
    expect(attempt).toMatchObject({ outcome: 'delivered', status: 204 })
  })

  it('twice told when to come again, ask for nothing', async () => {
    const attempt = await try1((socket) => socket.end('HTTP/1.1 503 x\r\nretry-after: 1\r\nretry-after: 9\r\ncontent-length: 0\r\n\r\n'))
    expect(attempt.retryAfter).toBeUndefined()
  })
})

describe('what is kept of an answer', () => {
  it('is text that Postgres takes, whatever came', async () => {
    const bytes = Buffer.from([0x68, 0x00, 0xff, 0xfe, 0xed, 0xa0, 0x80, 0x69])
    const attempt = await try1((socket) => {
      socket.write(`${ok}content-length: 8\r\ncontent-encoding: gzip\r\n\r\n`)
      socket.end(bytes)
    })
    expect(attempt.responseHead).not.toContain('\u0000')
    expect(attempt.responseHead.isWellFormed()).toBe(true)
    expect([attempt.responseHead.at(0), attempt.responseHead.at(-1)]).toEqual(['h', 'i'])
  })
})

describe('TLS', () => {
  it('with a certificate that nobody vouches for is a failure, and nothing is sent', async () => {
    let heard = 0
    const port = await listen(createTlsServer(selfSigned(), (socket) => {
      socket.on('data', () => { heard += 1 })
      socket.on('error', () => undefined)
    }))
    const attempt = await send(port, patienceMs, 'https')
    expect(attempt).toMatchObject({ outcome: 'unreachable', detail: expect.stringMatching(/SELF_SIGNED|self-signed/i) })
    expect(heard).toBe(0)
  })

  it.each<[string, Answer]>([
    ['plain HTTP', (socket) => socket.end(`${ok}content-length: 0\r\n\r\n`)],
    ['garbage', (socket) => socket.end(Buffer.alloc(64, 7))],
    ['a handshake that is broken off', (socket) => socket.end(Buffer.from('160303', 'hex'))],
    ['a reset', (socket) => socket.resetAndDestroy()],
  ])('answered by %s is a failure', async (_, answer) => {
    expect(await send(await receiver(answer), patienceMs, 'https')).toMatchObject({ outcome: 'unreachable' })
  })

  it('whose handshake hangs is given up', async () => {
    expect(await send(await receiver(() => undefined), shortMs, 'https')).toMatchObject({ outcome: 'timeout' })
  })
})

describe('nobody there', () => {
  it('is a failure', async () => {
    const port = await receiver(() => undefined)
    await Promise.all(closing.splice(0).map((close) => close()))
    expect(await send(port, patienceMs)).toMatchObject({ outcome: 'unreachable', detail: expect.stringContaining('ECONNREFUSED') })
  })

  it('or nobody here any more, and nothing that may be sent, are failures too', async () => {
    const url = new URL('http://127.0.0.1:1/')
    const pool = new Pool(url.origin)
    expect(await tryOnce(pool, url, { 'x-bad': 'a\r\nb' }, '{}', patienceMs)).toMatchObject({ outcome: 'unreachable' })
    await pool.destroy()
    expect(await tryOnce(pool, url, {}, '{}', patienceMs)).toMatchObject({ outcome: 'unreachable' })
  })

  it('before the time is over: what waits for a connection is never sent late', async () => {
    let heard = ''
    const port = await listen(createServer((socket) => socket.on('data', (chunk) => {
      heard += chunk.toString()
      if (heard.includes('next')) socket.write(`${ok}content-length: 0\r\n\r\n`)
    })))
    const url = new URL(`http://slow.test:${port}/`)
    const gate = Promise.withResolvers<void>()
    const slowly = guardedConnector({
      policy: publicOrLoopback, timeoutMs: patienceMs,
      resolve: async () => {
        await gate.promise
        return [{ address: '127.0.0.1', family: 4 }]
      },
    })
    const pool = new Pool(url.origin, { connections: 1, connect: slowly })
    closing.push(() => pool.destroy())
    expect(await tryOnce(pool, url, {}, '"late"', 50)).toMatchObject({ outcome: 'timeout' })
    const next = tryOnce(pool, url, {}, '"next"', patienceMs)
    gate.resolve()
    expect(await next).toMatchObject({ outcome: 'delivered' })
    expect(heard).not.toContain('late')
  })
})
