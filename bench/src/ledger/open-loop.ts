import type { Row, Say } from '../row.ts'
import { quantile } from '../rounds.ts'
import type { Contender } from '../rounds.ts'

const ratesPerSecond = [4_000, 6_000, 8_000, 10_000, 12_000, 14_000]
/** The rate and the latency that are aimed at. */
const aimedPerSecond = 10_000
const aimedP99Ms = 20
const runMs = 3_000
/** So many tries at a rate: a neighbour's moment of work must not decide. */
const tries = 3
/** So many unanswered: the rate is more than is carried, and the rest is not sent. */
const maxUnanswered = 4_000

type Run = { readonly perSecond: number; readonly latenciesMs: Float64Array }

/**
 * Sends at a fixed rate whatever is answered; a latency counts from when the work was due. What it
 * keeps of a work is one number in an array that is there already, so that what is measured is not
 * the measuring.
 */
const runAt = async ({ work, settle }: Contender, ratePerSecond: number): Promise<Run> => {
  let total = Math.floor((ratePerSecond * runMs) / 1000)
  const latenciesMs = new Float64Array(total)
  const { promise: allAnswered, resolve, reject } = Promise.withResolvers<void>()
  const startedAtMs = performance.now()
  let [sent, answered] = [0, 0]
  const send = async (dueAtMs: number): Promise<void> => {
    await work()
    latenciesMs[answered] = performance.now() - dueAtMs
    answered += 1
    if (answered === total) resolve()
  }
  while (sent < total) {
    const due = Math.floor(((performance.now() - startedAtMs) * ratePerSecond) / 1000)
    if (sent - answered > maxUnanswered) total = sent
    for (; sent < Math.min(due, total); sent += 1) {
      send(startedAtMs + (sent * 1000) / ratePerSecond).catch(reject)
    }
    await new Promise((next) => setTimeout(next, 1))
  }
  if (answered < total) await allAnswered
  const seconds = (performance.now() - startedAtMs) / 1000
  await settle?.()
  return { perSecond: total / seconds, latenciesMs: latenciesMs.subarray(0, total) }
}

const rowOf = (name: string, ratePerSecond: number, { perSecond, latenciesMs }: Run): Row => ({
  name, unit: 'transfers/s', peer: 'asked for', ours: perSecond, theirs: ratePerSecond,
  ratio: perSecond / ratePerSecond, p50Ms: quantile(latenciesMs, 0.5), p99Ms: quantile(latenciesMs, 0.99),
})

/** The best of several tries at the rate that is aimed at. */
const bestAtAim = async (contender: Contender, say: Say): Promise<Run> => {
  let best: Run | undefined
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const run = await runAt(contender, aimedPerSecond)
    const p99Ms = quantile(run.latenciesMs, 0.99)
    say(`  ${contender.name}, open loop at ${aimedPerSecond}/s: p99 ${p99Ms.toFixed(1)} ms`)
    if (best === undefined || p99Ms < quantile(best.latenciesMs, 0.99)) best = run
  }
  return best ?? { perSecond: 0, latenciesMs: new Float64Array() }
}

/** What the plainest code reaches at the same rate on the same servers. */
export const openLoopCeiling = async (contender: Contender, say: Say): Promise<Row> =>
  rowOf(`ceiling: ${contender.name}, open loop at ${aimedPerSecond}/s`, aimedPerSecond, await bestAtAim(contender, say))

/** A row at the rate that is aimed at, and one at the highest rate whose p99 stays within the aim. */
export const openLoop = async (contender: Contender, say: Say): Promise<readonly Row[]> => {
  await runAt(contender, ratesPerSecond[0] ?? aimedPerSecond)
  const best = new Map<number, Run>()
  const p99 = (run: Run): number => quantile(run.latenciesMs, 0.99)
  for (const rate of ratesPerSecond) {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const run = await runAt(contender, rate)
      say(`  ledger, open loop at ${rate}/s: p50 ${quantile(run.latenciesMs, 0.5).toFixed(1)} ms, `
        + `p99 ${p99(run).toFixed(1)} ms`)
      const before = best.get(rate)
      if (before === undefined || p99(run) < p99(before)) best.set(rate, run)
      if (p99(run) <= aimedP99Ms) break
    }
    const isCarried = p99(best.get(rate) ?? { perSecond: 0, latenciesMs: new Float64Array() }) <= aimedP99Ms
    if (!isCarried && rate >= aimedPerSecond) break
  }
  const carried = [...best].filter(([, run]) => p99(run) <= aimedP99Ms).at(-1)
  const aimed = best.get(aimedPerSecond)
  return [
    ...(aimed === undefined ? [] : [rowOf(`ledger, open loop at ${aimedPerSecond}/s`, aimedPerSecond, aimed)]),
    ...(carried === undefined ? [] : [
      rowOf(`ledger, open loop, highest rate with p99 within ${aimedP99Ms} ms`, ...carried)]),
  ]
}
