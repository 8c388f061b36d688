import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { config } from '../config.ts'
import { referenceOf } from '../domain/reference.ts'
import { HttpPriceSource } from './http-price-source.ts'
import { parseLossless, rateFrom, valueAt } from './lossless-json.ts'
import { PriceWorker, type PriceWorkerOptions } from './price-worker.ts'
import { sightingsOf } from './sightings.ts'
import { TestPriceSource } from './test-price-source.ts'

const nowMs = 1_700_000_000_000
const now = (): number => nowMs
const signal = (): AbortSignal => new AbortController().signal

describe('prices in JSON', () => {
  it('keep every digit they were written with', () => {
    const document = parseLossless(
      '{"data":[{"price":7.25000000000000000001,"id":12345678901234567890}]}',
    )
    expect(valueAt(document, 'data.0.price')).toBe('7.25000000000000000001')
    expect(valueAt(document, 'data.0.id')).toBe('12345678901234567890')
    expect(valueAt(document, 'data.1.price')).toBeUndefined()
    expect(valueAt(document, '__proto__.x')).toBeUndefined()
  })
  it('become rates of at most eight decimals, or nothing', () => {
    expect(['7.250000019', '7.30', '7', '0.00000001'].map(rateFrom)).toEqual([
      '7.25000001',
      '7.3',
      '7',
      '0.00000001',
    ])
    for (const bad of [
      '1e3',
      '-1',
      '0',
      '0.000000001',
      '',
      ' ',
      'NaN',
      '1234567890',
      7.2,
      null,
      undefined,
    ]) {
      expect(rateFrom(bad)).toBeUndefined()
    }
  })
})

describe('sightings', () => {
  const measured = (...prices: readonly string[]) =>
    prices.map((price, index) => ({
      source: `usd-${index}`,
      prices: [{ base: 'usdt', currency: 'USD', price, takenAtMs: nowMs - 10 } as const],
    }))
  const dollar = {
    source: 'bank',
    prices: [{ base: 'usd', currency: 'CNY', price: '7.25', takenAtMs: nowMs } as const],
  }

  it('never take a USDT for a dollar: without three measurements a dollar price is left out', () => {
    expect(sightingsOf([...measured('1', '1'), dollar]).get('CNY')).toBeUndefined()
  })
  it('multiply a dollar price with the measured median, and are as old as the older', () => {
    expect(sightingsOf([...measured('0.99', '0.998', '1.001'), dollar]).get('CNY')).toEqual([
      { source: 'bank', price: '7.2355', takenAtMs: nowMs - 10, usdPerUsdt: '0.998' },
    ])
  })
})

