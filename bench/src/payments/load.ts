import { parentPort, workerData } from 'node:worker_threads'
import { quantile, compare } from '../rounds.ts'
import type { Row, Say } from '../row.ts'
import { bareSecret } from './bare.ts'
import { steps } from './bare-work.ts'
import { LeanClient } from './client.ts'
import { Expected } from './expected.ts'
import { startReceiver } from './receiver.ts'
import { openStreet } from './street.ts'
import type { Street } from './street.ts'

/** What the load is told by the thread in which the system runs, and what it tells back. */
export type LoadOrder = { readonly systemUrl: string; readonly bareUrl: string }
export type LoadNews =
  | { readonly said: string } | { readonly rows: readonly Row[] }
  /** A stretch whose CPU is counted begins, or ends after so many payments. */
  | { readonly counted: 'begins' | number }

const tell = (news: LoadNews): void => parentPort?.postMessage(news)

/** How many customers pay at the same time. */
const closedLoops = [24, 48]
const time = { roundMs: 4_000, rounds: 4 }
/** What two cores carry with time to spare, and the rate that is aimed at. */
const openLoops = [{ perSecond: 20, seconds: 12 }, { perSecond: 50, seconds: 12 }]

const unit = 'payments/s'

/** The same requests and webhooks with a server that decides nothing. */
const openBare = async (url: string, name: string) => {
  const client = new LeanClient(url)
  const last = steps.reduce((sum, { webhooks }) => sum + webhooks, 0)
  const told = new Map<string, number>()
  const all = new Expected<true>()
  const receiver = await startReceiver(({ subject }) => {
    const payment = String(subject)
    const count = (told.get(payment) ?? 0) + 1
    if (count < last) told.set(payment, count)
    else {
      told.delete(payment)
      all.arrive(payment, true)
    }
  })
  receiver.useSecret(bareSecret)
  let number = 0
  return {
    pay: async () => {
      number += 1
      const payment = `${name}-${number}`
      for (const { path } of steps) {
        await client.post(path, {
          payment, webhookUrl: receiver.url, reference: 'order', amount: { amount: '720.00', currency: 'CNY' },
        }, 'key')
      }
      await all.take(payment)
    },
    close: async () => {
      client.close()
      await receiver.stop()
    },
  }
}

const closedLoop = async (street: Street, bareUrl: string, inFlight: number, say: Say): Promise<Row> => {
  const bare = await openBare(bareUrl, `bare-${inFlight}`)
  const row = await compare(
    { name: `whole payments over HTTP, ${inFlight} in flight`, unit },
    { name: 'stablegate', work: async () => { await street.pay(); return 1 } },
    {
      name: 'the same requests, commits, rows and webhooks, bare',
      work: async () => { await bare.pay(); return 1 },
    },
    { ...time, inFlight }, say,
  )
  await bare.close()
  return row
}

/** Payments begin by the clock, whatever became of those before. */
const byTheClock = async (
  street: Street, { perSecond, seconds }: (typeof openLoops)[number], say: Say,
): Promise<Row> => {
  const paid: Promise<number>[] = []
  tell({ counted: 'begins' })
  const startedAtMs = performance.now()
  for (let number = 0; number < perSecond * seconds; number += 1) {
    const waitMs = startedAtMs + (number * 1000) / perSecond - performance.now()
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
    paid.push(street.pay().then(({ confirmToWebhookMs }) => confirmToWebhookMs))
  }
  const latenciesMs = await Promise.all(paid)
  tell({ counted: paid.length })
  const ours = paid.length / ((performance.now() - startedAtMs) / 1000)
  say(`  confirm to webhook at ${perSecond}/s: p99 ${quantile(latenciesMs, 0.99).toFixed(1)} ms`)
  return {
    name: `confirm -> webhook received at ${perSecond}/s`, unit, ours, peer: 'the rate asked for', theirs: perSecond,
    ratio: ours / perSecond, p50Ms: quantile(latenciesMs, 0.5), p99Ms: quantile(latenciesMs, 0.99),
  }
}

const { systemUrl, bareUrl } = workerData as LoadOrder
const street = await openStreet(systemUrl)
const say = (said: string): void => tell({ said })
const rows: Row[] = []
for (const inFlight of closedLoops) rows.push(await closedLoop(street, bareUrl, inFlight, say))
for (const openLoop of openLoops) rows.push(await byTheClock(street, openLoop, say))
say(`  requests sent again: ${street.retries()}`)
await street.close()
tell({ rows })
