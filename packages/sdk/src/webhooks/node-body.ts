import { maxBodyBytes } from './verify.ts'
import { WebhookError } from './webhook-error.ts'

/** As much of a request of Node, Express, Fastify or Nest as is read here. */
export type NodeRequest = {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Set by `express.raw()`. */
  readonly body?: unknown
  /** Set by Nest with `rawBody: true`, and by others. */
  readonly rawBody?: unknown
  readonly readableEnded?: boolean
  [Symbol.asyncIterator]?(): AsyncIterator<unknown>
}

const isRaw = (value: unknown): value is string | Uint8Array => typeof value === 'string' || value instanceof Uint8Array

const readAll = async (stream: AsyncIterable<unknown>): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk as Uint8Array
    size += bytes.length
    if (size > maxBodyBytes) throw new WebhookError('body_too_large', `more than ${maxBodyBytes} bytes`)
    chunks.push(bytes)
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

/** The bytes of the body, from wherever the frameworks leave them. */
export const rawBodyOf = async (request: NodeRequest): Promise<string | Uint8Array> => {
  if (isRaw(request.rawBody)) return request.rawBody
  if (isRaw(request.body)) return request.body
  if (request.readableEnded !== true && request[Symbol.asyncIterator] !== undefined) {
    return readAll(request as AsyncIterable<unknown>)
  }
  throw new WebhookError('body_not_raw', 'a body parser took the bytes: use express.raw() here, or rawBody: true in Nest')
}
