import { createInbox, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node'

/** Time-outs are looked for so often: they are seconds, and a timer for each request is dear. */
const sweepMs = 25
const noResponders = 503

type Waiting = {
  readonly subject: string
  readonly dueAtMs: number
  readonly resolve: (answer: Msg) => void
  readonly reject: (error: Error) => void
}

/**
 * Requests whose answers come to one subscription, as the client's own do, but with one timer for
 * all that wait, where the client makes a timer, four promises and an error with its stack for each.
 */
export class Inbox {
  readonly #nats: NatsConnection
  readonly #prefix = `${createInbox()}.`
  readonly #waiting = new Map<string, Waiting>()
  #asked = 0
  #isOpen = false
  #sweep: NodeJS.Timeout | undefined

  constructor(nats: NatsConnection) {
    this.#nats = nats
  }

  /** Throws when nobody listens, when no answer comes in time, and when the connection is closed. */
  request(subject: string, body: string, timeoutMs: number, headers?: MsgHdrs): Promise<Msg> {
    return new Promise((resolve, reject) => {
      this.#open()
      this.#asked += 1
      const token = this.#asked.toString(36)
      this.#nats.publish(subject, body, {
        reply: this.#prefix + token, ...(headers === undefined ? {} : { headers }),
      })
      this.#waiting.set(token, { subject, dueAtMs: performance.now() + timeoutMs, resolve, reject })
      this.#sweep ??= setInterval(() => this.#giveUpLate(), sweepMs)
    })
  }

  #open(): void {
    if (this.#isOpen) return
    this.#nats.subscribe(`${this.#prefix}*`, {
      callback: (error, message) => {
        if (error === null) this.#answered(message)
        else this.#giveUp(() => true, error.message)
      },
    })
    this.#isOpen = true
    void this.#nats.closed().then(() => this.#giveUp(() => true, 'the connection is closed'))
  }

  #answered(message: Msg): void {
    const token = message.subject.slice(this.#prefix.length)
    const waiting = this.#waiting.get(token)
    if (waiting === undefined) return
    this.#waiting.delete(token)
    if (this.#waiting.size === 0) this.#rest()
    const isRefused = message.data.length === 0 && message.headers?.code === noResponders
    if (isRefused) waiting.reject(new Error(`no responders: '${waiting.subject}'`))
    else waiting.resolve(message)
  }

  #giveUpLate(): void {
    const nowMs = performance.now()
    this.#giveUp(({ dueAtMs }) => dueAtMs <= nowMs, 'timeout')
  }

  #giveUp(which: (waiting: Waiting) => boolean, reason: string): void {
    for (const [token, waiting] of this.#waiting) {
      if (!which(waiting)) continue
      this.#waiting.delete(token)
      waiting.reject(new Error(reason))
    }
    if (this.#waiting.size === 0) this.#rest()
  }

  #rest(): void {
    clearInterval(this.#sweep)
    this.#sweep = undefined
  }
}
