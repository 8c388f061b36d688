import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, createServer as createSocketServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { Pool } from 'undici'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isPublicAddress, type AddressPolicy } from './address-guard.ts'
import { tryOnce, type Attempt } from './attempt.ts'
import { guardedConnector } from './guarded-connector.ts'
import { NameServer, type Zone } from './name-server.spec-support.ts'
import { resolver, type Resolve } from './resolver.ts'

/** Here 127.0.0.2 plays an address of the internet, so that something can be reached at all. */
const outside = '127.0.0.2'
const playedInternet: AddressPolicy = (address) => address === outside

let server: Server
let port = 0
/** Local addresses that connections came to, whether or not they said anything. */
let reached: string[]
let names: NameServer | undefined
const pools: Pool[] = []

beforeAll(async () => {
  server = createServer({ keepAlive: true }, (request, response) => { request.resume(); response.end('hello') })
  server.on('connection', (socket) => reached.push((socket.localAddress ?? '').replace('::ffff:', '')))
  await new Promise<void>((listening) => { server.listen(0, '::', listening) })
  port = (server.address() as AddressInfo).port
})
afterAll(() => { server.close(); server.closeAllConnections() })
beforeEach(() => { reached = [] })
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.destroy()))
  await names?.stop()
  names = undefined
})

/** Longer than a spec may take. */
const patienceMs = 60_000

const serve = async (zone: Zone): Promise<Resolve> => {
  names = await NameServer.start(zone)
  return resolver([names.address], patienceMs)
}

const poolTo = (host: string, policy: AddressPolicy, resolve: Resolve): Pool => {
  const connect = guardedConnector({ policy, resolve, timeoutMs: patienceMs })
  const pool = new Pool(`http://${host}:${port}`, { connections: 1, connect })
  pools.push(pool)
  return pool
}
const post = (pool: Pool, host: string): Promise<Attempt> =>
  tryOnce(pool, new URL(`http://${host}:${port}/`), {}, '{}', patienceMs)

describe('a name that leads elsewhere', () => {
  const to = (v4: readonly string[], v6: readonly string[] = []): Zone => ({ type }) => (type === 'A' ? v4 : v6)
  it.each<[string, Zone]>([
    ['loopback', to(['127.0.0.1'])],
    ['nowhere', to(['0.0.0.0'])],
    ['a private range', to(['10.0.0.1'])],
    ['the metadata of a cloud', to(['169.254.169.254'])],
    ['a carrier\'s range', to(['100.64.0.1'])],
    ['everybody', to(['255.255.255.255'])],
    ['::1', to([], ['::1'])],
    ['::', to([], ['::'])],
    ['an IPv4-mapped address', to([], ['::ffff:127.0.0.1'])],
    ['an IPv4-translated address', to([], ['::ffff:0:7f00:1'])],
    ['an IPv4-compatible address', to([], ['::7f00:1'])],
    ['NAT64', to([], ['64:ff9b::7f00:1'])],
    ['NAT64 of a site', to([], ['64:ff9b:1::7f00:1'])],
    ['6to4', to([], ['2002:7f00:1::'])],
    ['Teredo', to([], ['2001:0:7f00:1::'])],
    ['a link', to([], ['fe80::1'])],
    ['a site of its own', to([], ['fd00::1'])],
    ['a public and a private one', to(['8.8.8.8', '127.0.0.1'])],
    ['a public one, and a private one of the other kind', to(['8.8.8.8'], ['::1'])],
    ['a private one, and a public one of the other kind', to(['10.0.0.1'], ['2606:4700::1111'])],
    ['another name of a private one', ({ type }) => (type === 'A' ? ['CNAME inner.test', '127.0.0.1'] : ['CNAME inner.test'])],
    ['a name of a name of a private one', ({ type }) => ['CNAME one.test', 'CNAME two.test', ...type === 'A' ? ['10.1.1.1'] : []]],
  ])('%s is refused', async (_, zone) => {
    const resolve = await serve(zone)
    expect(await post(poolTo('evil.test', isPublicAddress, resolve), 'evil.test')).toMatchObject({ outcome: 'address_refused' })
    expect(names!.asked).toHaveLength(2)
    expect(reached).toEqual([])
  })

  it('is refused with a dot behind it, in capitals and in other scripts', async () => {
    const resolve = await serve(to(['127.0.0.1']))
    const others = ['xn--80ak6aa92e.test', 'localhost.', 'LOCALHOST', 'a.localhost', 'ⓛocalhost']
    for (const host of ['evil.test.', 'EVIL.test', 'evil。test', 'ｅvil．test', ...others]) {
      const { hostname } = new URL(`http://${host}/`)
      expect([host, (await post(poolTo(hostname, isPublicAddress, resolve), hostname)).outcome]).toEqual([host, 'address_refused'])
    }
    expect(reached).toEqual([])
  })

  it('and one that leads nowhere, are failures like others', async () => {
    const resolve = await serve(to([]))
    expect((await post(poolTo('empty.test', isPublicAddress, resolve), 'empty.test')).outcome).toBe('unreachable')
  })
})

