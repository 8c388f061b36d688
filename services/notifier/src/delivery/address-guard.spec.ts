import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isLoopbackAddress, isPublicAddress, publicOrLoopback } from './address-guard.ts'
import { tryOnce } from './attempt.ts'
import { guardedConnector } from './guarded-connector.ts'
import { resolver } from './resolver.ts'

const resolve = resolver()

describe('addresses', () => {
  it.each([
    '0.0.0.0', '10.1.2.3', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.255.254', '169.254.169.254',
    '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.2.1', '192.168.1.1', '198.18.0.1', '198.19.255.255',
    '198.51.100.1', '203.0.113.9', '224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255',
    '::', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::ffff:0:127.0.0.1', '::127.0.0.1',
    '64:ff9b::7f00:1', '64:ff9b::10.0.0.1', '64:ff9b:1::1', '2002:7f00:1::', '2002:a00:1::1', 'fc00::1', 'fd12::1',
    'fe80::1', 'fe80::1%eth0', 'ff02::1', '100::1', '2001::1', '2001:db8::1', '3fff::1', '5f00::1',
    'nonsense', '', '1.2.3', 'localhost',
  ])('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false))

  it.each([
    '1.1.1.1', '8.8.8.8', '172.32.0.1', '172.15.255.255', '192.0.1.1', '100.63.255.255', '198.17.0.1', '223.255.255.255',
    '2606:4700:4700::1111', '2a00:1450::1', '64:ff9b::8.8.8.8', '::ffff:8.8.8.8', '2002:808:808::1',
  ])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true))

  it('loopback has many names', () => {
    for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) {
      expect(isLoopbackAddress(address)).toBe(true)
    }
    for (const address of ['10.0.0.1', '::2', '::ffff:10.0.0.1', '64:ff9b::7f00:1']) {
      expect(publicOrLoopback(address)).toBe(false)
    }
  })
})

describe('connecting', () => {
  let server: Server
  let port = 0
  let hits = 0
  beforeAll(async () => {
    server = createServer((_request, response) => { hits += 1; response.end('hello') })
    await new Promise<void>((listening) => { server.listen(0, '::', listening) })
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => { server.close(); server.closeAllConnections() })

  // Every spelling of this machine that a URL can bear; none reaches the server.
  it.each([
    '127.0.0.1', '2130706433', '0x7f.1', '0x7f000001', '017700000001', '127.1', '[::1]', '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]', '0', '0.0.0.0', '[::]', 'localhost', 'LOCALHOST.', '127.0.0.1.', '①②⑦.⓪.⓪.①',
  ])('to %s is refused', async (host) => {
    const url = new URL(`http://${host}:${port}/`)
    const pool = new Pool(url.origin, { connect: guardedConnector({ policy: isPublicAddress, resolve, timeoutMs: 1000 }) })
    const attempt = await tryOnce(pool, url, {}, '{}', 2000)
    await pool.destroy()
    expect(['address_refused', 'unreachable']).toContain(attempt.outcome)
    expect(attempt.status).toBeUndefined()
    expect(hits).toBe(0)
  })

  it('checks the connected socket, whatever the names said', async () => {
    let asked = 0
    // Allowed by its name, refused by what it turned out to be: as when a name changes in between.
    const connect = guardedConnector({ policy: () => (asked++ === 0), resolve, timeoutMs: 1000 })
    const pool = new Pool(`http://127.0.0.1:${port}`, { connect })
    const attempt = await tryOnce(pool, new URL(`http://127.0.0.1:${port}/`), {}, '{}', 2000)
    await pool.destroy()
    expect(attempt).toMatchObject({ outcome: 'address_refused' })
    expect(asked).toBe(2)
    expect(hits).toBe(0)
  })

  it('reaches loopback when that is allowed', async () => {
    const pool = new Pool(`http://localhost:${port}`, { connect: guardedConnector({ policy: publicOrLoopback, resolve, timeoutMs: 1000 }) })
    const attempt = await tryOnce(pool, new URL(`http://localhost:${port}/`), {}, '{}', 2000)
    await pool.destroy()
    expect(attempt).toMatchObject({ outcome: 'delivered', status: 200, responseHead: 'hello' })
  })
})
