import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'

/**
 * The ceiling: a server of a few lines that answers each request after one synced commit, and does
 * nothing else. Whoever does the same five requests here pays for HTTP and durability alone.
 */
export const startBareServer = async (
  databaseUrl: string,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 16 })
  pool.on('error', () => {})
  await pool.query('create table step (id bigserial primary key, path text not null, body text not null)')
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = JSON.stringify(JSON.parse(Buffer.concat(chunks).toString()))
      void pool.query({
        name: 'step', text: 'insert into step (path, body) values ($1, $2)', values: [request.url, body],
      }).then(() => {
        response.setHeader('content-type', 'application/json')
        response.end(body)
      }, () => {
        response.statusCode = 500
        response.end('{}')
      })
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await pool.end()
    },
  }
}