describe('a name that changes its mind', () => {
  it('is asked once for a connection, and connected to where the answer said', async () => {
    const resolve = await serve(({ type }, nth) => (type === 'AAAA' ? [] : nth === 1 ? [outside] : ['127.0.0.1']))
    const pool = poolTo('rebind.test', playedInternet, resolve)
    // Public when it is looked at, private from the next question on: there is no next question.
    expect(await post(pool, 'rebind.test')).toMatchObject({ outcome: 'delivered' })
    expect(names!.asked).toEqual([{ name: 'rebind.test', type: 'A' }, { name: 'rebind.test', type: 'AAAA' }])
    expect(reached).toEqual([outside])
    // The connection stands and is used again, whatever the name says now.
    expect(await post(pool, 'rebind.test')).toMatchObject({ outcome: 'delivered' })
    expect(reached).toEqual([outside])
    // A new connection is a new question, and refused.
    server.closeAllConnections()
    const again = poolTo('rebind.test', playedInternet, resolve)
    expect(await post(again, 'rebind.test')).toMatchObject({ outcome: 'address_refused' })
    expect(reached).toEqual([outside])
  })

  it('is never believed from a memory, whatever it alternates between', async () => {
    const resolve = await serve(({ type }, nth) => (type === 'AAAA' ? [] : nth % 2 === 1 ? [outside] : ['127.0.0.1']))
    const outcomes: string[] = []
    for (let turn = 0; turn < 6; turn += 1) {
      const pool = poolTo('turns.test', playedInternet, resolve)
      outcomes.push((await post(pool, 'turns.test')).outcome)
      await pool.destroy()
    }
    expect(outcomes).toEqual(['delivered', 'address_refused', 'delivered', 'address_refused', 'delivered', 'address_refused'])
    expect(new Set(reached)).toEqual(new Set([outside]))
  })
})

describe('name servers', () => {
  it('that hang hold up nobody else', async () => {
    const resolve = await serve(({ name, type }) => (name === 'well.test' ? (type === 'A' ? [outside] : []) : undefined))
    // More than the threads of the operating system's look-ups; none of them is ever answered.
    let hung = 16
    for (let n = 0; n < 16; n += 1) {
      void post(poolTo(`hang${n}.test`, playedInternet, resolve), `hang${n}.test`).then(() => { hung -= 1 })
    }
    expect(await post(poolTo('well.test', playedInternet, resolve), 'well.test')).toMatchObject({ outcome: 'delivered' })
    expect(hung).toBe(16)
  })
})

describe('proxies', () => {
  it('of the environment are not used', async () => {
    let proxied = 0
    const proxy = createSocketServer((socket) => { proxied += 1; socket.destroy() })
    await new Promise<void>((listening) => { proxy.listen(0, '127.0.0.1', listening) })
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
    const program = fileURLToPath(new URL('one-try.fixture.ts', import.meta.url))
    const child = spawn(process.execPath, [program, `http://127.0.0.1:${port}/`], {
      env: {
        PATH: process.env['PATH'], NODE_USE_ENV_PROXY: '1', HTTP_PROXY: address, http_proxy: address, HTTPS_PROXY: address,
        https_proxy: address, ALL_PROXY: address, all_proxy: address,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let told = ''
    child.stdout.on('data', (chunk: Buffer) => { told += chunk.toString() })
    await once(child, 'close')
    expect(JSON.parse(told)).toMatchObject({ outcome: 'delivered', responseHead: 'hello' })
    expect(proxied).toBe(0)
    // The proxy was there to be used.
    await once(connect((proxy.address() as AddressInfo).port, '127.0.0.1'), 'close')
    expect(proxied).toBe(1)
    proxy.close()
  })
})
