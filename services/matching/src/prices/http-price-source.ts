import { fiatCurrency } from '@stablegate/contracts'
import { request, type Dispatcher } from 'undici'
import { z } from 'zod'
import { parseLossless, rateFrom, valueAt } from './lossless-json.ts'
import type { PriceSource, SourcePrice } from './price-source.ts'

/** One address of a source and where in its JSON the prices stand. */
export const httpSourceConfig = z.object({
  name: z.string().min(1).max(60),
  url: z.url({ protocol: /^https?$/ }),
  prices: z
    .array(
      z.object({
        base: z.enum(['usdt', 'usd']),
        currency: fiatCurrency,
        /** Keys and indexes joined by dots. */
        path: z.string().min(1).max(200),
      }),
    )
    .min(1)
    .max(50),
  /** Where the source says itself when its prices were taken, in seconds or milliseconds. */
  takenAtPath: z.string().max(200).optional(),
})
export type HttpSourceConfig = z.output<typeof httpSourceConfig>

export type HttpSourceLimits = { readonly timeoutMs: number; readonly maxBytes: number }
export const httpSourceLimits: HttpSourceLimits = { timeoutMs: 5_000, maxBytes: 1_000_000 }

const readLimited = async (body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> => {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Before this a time is in seconds: in milliseconds it would be 1973. */
const leastMs = 100_000_000_000

const takenAtMsOf = (document: unknown, path: string | undefined, nowMs: number): number => {
  if (path === undefined) return nowMs
  const value = Number(valueAt(document, path))
  if (!Number.isFinite(value) || value <= 0) throw new Error(`no time at ${path}`)
  // A source whose clock runs ahead makes nothing fresher than now.
  return Math.min(nowMs, Math.floor(value < leastMs ? value * 1000 : value))
}

/**
 * Reads prices from one HTTP address: no redirects, one time limit over all, a size limit, exact
 * decimals.
 */
export class HttpPriceSource implements PriceSource {
  readonly name: string
  readonly #config: HttpSourceConfig
  readonly #now: () => number
  readonly #limits: HttpSourceLimits
  readonly #dispatcher: Dispatcher | undefined

  constructor(
    config: HttpSourceConfig,
    now: () => number,
    limits: HttpSourceLimits = httpSourceLimits,
    dispatcher?: Dispatcher,
  ) {
    this.name = config.name
    this.#config = config
    this.#now = now
    this.#limits = limits
    this.#dispatcher = dispatcher
  }

  async read(signal: AbortSignal): Promise<readonly SourcePrice[]> {
    const { url, prices, takenAtPath } = this.#config
    const { timeoutMs, maxBytes } = this.#limits
    const { statusCode, body } = await request(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      headers: { accept: 'application/json' },
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      ...(this.#dispatcher ? { dispatcher: this.#dispatcher } : {}),
    })
    if (statusCode !== 200) {
      await body.dump({ limit: maxBytes })
      throw new Error(`${this.name} answered ${statusCode}`)
    }
    const document = parseLossless(await readLimited(body, maxBytes))
    const takenAtMs = takenAtMsOf(document, takenAtPath, this.#now())
    return prices.map(({ base, currency, path }) => {
      const price = rateFrom(valueAt(document, path))
      if (price === undefined) throw new Error(`${this.name} has no price at ${path}`)
      return { base, currency, price, takenAtMs }
    })
  }
}
