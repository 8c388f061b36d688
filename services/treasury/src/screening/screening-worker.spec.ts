import type { HostContext } from '@stablegate/host'
import type { Answer } from '@stablegate/kernel'
import { waitFor } from '@stablegate/testing'
import { afterEach, expect, it } from 'vitest'
import type { DepositRow } from '../views/deposits.ts'
import { ListScreening, type Screening } from './screening.ts'
import { ScreeningWorker } from './screening-worker.ts'

const rowOf = (deposit: string, from: string): DepositRow => ({
  id: deposit, chain: 'sandbox', deposit, round: 1, holder_kind: 'acceptor', holder: 'acc_1', address: 'T', txid: 'f', part: 'log-0',
  from_address: from, amount_micro: 5n, block_number: 1, state: 'booked', reason: null, proposed_by: null, proposed: null,
  position: 1, at_ms: 1,
})

const stopping: AbortController[] = []
const workers: ScreeningWorker[] = []
afterEach(async () => {
  for (const controller of stopping) controller.abort()
  await Promise.all(workers.map((worker) => worker.stop()))
})

/** The worker over a list of deposits; what it records leaves the list. */
const working = (screening: Screening, deposits: readonly DepositRow[], options: { readonly timeoutMs?: number } = {}) => {
  const recorded = new Map<string, string>()
  let stopped = false
  const context = {
    commands: {
      send: async (_: string, data: unknown): Promise<Answer> => {
        const { deposit, outcome } = data as { deposit: string; outcome: string }
        recorded.set(deposit, outcome)
        return { status: 'accepted', events: [], log: 'treasury', position: 1 }
      },
    },
    clock: { now: () => Date.now(), sleep: (delayMs: number) => new Promise<void>((resolve) => { setTimeout(resolve, delayMs) }) },
    logger: { warn: () => undefined },
    tail: () => () => undefined,
  } as unknown as HostContext
  const worker = new ScreeningWorker({
    context, screening, timeoutMs: options.timeoutMs ?? 60_000, pollMs: 1,
    waiting: async () => stopped ? undefined : deposits.filter(({ deposit }) => !recorded.has(deposit)),
  })
  const controller = new AbortController()
  stopping.push(controller)
  workers.push(worker)
  worker.start(controller.signal)
  return { recorded, worker, stop: (is: boolean) => { stopped = is } }
}

it('asks about each deposit on its own: one that hangs keeps no other waiting', async () => {
  const screening: Screening = {
    screen: ({ from }, signal) => from === 'slow'
      ? new Promise((_, refuse) => { signal.addEventListener('abort', () => refuse(new Error('given up'))) })
      : Promise.resolve({ outcome: 'pass', reason: 'fine' }),
  }
  const { recorded } = working(screening, [rowOf('dep_1', 'slow'), rowOf('dep_2', 'a'), rowOf('dep_3', 'b')])
  await waitFor(() => recorded.size === 2)
  expect([...recorded.keys()].sort()).toEqual(['dep_2', 'dep_3'])
})

it('asks again after a time-out or a failure', async () => {
  let asked = 0
  const { recorded, worker } = working({
    screen: () => {
      asked += 1
      return asked === 1 ? new Promise(() => undefined) : Promise.resolve({ outcome: 'hold', reason: 'later' })
    },
  }, [rowOf('dep_1', 'a')], { timeoutMs: 20 })
  await waitFor(() => recorded.get('dep_1') === 'hold')
  await waitFor(() => worker.status()['failing'] === 0)
})

it('records nothing while crediting is stopped, and goes on afterwards', async () => {
  const { recorded, worker, stop } = working(new ListScreening({ reject: new Set(['bad']), hold: new Set() }), [])
  stop(true)
  await waitFor(() => worker.status()['creditingStopped'] === true)
  expect(recorded.size).toBe(0)
  stop(false)
  await waitFor(() => worker.status()['creditingStopped'] === false)
})

it('screens by lists of senders', async () => {
  const lists = new ListScreening({ reject: new Set(['bad']), hold: new Set(['odd']) })
  const screen = async (from: string) => (await lists.screen({ chain: 'sandbox', txid: 'f', from, to: 'T', amountMicro: 1n })).outcome
  expect(await Promise.all(['bad', 'odd', 'good'].map(screen))).toEqual(['reject', 'hold', 'pass'])
})
