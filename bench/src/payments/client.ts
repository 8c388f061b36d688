import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'

export type Json = Record<string, unknown>

const statusOfSuccess = (status: number): boolean => status >= 200 && status < 300
/** What a careful client sends again with the same Idempotency-Key. */
const passing = new Set([0, 409, 429, 503])
const maxTries = 20
const retryMs = 25

/** A plain HTTP client that costs little, so that the load is not what is measured. */
export class LeanClient {
  readonly #base: URL
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 })
  /** Requests that had to be sent again. */
  retries = 0

  constructor(base: string) {
    this.#base = new URL(base)
  }

  /** Posts until the answer is a success; throws on a refusal. */
  async post(path: string, body: unknown, key?: string): Promise<Json> {
    const text = JSON.stringify(body)
    const idempotencyKey = randomUUID()
    for (let tries = 1; ; tries += 1) {
      const { status, answer } = await this.#once(path, text, idempotencyKey, key)
      if (statusOfSuccess(status)) return answer === '' ? {} : JSON.parse(answer) as Json
      if (!passing.has(status) || tries === maxTries) throw new Error(`POST ${path}: ${status} ${answer}`)
      this.retries += 1
      await new Promise((resolve) => setTimeout(resolve, retryMs))
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  #once(
    path: string, body: string, idempotencyKey: string, key: string | undefined,
  ): Promise<{ readonly status: number; readonly answer: string }> {
    return new Promise((resolve) => {
      const sent = request({
        agent: this.#agent, method: 'POST', host: this.#base.hostname, port: this.#base.port, path,
        headers: {
          'content-type': 'application/json', 'content-length': Buffer.byteLength(body),
          'idempotency-key': idempotencyKey, ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        },
      }, (response) => {
        let answer = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => { answer += chunk })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, answer }))
      })
      // A kept connection that the server has just closed: nobody took the request, or its key tells.
      sent.on('error', () => resolve({ status: 0, answer: '' }))
      sent.end(body)
    })
  }
}
