import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { fastify, type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { routes } from '../routes/index.ts'
import { maxUploads, maxUploadsOfOne, UploadGate } from './upload-gate.ts'

const sockets: Socket[] = []
let server: FastifyInstance
let port = 0
beforeEach(async () => {
  server = fastify({ trustProxy: '127.0.0.1', forceCloseConnections: true, bodyLimit: 5 * 1024 * 1024 })
  server.addContentTypeParser('image/png', { parseAs: 'buffer' }, (_request, body, done) => { done(null, body) })
  new UploadGate(routes, (_request, reply, problem) => { void reply.code(problem.status).send(problem.code) }).addTo(server)
  for (const path of ['/v1/orders/:order/evidence', '/v1/payments', '/v1/evidence']) server.post(path, () => 'taken')
  await server.listen({ port: 0, host: '127.0.0.1' })
  port = (server.server.address() as { port: number }).port
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server.close()
})

const key = { authorization: 'Bearer sk_test_x' }
/** The head of an upload, whose body does not come. */
const begin = (path: string, headers: Record<string, string>): Socket => {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => undefined)
  const all = { host: 'x', 'content-type': 'image/png', 'content-length': '5000000', ...headers }
  socket.write(['POST ' + path + ' HTTP/1.1', ...Object.entries(all).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n'))
  return socket
}
/** The answer to a head alone: nothing waits for the body. */
const refusal = async (path: string, headers: Record<string, string>): Promise<string> => {
  const [chunk] = await once(begin(path, headers), 'data') as [Buffer]
  const [head = '', body = ''] = chunk.toString().split('\r\n\r\n')
  return `${head.split(' ')[1]} ${body}`
}

it('refuses a file before it comes where none is taken, and from who shows nothing', async () => {
  expect(await refusal('/v1/payments', key)).toBe('415 content_type_unknown')
  expect(await refusal('/v1/orders/ord_1/evidence/more', key)).toBe('415 content_type_unknown')
  expect(await refusal('/v1/orders/ord_1/evidence?kind=note', {})).toBe('401 key_required')
  const taken = await fetch(`http://127.0.0.1:${port}/v1/evidence?kind=note`, {
    method: 'POST', body: 'x', headers: { ...key, 'content-type': 'image/png; x=y' },
  })
  expect([taken.status, await taken.text()]).toEqual([200, 'taken'])
})

it('lets so many in at once, of one address and of all, and more when they have ended', async () => {
  const from = (ip: string) => ({ ...key, 'x-forwarded-for': ip })
  const open = (count: number, ip: string) => Array.from({ length: count }, () => begin('/v1/evidence', from(ip)))
  const reached = async (count: number): Promise<void> => {
    await expect.poll(() => new Promise((resolve) => { server.server.getConnections((_, found) => resolve(found)) })).toBe(count)
  }
  const [first] = open(maxUploadsOfOne, '203.0.113.1')
  await reached(maxUploadsOfOne)
  expect(await refusal('/v1/evidence', from('203.0.113.1'))).toBe('429 rate_limited')
  for (let other = 2; (other - 1) * maxUploadsOfOne < maxUploads; other += 1) open(maxUploadsOfOne, `203.0.113.${other}`)
  await expect.poll(() => refusal('/v1/evidence', from('203.0.113.99'))).toBe('429 rate_limited')
  first?.destroy()
  const again = await fetch(`http://127.0.0.1:${port}/v1/evidence`, {
    method: 'POST', body: 'x', headers: { ...from('203.0.113.99'), 'content-type': 'image/png' },
  })
  expect(again.status).toBe(200)
})
