import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Seen = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: string
}
export type Answer =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | 'hang up'
  | ((response: ServerResponse) => void)

/** Answers what a spec tells it to and keeps what it was asked. */
export class FakeServer {
  readonly seen: Seen[] = []
  /** Given in order; the last one stays. */
  answers: Answer[] = []
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<FakeServer> {
    const server = createServer()
    const fake = new FakeServer(server)
    server.on('request', (request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => { body += chunk.toString() })
      request.on('end', () => fake.#take(request, body, response))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return fake
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  #take(request: IncomingMessage, body: string, response: ServerResponse): void {
    const url = new URL(request.url ?? '', this.url)
    this.seen.push({
      method: request.method ?? '', path: url.pathname, query: url.searchParams, headers: request.headers, body,
    })
    const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0]
    if (answer === undefined || answer === 'hang up') {
      request.socket.destroy()
      return
    }
    if (typeof answer === 'function') {
      answer(response)
      return
    }
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}))
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

export const problem = (status: number, code: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status, headers: { 'content-type': 'application/problem+json', ...headers },
  body: { type: 'about:blank', title: code, status, code, detail: `about ${code}`, request_id: 'req-12345678' },
})

export const page = (data: readonly unknown[], hasMore: boolean): Answer =>
  ({ status: 200, body: { object: 'list', data, has_more: hasMore } })
