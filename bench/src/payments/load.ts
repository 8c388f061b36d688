import { parentPort, workerData } from 'node:worker_threads'
import { quantile, compare } from '../rounds.ts'
import type { Row, Say } from '../row.ts'
import { LeanClient } from './client.ts'
import { openStreet } from './street.ts'
import type { Street } from './street.ts'

/** What the load is told by the thread in which the system runs, and what it tells back. */
export type LoadOrder = { readonly systemUrl: string; readonly bareUrl: string }
export type LoadNews = { readonly said: string } | { readonly rows: readonly Row[] }

const inFlight = 24
const time = { inFlight, roundMs: 4_000, rounds: 4 }
const openLoop = { perSecond: 50, seconds: 12 }

const unit = 'payments/s'

const closedLoop = async (street: Street, bareUrl: string, say: Say): Promise<Row> => {
  const bare = new LeanClient(bareUrl)
  const row = await compare(
    { name: `whole payments over HTTP, ${inFlight} in flight`, unit },
    { name: 'stablegate', work: async () => { await street.pay(); return 1 } },
    {
      name: '5 bare requests, a commit each',
      work: async () => {
        for (let step = 0; step < 5; step += 1) {
          await bare.post('/step', { step, reference: 'order', amount: { amount: '720.00', currency: 'CNY' } }, 'key')
        }
        return 1
      },
    },
    time, say,
  )
  bare.close()
  return row
}

/** Payments begin by the clock, whatever became of those before. */
const byTheClock = async (street: Street, say: Say): Promise<Row> => {
  const { perSecond, seconds } = openLoop
  const paid: Promise<number>[] = []
  const startedAtMs = performance.now()
  for (let number = 0; number < perSecond * seconds; number += 1) {
    const waitMs = startedAtMs + (number * 1000) / perSecond - performance.now()
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
    paid.push(street.pay().then(({ confirmToWebhookMs }) => confirmToWebhookMs))
  }
  const latenciesMs = await Promise.all(paid)
  const ours = paid.length / ((performance.now() - startedAtMs) / 1000)
  say(`  confirm to webhook at ${perSecond}/s: p99 ${quantile(latenciesMs, 0.99).toFixed(1)} ms`)
  return {
    name: `confirm -> webhook received at ${perSecond}/s`, unit, ours, peer: 'the rate asked for', theirs: perSecond,
    ratio: ours / perSecond, p50Ms: quantile(latenciesMs, 0.5), p99Ms: quantile(latenciesMs, 0.99),
  }
}

const tell = (news: LoadNews): void => parentPort?.postMessage(news)

const { systemUrl, bareUrl } = workerData as LoadOrder
const street = await openStreet(systemUrl)
const say = (said: string): void => tell({ said })
const rows = [await closedLoop(street, bareUrl, say), await byTheClock(street, say)]
say(`  requests sent again: ${street.retries()}`)
await street.close()
tell({ rows })
