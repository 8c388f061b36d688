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

/** What `scripts/booted.ts` prints of one start of the built service. */
type Start = {
  readonly addresses: number
  readonly when: 'unconfirmed' | 'restarted'
  readonly nodes: number
  /** Of so many blocks one pays one of ours. */
  readonly payingOne: number
  readonly blocksPerSecond: number
  readonly ratio: number
  /** Of each node, for solid blocks. */
  readonly callsABlock: readonly number[]
  readonly afterBlocks: { readonly resident: number; readonly peak: number }
}

const folder = fileURLToPath(new URL('../../../services/chain-watcher', import.meta.url))

// Processes of their own: what they take in memory is part of the result.
const linesOf = async (script: string): Promise<readonly string[]> => {
  const { stdout } = await promisify(execFile)(
    process.execPath, ['--conditions=source', `scripts/${script}`], { cwd: folder })
  return stdout.trim().split('\n')
}

const matchingAlone = async (say: Say): Promise<Row> => {
  const [line = ''] = await linesOf('catch-up.ts')
  const result = JSON.parse(line) as CatchUp
  say(`  ${Math.round(result.peakMegabytes)} MB at most with ${result.addresses} addresses, `
    + `blocks of ${Math.round(result.blockBytes / 1_024)} KiB`)
  return {
    name: 'chain catch-up, full blocks', unit: 'blocks/s', peer: 'the chain itself',
    ours: result.blocksPerSecond, theirs: result.chainBlocksPerSecond, ratio: result.ratio,
    p50Ms: result.p50Ms, p99Ms: result.p99Ms,
  }
}

const throughService = async (say: Say): Promise<readonly Row[]> => {
  const starts = (await linesOf('booted.ts')).map((line) => JSON.parse(line) as Start)
  return starts.filter(({ when }) => when === 'restarted').map((start) => {
    const { nodes, payingOne, blocksPerSecond, ratio, callsABlock, afterBlocks } = start
    const name = `the same through HTTP and service, ${nodes} node${nodes === 1 ? '' : 's'}, 1 of ${payingOne} blocks pays`
    say(`  ${name}: ${callsABlock.map((calls) => calls.toFixed(2)).join(' and ')} calls a block, `
      + `${afterBlocks.resident} MB, at most ${afterBlocks.peak}, with ${start.addresses} addresses`)
    return {
      name, unit: 'blocks/s', peer: 'the chain itself', ours: blocksPerSecond, theirs: blocksPerSecond / ratio, ratio,
      p50Ms: Number.NaN, p99Ms: Number.NaN,
    }
  })
}

const run = async (say: Say): Promise<readonly Row[]> => [await matchingAlone(say), ...await throughService(say)]

/** Full TRON blocks against a million addresses, by parts and as a whole (numbers: at least 100 times). */
export const chainCatchUp: Benchmark = { name: 'chain', run }
