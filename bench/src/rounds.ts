import type { Row, Say } from './row.ts'

/**
 * One side of a comparison. `work` does one piece, waits for its acknowledgement and gives the
 * number of units it was worth.
 */
export type Contender = {
  readonly name: string
  readonly work: () => Promise<number>
  /** What must be done for the work of a round to count, such as a view that follows; it is timed. */
  readonly settle?: () => Promise<void>
}

export type Load = {
  readonly inFlight: number
  readonly roundMs: number
  readonly rounds: number
}

type Round = { readonly unitsPerSecond: number; readonly latenciesMs: readonly number[] }

/** A closed loop: so many workers, each with one piece under way, until the time is over. */
const runRound = async (contender: Contender, inFlight: number, roundMs: number): Promise<Round> => {
  const latenciesMs: number[] = []
  let units = 0
  const startedAtMs = performance.now()
  const endsAtMs = startedAtMs + roundMs
  const worker = async (): Promise<void> => {
    for (;;) {
      const beganAtMs = performance.now()
      if (beganAtMs >= endsAtMs) return
      const done = await contender.work()
      units += done
      latenciesMs.push(performance.now() - beganAtMs)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  await contender.settle?.()
  const seconds = (performance.now() - startedAtMs) / 1000
  return { unitsPerSecond: units / seconds, latenciesMs }
}

export const quantile = (values: readonly number[] | Float64Array, q: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN
}

const median = (values: readonly number[]): number => quantile(values, 0.5)

/**
 * Rounds of both sides in turns, so that the noise of a shared machine meets both; the ratio is
 * the median of the ratios of neighbouring rounds. One round of each before it warms up.
 */
export const compare = async (
  row: Pick<Row, 'name' | 'unit'>, ours: Contender, theirs: Contender, load: Load, say: Say,
): Promise<Row> => {
  const pairs: { readonly ours: Round; readonly theirs: Round }[] = []
  for (let round = 0; round <= load.rounds; round += 1) {
    const own = await runRound(ours, load.inFlight, load.roundMs)
    const peer = await runRound(theirs, load.inFlight, load.roundMs)
    const figures = `${ours.name} ${own.unitsPerSecond.toFixed(0)}, `
      + `${theirs.name} ${peer.unitsPerSecond.toFixed(0)} ${row.unit}`
    say(`  ${row.name}, ${round === 0 ? 'warm-up' : `round ${round}`}: ${figures}`)
    if (round > 0) pairs.push({ ours: own, theirs: peer })
  }
  const latenciesMs = pairs.flatMap((pair) => pair.ours.latenciesMs)
  return {
    ...row,
    peer: theirs.name,
    ours: median(pairs.map((pair) => pair.ours.unitsPerSecond)),
    theirs: median(pairs.map((pair) => pair.theirs.unitsPerSecond)),
    ratio: median(pairs.map((pair) => pair.ours.unitsPerSecond / pair.theirs.unitsPerSecond)),
    p50Ms: quantile(latenciesMs, 0.5),
    p99Ms: quantile(latenciesMs, 0.99),
  }
}
