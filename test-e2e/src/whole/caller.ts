import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Random } from '../sim/engine/random.ts'

type Json = Record<string, unknown>

/** A final answer: accepted or refused for ever. What may come out otherwise next time is none. */
export type Final = {
  readonly status: number
  readonly body: Json
  readonly position: string | null
}

/** What the API said was done; after the test it must be in the log. */
export type Acknowledged = {
  readonly path: string
  readonly log: string
  readonly position: number
  readonly subject: string
  readonly events: readonly string[]
}

export type Upload = { readonly contentType: string; readonly bytes: string }

export type CallerOptions = {
  readonly base: string
  readonly random: Random
  /** Of all commands, the share that is sent twice with one Idempotency-Key. */
  readonly twiceShare: number
  /** How long one command is repeated before the test gives up on it. */
  readonly deadlineMs: number
  /** Ends every command at once: the verdict is known, and nobody waits for a broken system. */
  readonly signal?: AbortSignal
}

/** The statuses and codes after which the same request is sent again. */
const isFinal = (status: number, body: Json): boolean =>
  status < 500 && status !== 429 && body['code'] !== 'request_in_progress'

/**
 * A client as a careful merchant writes it: every command has an Idempotency-Key and is repeated
 * with it until the answer is final. Some commands it sends twice on purpose, one after the other
 * or at the same time, and insists on the same answer.
 */
export class Caller {
  readonly acknowledged: Acknowledged[] = []
  readonly refusals = new Map<string, number>()
  /** Commands sent twice on purpose, requests repeated for want of a final answer, and why. */
  commands = 0
  twice = 0
  retries = 0
  /** Requests that are out just now. */
  inFlight = 0
  /** Commands and reads without a final answer yet. */
  readonly open = new Set<string>()
  readonly why = new Map<string, number>()
  readonly #options: CallerOptions

  constructor(options: CallerOptions) {
    this.#options = options
  }

  /** Sends a command to its final answer, whatever that is. */
  async command(path: string, body: Json | Upload, key?: string): Promise<Final> {
    const { random, twiceShare } = this.#options
    const idempotencyKey = random.uuid()
    const send = (): Promise<Final> => this.#final('POST', path, body, key, idempotencyKey)
    this.commands += 1
    const repeats = random.chance(twiceShare) ? random.pick(['after', 'beside'] as const) : 'no'
    const [first, second] = repeats === 'beside' ? await Promise.all([send(), send()]) : [await send()]
    const repeated = repeats === 'after' ? await send() : second
    if (repeated !== undefined) {
      this.twice += 1
      const same = first.status === repeated.status && isDeepStrictEqual(told(first), told(repeated))
      if (!same) throw new Error(`${path} was answered ${shown(first)} and then ${shown(repeated)}`)
    }
    this.#note(path, first)
    return first
  }

  /** A command that must be accepted. */
  async done(path: string, body: Json | Upload = {}, key?: string): Promise<Json> {
    const answer = await this.command(path, body, key)
    if (answer.status >= 300) throw new Error(`POST ${path}: ${shown(answer)}`)
    return answer.body
  }

  /** A command that must be refused, with a code and for a reason that is the caller's. */
  async refused(
    path: string, body: Json, key: string | undefined, ...codes: readonly RegExp[]
  ): Promise<void> {
    const answer = await this.command(path, body, key)
    const code = String(answer.body['code'])
    const expected = codes.length === 0 || codes.some((pattern) => pattern.test(code))
    if (answer.status < 400 || !expected) {
      throw new Error(`POST ${path} should be refused by ${codes.join()}: ${shown(answer)}`)
    }
  }

  async read(path: string, key?: string): Promise<Json> {
    const answer = await this.#final('GET', path, undefined, key)
    if (answer.status !== 200) throw new Error(`GET ${path}: ${shown(answer)}`)
    return answer.body
  }

  #note(path: string, { status, body, position }: Final): void {
    if (status >= 300) {
      const code = String(body['code'])
      this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1)
    } else if (position !== null) {
      const [log = '', number] = position.split(':')
      const events = Array.isArray(body['events']) ? body['events'].map(String) : []
      this.acknowledged.push({ path, log, position: Number(number), subject: String(body['id']), events })
    }
  }

  async #final(
    method: 'GET' | 'POST', path: string, body: Json | Upload | undefined, key: string | undefined,
    idempotencyKey?: string,
  ): Promise<Final> {
    const { deadlineMs, signal } = this.#options
    const givenUpAtMs = Date.now() + deadlineMs
    const name = `${method} ${path} ${idempotencyKey ?? ''}`
    this.open.add(name)
    try {
      for (let tries = 0; ; tries += 1) {
        signal?.throwIfAborted()
        const answer = await this.#once(method, path, body, key, idempotencyKey)
        if (typeof answer !== 'string' && isFinal(answer.status, answer.body)) return answer
        const why = typeof answer === 'string' ? answer : `${answer.status} ${String(answer.body['code'])}`
        this.retries += 1
        this.why.set(why, (this.why.get(why) ?? 0) + 1)
        if (Date.now() > givenUpAtMs) throw new Error(`no final answer to ${method} ${path}: ${why}`)
        await pause(Math.min(20 * 2 ** tries, 500))
      }
    } finally {
      this.open.delete(name)
    }
  }

  /** One request; what the network did to it is told as text. */
  async #once(
    method: string, path: string, body: Json | Upload | undefined, key: string | undefined,
    idempotencyKey?: string,
  ): Promise<Final | string> {
    const upload = body !== undefined && 'bytes' in body ? body as Upload : undefined
    const { signal } = this.#options
    const tooLong = AbortSignal.timeout(30_000)
    this.inFlight += 1
    try {
      const response = await fetch(this.#options.base + path, {
        method,
        signal: signal === undefined ? tooLong : AbortSignal.any([tooLong, signal]),
        headers: {
          ...(body === undefined ? {} : { 'content-type': upload?.contentType ?? 'application/json' }),
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
        ...(body === undefined ? {} : { body: upload?.bytes ?? JSON.stringify(body) }),
      })
      const text = await response.text()
      const parsed = (text === '' ? {} : JSON.parse(text)) as Json
      return { status: response.status, body: parsed, position: response.headers.get('position') }
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      return `network: ${(cause as { readonly code?: string }).code ?? String(cause)}`
    } finally {
      this.inFlight -= 1
    }
  }
}

/** What a repetition must tell again; a refusal bears the id of its own request besides. */
const told = ({ status, body }: Final): unknown => status < 300 ? body : body['code']

const shown = ({ status, body }: Final): string => `${status} ${JSON.stringify(body)}`
