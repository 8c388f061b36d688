import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { Coverage } from './coverage.ts'
import { runSeed } from './run.ts'
import { simulated } from './services.ts'

// Simulated failures are errors by the thousand, and nobody reads their stacks.
Error.stackTraceLimit = 0

/** What a worker tells of one seed; plain, since it crosses a thread. */
type Told = {
  readonly seed: number
  readonly steps: number
  readonly events: number
  readonly counts: ReturnType<Coverage['counts']>
  readonly failure: string | undefined
}

const playSeed = async (seed: number): Promise<Told> => {
  const { steps, events, coverage, violation } = await runSeed({ seed, services: simulated })
  return { seed, steps, events, counts: coverage.counts(), failure: violation?.message }
}

const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

const wholeNumber = (name: string, text: string): number => {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new RangeError(`--${name} takes a whole number, not "${text}"`)
}

type Plan = {
  readonly firstSeed: number
  readonly minSeeds: number
  readonly minSteps: number
  readonly threads: number
}

/** Hands out seed after seed to the threads until enough seeds and steps are done. */
const playAll = (plan: Plan, onTold: (told: Told) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    let handedOut = 0
    let steps = 0
    let working = 0
    const next = (worker: Worker): void => {
      // Seeds on their way count as if they were as long as those before them.
      if (handedOut >= plan.minSeeds && steps >= plan.minSteps) {
        void worker.terminate()
        working -= 1
        if (working === 0) resolve()
        return
      }
      worker.postMessage(plan.firstSeed + handedOut)
      handedOut += 1
    }
    for (let thread = 0; thread < plan.threads; thread += 1) {
      const worker = new Worker(new URL(import.meta.url))
      working += 1
      worker.on('error', reject)
      worker.on('message', (told: Told) => {
        steps += told.steps
        onTold(told)
        next(worker)
      })
      next(worker)
    }
  })

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string' },
      steps: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  // One seed alone is a replay; else seeds follow each other until the steps are done.
  const isReplay =
    values.seed !== undefined && values.seeds === undefined && values.steps === undefined
  const minSeeds = isReplay ? 1 : wholeNumber('seeds', values.seeds ?? '1')
  const defaultSteps = isReplay || values.seeds !== undefined ? '0' : '10000000'
  const minSteps = wholeNumber('steps', values.steps ?? defaultSteps)
  const firstSeed = wholeNumber('seed', values.seed ?? '1')
  const threads = isReplay ? 1 : availableParallelism()

  const coverage = new Coverage()
  const total = { seeds: 0, steps: 0, events: 0, failures: 0 }
  const begunAtMs = performance.now()
  await playAll(
    { firstSeed, minSeeds, minSteps, threads },
    ({ seed, steps, events, counts, failure }) => {
      coverage.addCounts(counts)
      total.seeds += 1
      total.steps += steps
      total.events += events
      if (failure !== undefined) {
        total.failures += 1
        say(
          `seed ${seed} failed after ${steps} steps: ${failure}\n  see it again: npm run sim -- --seed ${seed}`,
        )
      } else if (isReplay)
        say(`seed ${seed}: ${steps} steps, ${events} events, all invariants held`)
    },
  )
  const seconds = (performance.now() - begunAtMs) / 1_000
  say(coverage.table())
  const missing = coverage.missing()
  if (!isReplay && missing.length > 0) say(`never reached: ${missing.join(', ')}`)
  const speed = Math.round(total.steps / seconds)
  say(
    `${total.seeds} seeds, ${total.steps} steps, ${total.events} events, ${total.failures} failures ` +
      `in ${seconds.toFixed(1)} s (${speed} steps/s)`,
  )
  const { seeds, steps, failures } = total
  if (values.json) process.stdout.write(`${JSON.stringify({ seeds, steps, failures })}\n`)
  process.exitCode = failures > 0 ? 1 : 0
}

if (isMainThread) await main()
else {
  parentPort?.on('message', (seed: number) => {
    void playSeed(seed).then((told) => parentPort?.postMessage(told))
  })
}
