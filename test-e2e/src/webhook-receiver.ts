import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

export type ReceivedWebhook = {
  readonly id: string
  readonly type: string
  readonly sequence: number
  readonly receivedAtMs: number
  readonly body: Record<string, unknown>
}

/**
 * A merchant's own endpoint on loopback, which verifies with the reference library of Standard
 * Webhooks and keeps what it got by sequence.
 */
export class WebhookReceiver {
  readonly received: ReceivedWebhook[] = []
  readonly #server: Server
  #secret: string | undefined
  /** Called for each verified webhook. */
  onReceived: ((webhook: ReceivedWebhook) => void) | undefined
  verified = 0
  forged = 0

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(port = 0): Promise<WebhookReceiver> {
    const server = createServer()
    const receiver = new WebhookReceiver(server)
    server.on('request', (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        response.statusCode = receiver.#take(Buffer.concat(chunks).toString(), request.headers) ? 204 : 400
        response.end()
      })
    })
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    return receiver
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/webhooks`
  }

  useSecret(secret: string): void {
    this.#secret = secret
  }

  #take(body: string, headers: Record<string, unknown>): boolean {
    try {
      if (this.#secret === undefined) return false
      const parsed = new Webhook(this.#secret).verify(body, headers as Record<string, string>) as Record<string, unknown>
      this.verified += 1
      const webhook = {
        id: String(headers['webhook-id']), type: String(parsed['type']), sequence: Number(parsed['sequence']),
        receivedAtMs: Date.now(), body: parsed,
      }
      this.received.push(webhook)
      this.onReceived?.(webhook)
      return true
    } catch {
      this.forged += 1
      return false
    }
  }

  /** Sequences that are missing below the highest one received. */
  gaps(): readonly number[] {
    const seen = new Set(this.received.map((webhook) => webhook.sequence))
    const highest = Math.max(0, ...seen)
    return Array.from({ length: highest }, (_, index) => index + 1).filter((sequence) => !seen.has(sequence))
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
