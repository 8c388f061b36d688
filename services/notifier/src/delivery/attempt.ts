import type { Dispatcher } from 'undici'

/** What became of one try. Only 2xx is success; 3xx is a failure, redirects are never followed. */
export type Outcome = 'delivered' | 'gone' | 'refused' | 'timeout' | 'address_refused' | 'unreachable'

export type Attempt = {
  readonly outcome: Outcome
  readonly status?: number
  /** Of 429 and 5xx alone: other answers have no say in when the next try comes. */
  readonly retryAfter?: string
  /** The beginning of the answer, for the delivery log. */
  readonly responseHead: string
  readonly detail: string
}

/** What the headers of an answer may have; more is no answer. */
export const maxHeaderBytes = 16 * 1024

/** Bytes of an answer that are read and kept; a receiver who sends more is cut off. */
const responseHeadBytes = 512

const mayAskForRest = (status: number): boolean => status === 429 || status >= 500

const outcomeOf = (status: number): Outcome => {
  if (status >= 200 && status < 300) return 'delivered'
  return status === 410 ? 'gone' : 'refused'
}

// Postgres text holds no NUL.
const withoutNul = (text: string): string => text.replaceAll('\u0000', '')

const failureOf = (error: unknown): Attempt => {
  const { code = '', message = String(error) } = error as { readonly code?: string; readonly message?: string }
  const detail = withoutNul(`${code} ${message}`.trim().slice(0, 200))
  if (code === 'ADDRESS_REFUSED') return { outcome: 'address_refused', responseHead: '', detail }
  return { outcome: code.includes('TIMEOUT') ? 'timeout' : 'unreachable', responseHead: '', detail }
}

class NoAnswerInTime extends Error {
  override readonly name = 'NoAnswerInTime'
  readonly code = 'TIMEOUT'
}

/** Listens to one answer until there is nothing more to learn from it, whatever the receiver does. */
class Listener implements Dispatcher.DispatchHandler {
  readonly #settle: (attempt: Attempt) => void
  readonly #timer: NodeJS.Timeout
  #controller: Dispatcher.DispatchController | undefined
  #head: Pick<Attempt, 'status' | 'retryAfter'> & { readonly status: number } | undefined
  readonly #chunks: Buffer[] = []
  #size = 0
  #isOver = false

  constructor(timeoutMs: number, settle: (attempt: Attempt) => void) {
    this.#settle = settle
    this.#timer = setTimeout(() => this.#cut(new NoAnswerInTime(`no answer within ${timeoutMs} ms`)), timeoutMs)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    // The time was over before there was a connection: nothing is sent any more.
    if (this.#isOver) controller.abort(new NoAnswerInTime('no connection in time'))
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Record<string, string | string[] | undefined>): void {
    // Those below only announce an answer.
    if (status < 200) return
    const retryAfter = headers['retry-after']
    this.#head = { status, ...(typeof retryAfter === 'string' && mayAskForRest(status) ? { retryAfter } : {}) }
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isOver) return
    this.#chunks.push(chunk)
    this.#size += chunk.length
    if (this.#size >= responseHeadBytes) this.#cut(new Error('enough of the answer'))
  }

  onResponseEnd(): void {
    this.#end(undefined)
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    this.#end(error)
  }

  #cut(why: Error): void {
    this.#end(why)
    this.#controller?.abort(why)
  }

  /** An answer whose body hangs or breaks off was an answer all the same. */
  #end(error: unknown): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#timer)
    if (this.#head === undefined) {
      this.#settle(failureOf(error))
      return
    }
    const responseHead = withoutNul(Buffer.concat(this.#chunks).subarray(0, responseHeadBytes).toString('utf8'))
    this.#settle({ outcome: outcomeOf(this.#head.status), ...this.#head, responseHead, detail: '' })
  }
}

/**
 * Sends one message and tells what came back; never throws. By `dispatch`, which costs two thirds of
 * what `request` with its streams and signals does.
 */
export const tryOnce = (
  dispatcher: Dispatcher, url: URL, headers: Readonly<Record<string, string>>, body: string, timeoutMs: number,
): Promise<Attempt> => new Promise((resolve) => {
  const listener = new Listener(timeoutMs, resolve)
  dispatcher.dispatch({
    origin: url.origin, path: `${url.pathname}${url.search}`, method: 'POST', body,
    headers: { 'content-type': 'application/json', 'user-agent': 'Stablegate-Webhooks/1', ...headers },
  }, listener)
})
