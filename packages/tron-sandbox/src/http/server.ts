import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { wrongVerb, type ApiAnswer, type ApiRequest } from './api.ts'

const maxBodyBytes = 4 * 1024 * 1024
const stopGraceMs = 1000

export type Handler = (request: ApiRequest, incoming: IncomingMessage) => Promise<ApiAnswer>

export type Listening = { readonly url: string; readonly port: number; readonly stop: () => Promise<void> }

const bodyOf = async (incoming: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= maxBodyBytes) chunks.push(chunk)
  }
  return size > maxBodyBytes ? undefined : Buffer.concat(chunks).toString()
}

const give = (response: ServerResponse, answer: ApiAnswer): void => {
  if (answer.kind === 'cut') {
    response.socket?.destroy()
    return
  }
  response.writeHead(answer.status, { 'content-type': answer.type, 'content-length': Buffer.byteLength(answer.text) })
  response.end(answer.text)
}

const serve = async (handler: Handler, incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
  const url = new URL(incoming.url ?? '/', 'http://sandbox')
  const text = await bodyOf(incoming)
  if (text === undefined) {
    return give(response, { kind: 'answer', status: 413, type: 'text/html', text: '<h1>413 Payload Too Large</h1>' })
  }
  const { method } = incoming
  if (method !== 'GET' && method !== 'POST') return give(response, wrongVerb(method))
  const path = url.pathname.replace(/^\/+/, '')
  const origin = `http://${incoming.headers.host ?? 'sandbox'}`
  give(response, await handler({ method, path, query: url.searchParams, text, origin }, incoming))
}

const close = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    const force = setTimeout(() => server.closeAllConnections(), stopGraceMs)
    server.close((error) => {
      clearTimeout(force)
      if (error === undefined) resolve()
      else reject(error)
    })
    server.closeIdleConnections()
  })

/** Listens on a port of one host; port 0 takes a free one. */
export const listen = async (handler: Handler, host: string, port: number): Promise<Listening> => {
  const server = createServer((incoming, response) => {
    serve(handler, incoming, response).catch((error: unknown) => {
      console.error(error)
      response.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const bound = (server.address() as AddressInfo).port
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`, port: bound, stop: () => close(server) }
}