const servers: Server[] = []
const serve = async (
  answer: (path: string) => { status?: number; body: string; delayMs?: number; location?: string },
): Promise<string> => {
  const server = createServer((request, response) => {
    const { status = 200, body, location } = answer(request.url ?? '/')
    response.writeHead(status, location === undefined ? {} : { location })
    if (body !== 'hang') response.end(body)
  })
  servers.push(server)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

describe('an HTTP source', () => {
  const source = (
    url: string,
    extra = {},
    limits = { timeoutMs: 200, maxBytes: 1000 },
  ): HttpPriceSource =>
    new HttpPriceSource(
      { name: 'h', url, prices: [{ base: 'usdt', currency: 'CNY', path: 'p.cny' }], ...extra },
      now,
      limits,
    )
  it('reads what stands at the path', async () => {
    const url = await serve(() => ({ body: '{"p":{"cny":7.25},"t":1699999999}' }))
    expect(await source(url).read(signal())).toEqual([
      { base: 'usdt', currency: 'CNY', price: '7.25', takenAtMs: nowMs },
    ])
    expect(await source(url, { takenAtPath: 't' }).read(signal())).toMatchObject([
      { takenAtMs: 1_699_999_999_000 },
    ])
  })
  it('takes no time from the future', async () => {
    const url = await serve(() => ({ body: `{"p":{"cny":7.25},"t":${nowMs + 5}}` }))
    expect(await source(url, { takenAtPath: 't' }).read(signal())).toMatchObject([
      { takenAtMs: nowMs },
    ])
  })
  it('fails on errors, redirects, silence, too much and nonsense', async () => {
    const fails = async (body: string, status?: number, location?: string): Promise<void> => {
      const url = await serve(() => ({
        body,
        ...(status === undefined ? {} : { status }),
        ...(location === undefined ? {} : { location }),
      }))
      await expect(source(url).read(signal())).rejects.toThrow()
    }
    await fails('{"p":{"cny":7.25}}', 500)
    await fails('', 302, 'http://127.0.0.1:1/')
    await fails('hang')
    await fails(`{"p":{"cny":7.25},"x":"${'x'.repeat(1000)}"}`)
    await fails('<html>')
    await fails('{"p":{"cny":0}}')
    await fails('{"p":{}}')
  })
})

type Sent = {
  readonly type: string
  readonly data: { readonly currency?: string; readonly price?: string }
}
const workerOver = (sources: PriceWorkerOptions['sources'], status = 'accepted') => {
  const sent: Sent[] = []
  const clock = { nowMs, now: () => clock.nowMs, sleep: async () => undefined }
  const worker = new PriceWorker({
    context: {
      commands: {
        send: async (type: string, data: unknown) => {
          sent.push({ type, data } as Sent)
          return { status } as never
        },
      },
      logger: { warn: () => undefined } as never,
      clock,
    },
    ledger: 'usdt-sandbox',
    sources,
    pollMs: 1000,
    refreshMs: 30_000,
  })
  return { worker, sent, clock }
}

describe('the worker', () => {
  const three = () =>
    ['a', 'b', 'c'].map((name) => new TestPriceSource(name, now, { CNY: '7.25', EUR: '0.92' }))

  it('records what is new, and again when it is about to be too old', async () => {
    const sources = three()
    const { worker, sent, clock } = workerOver(sources)
    await worker.poll(signal())
    expect(sent.map(({ data }) => [data.currency, data.price])).toEqual([
      ['CNY', '7.25'],
      ['EUR', '0.92'],
    ])
    clock.nowMs += 29_999
    await worker.poll(signal())
    expect(sent).toHaveLength(2)
    for (const source of sources) source.set('CNY', '7.26')
    await worker.poll(signal())
    expect(sent.slice(2).map(({ data }) => data.price)).toEqual(['7.26'])
    clock.nowMs += 1
    await worker.poll(signal())
    expect(sent.slice(3).map(({ data }) => data.currency)).toEqual(['EUR'])
  })
  it('tries again what the book did not take', async () => {
    const { worker, sent } = workerOver(three(), 'retry')
    await worker.poll(signal())
    await worker.poll(signal())
    expect(sent).toHaveLength(4)
  })
  it('records nothing when a source fails and two are left, and says whose trouble it is', async () => {
    const sources = three()
    sources[0]?.silence(true)
    const { worker, sent } = workerOver(sources)
    await worker.poll(signal())
    expect(sent).toEqual([])
    expect(worker.status()).toMatchObject({ trouble: { a: 'a is silent' } })
  })
  it('of the test mode agrees with the rules of a reference', async () => {
    const reports = await Promise.all(
      ['a', 'b', 'c'].map(async (source) => ({
        source,
        prices: await new TestPriceSource(source, now).read(),
      })),
    )
    for (const sightings of sightingsOf(reports).values())
      expect('price' in referenceOf(sightings, nowMs)).toBe(true)
  })
})

describe('the configuration', () => {
  it('takes sources as JSON and names what is wrong', () => {
    const url = 'https://prices.example/v1'
    const three = ['a', 'b', 'c'].map((name) => ({
      name,
      url,
      prices: [{ base: 'usdt', currency: 'CNY', path: 'x' }],
    }))
    expect(config.parse({ PRICE_SOURCES: JSON.stringify(three) }).PRICE_SOURCES).toHaveLength(3)
    expect(config.safeParse({ PRICE_SOURCES: JSON.stringify(three.slice(1)) }).success).toBe(false)
    expect(config.safeParse({ PRICE_SOURCES: '{' }).error?.issues[0]?.message).toBe('is not JSON')
    expect(config.parse({ PRICE_TEST_RATES: '{"CNY":"7.1"}', QUOTE_REST_MS: '0' })).toMatchObject({
      PRICE_TEST_RATES: { CNY: '7.1' },
      QUOTE_REST_MS: 0,
      PRICE_POLL_MS: 5000,
    })
  })
})
