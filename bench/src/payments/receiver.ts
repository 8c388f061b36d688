import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Json } from './client.ts'

export type Receiver = {
  readonly url: string
  /** As the endpoint was told: `whsec_` and base64. Nothing is taken before. */
  readonly useSecret: (secret: string) => void
  readonly stop: () => Promise<void>
}

const isSigned = (key: Buffer, headers: IncomingHttpHeaders, body: Buffer): boolean => {
  const signed = createHmac('sha256', key)
    .update(`${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.`).update(body).digest()
  return String(headers['webhook-signature']).split(' ').some((signature) => {
    const given = Buffer.from(signature.slice('v1,'.length), 'base64')
    return given.length === signed.length && timingSafeEqual(given, signed)
  })
}

/** Takes webhooks and verifies each, at little cost: it runs on the cores that are measured. */
export const startReceiver = async (onReceived: (body: Json) => void): Promise<Receiver> => {
  let key: Buffer | undefined
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = chunks.length === 1 ? chunks[0] as Buffer : Buffer.concat(chunks)
      const isTaken = key !== undefined && isSigned(key, request.headers, body)
      response.writeHead(isTaken ? 204 : 400).end()
      if (isTaken) onReceived(JSON.parse(body.toString()) as Json)
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    useSecret: (secret) => { key = Buffer.from(secret.slice('whsec_'.length), 'base64') },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
