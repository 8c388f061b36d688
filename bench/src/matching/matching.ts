import { quantile } from '../rounds.ts'
import type { Benchmark, Row, Say } from '../row.ts'
import { OurBook } from './our-book.ts'
import { PeerBook } from './peer-book.ts'

const liveQuotes = 10_000
const quotesPerAcceptor = 4
const decisionsPerRound = 100_000
const rounds = 5
/** Every so many decisions one is timed by itself. */
const sampleEvery = 64

type Round = { readonly perSecond: number; readonly latenciesMs: readonly number[] }

const runRound = (match: () => void): Round => {
  const latenciesMs: number[] = []
  const startedAtMs = performance.now()
  for (let done = 0; done < decisionsPerRound; done += 1) {
    if (done % sampleEvery !== 0) {
      match()
      continue
    }
    const beganAtMs = performance.now()
    match()
    latenciesMs.push(performance.now() - beganAtMs)
  }
  return { perSecond: decisionsPerRound / ((performance.now() - startedAtMs) / 1000), latenciesMs }
}

const run = async (say: Say): Promise<readonly Row[]> => {
  const ours = new OurBook(liveQuotes / quotesPerAcceptor)
  const theirs = new PeerBook(liveQuotes)
  const pairs: { readonly ours: Round; readonly theirs: Round }[] = []
  for (let round = 0; round <= rounds; round += 1) {
    ours.prepare(decisionsPerRound)
    const own = runRound(() => ours.match())
    const peer = runRound(() => theirs.match())
    say(
      `  round ${round}: ${Math.round(own.perSecond)} beside ${Math.round(peer.perSecond)} decisions/s`,
    )
    if (round > 0) pairs.push({ ours: own, theirs: peer })
  }
  // A book that answers "nobody" is fast; every request must have been given an acceptor or a fill.
  const asked = (rounds + 1) * decisionsPerRound
  if (ours.offers !== asked || theirs.filled !== asked) {
    throw new Error(`${ours.offers} offers and ${theirs.filled} fills for ${asked} requests`)
  }
  const latencies = pairs.flatMap(({ ours: { latenciesMs } }) => latenciesMs)
  return [
    {
      name: 'matching decisions',
      unit: 'decisions/s',
      peer: 'nodejs-order-book',
      ours: quantile(
        pairs.map((pair) => pair.ours.perSecond),
        0.5,
      ),
      theirs: quantile(
        pairs.map((pair) => pair.theirs.perSecond),
        0.5,
      ),
      ratio: quantile(
        pairs.map((pair) => pair.ours.perSecond / pair.theirs.perSecond),
        0.5,
      ),
      p50Ms: quantile(latencies, 0.5),
      p99Ms: quantile(latencies, 0.99),
    },
  ]
}

/**
 * CPU only: a decision and its fold, one earlier order given back, 10 000 live quotes in the book.
 */
export const matchingDecisions: Benchmark = { name: 'matching', run }
