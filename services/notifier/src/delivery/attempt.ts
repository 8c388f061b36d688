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

const readHead = async (body: Dispatcher.ResponseData['body']): Promise<string> => {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      size += chunk.length
      if (size >= responseHeadBytes) break
    }
  } catch {
    // An answer whose body hangs or breaks off was an answer all the same.
  }
  // Postgres text holds no NUL.
  return Buffer.concat(chunks).subarray(0, responseHeadBytes).toString('utf8').replaceAll('\u0000', '')
}

const outcomeOf = (status: number): Outcome => {
  if (status >= 200 && status < 300) return 'delivered'
  return status === 410 ? 'gone' : 'refused'
}

const mayAskForRest = (status: number): boolean => status === 429 || status >= 500

const failureOf = (error: unknown, timedOut: boolean): Attempt => {
  const { code = '', message = String(error) } = error as { readonly code?: string; readonly message?: string }
  const detail = `${code} ${message}`.trim().slice(0, 200).replaceAll('\u0000', '')
  if (code === 'ADDRESS_REFUSED') return { outcome: 'address_refused', responseHead: '', detail }
  const isTimeout = timedOut || code.includes('TIMEOUT')
  return { outcome: isTimeout ? 'timeout' : 'unreachable', responseHead: '', detail }
}

/** Sends one message and tells what came back; never throws. */
export const tryOnce = async (
  dispatcher: Dispatcher, url: URL, headers: Readonly<Record<string, string>>, body: string, timeoutMs: number,
): Promise<Attempt> => {
  const deadline = AbortSignal.timeout(timeoutMs)
  try {
    const response = await dispatcher.request({
      origin: url.origin, path: `${url.pathname}${url.search}`, method: 'POST', body, signal: deadline,
      headers: { 'content-type': 'application/json', 'user-agent': 'Stablegate-Webhooks/1', ...headers },
    })
    const retryAfter = response.headers['retry-after']
    return {
      outcome: outcomeOf(response.statusCode), status: response.statusCode, detail: '',
      ...(typeof retryAfter === 'string' && mayAskForRest(response.statusCode) ? { retryAfter } : {}),
      responseHead: await readHead(response.body),
    }
  } catch (error) {
    return failureOf(error, deadline.aborted)
  }
}
