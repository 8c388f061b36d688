import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Benchmark, Row, Say } from '../row.ts'

/** What `scripts/catch-up.ts` of the chain-watcher prints. */
type CatchUp = {
  readonly blocksPerSecond: number
  readonly chainBlocksPerSecond: number
  readonly ratio: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly peakMegabytes: number
  readonly addresses: number
  readonly blockBytes: number
}

const folder = fileURLToPath(new URL('../../../services/chain-watcher', import.meta.url))

// A process of its own: what it takes in memory is part of the result.
const run = async (say: Say): Promise<readonly Row[]> => {
  const { stdout } = await promisify(execFile)(
    process.execPath, ['--conditions=source', 'scripts/catch-up.ts'], { cwd: folder })
  const result = JSON.parse(stdout) as CatchUp
  say(`  ${Math.round(result.peakMegabytes)} MB at most with ${result.addresses} addresses, `
    + `blocks of ${Math.round(result.blockBytes / 1_024)} KiB`)
  return [{
    name: 'chain catch-up, full blocks', unit: 'blocks/s', peer: 'the chain itself',
    ours: result.blocksPerSecond, theirs: result.chainBlocksPerSecond, ratio: result.ratio,
    p50Ms: result.p50Ms, p99Ms: result.p99Ms,
  }]
}

/** Parsing and matching of full TRON blocks against a million addresses (numbers: at least 100 times). */
export const chainCatchUp: Benchmark = { name: 'chain', run }
