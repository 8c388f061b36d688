import { waitFor } from '@stablegate/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicOrLoopback } from './address-guard.ts'
import { masters, Receiver } from './delivery-stage.spec-support.ts'
import { Lane, pageOfDue, type LanePorts } from './lane.ts'
import type { Due, Target } from './queue.ts'
import { resolver } from './resolver.ts'

const receiver = new Receiver()
beforeAll(() => receiver.listen())
afterAll(() => receiver.close())

const due = (sequence: number): Due => ({
  sequence, tries: 0, dueAtMs: 0, messageId: `evt_${sequence}`, body: JSON.stringify({ sequence }),
})

/** A lane over a queue in memory that holds nothing of what is offered, as if somebody else had not queued it yet. */
const laneTo = (path: string, more: Partial<LanePorts> = {}) => {
  const target: Target = {
    endpoint: 'whe_1', owner: 'mer_1', url: `${receiver.url}${path}`, ed25519: false, keyId: 'test', secretVersion: 1,
    apiVersion: '2026-11-24',
  }
  const ports: LanePorts = {
    now: () => Date.now(), signedAtMs: () => Date.now(), chance: () => 0, due: () => Promise.resolve([]),
    target: () => Promise.resolve(target), record: () => Promise.resolve(), rest: () => Promise.resolve(), gone: () => Promise.resolve(),
    ...more,
  }
  return new Lane(target, Date.now() + 60_000, {
    schedule: [0], timeoutMs: 5_000, policy: publicOrLoopback, resolve: resolver(), masters, changes: [],
  }, ports)
}
const fail = (error: unknown): void => { throw error }

describe('what is offered while a lane comes to its end', () => {
  it('is taken at once, at whichever step of the end it comes', async () => {
    const steps = 24
    let isEndSeen = false
    for (let step = 0; step < steps; step += 1) {
      const written = Promise.withResolvers<void>()
      const path = `/step${step}`
      const lane = laneTo(path, { record: ({ sequence }) => (sequence === 1 ? written.promise : Promise.resolve()) })
      lane.offer([due(1)], fail)
      await waitFor(() => receiver.at(path).length === 1)
      // All but the writing is done: what comes next is its end, one microtask after the other.
      await new Promise((resolve) => { setImmediate(resolve) })
      written.resolve()
      for (let tick = 0; tick < step; tick += 1) await Promise.resolve()
      isEndSeen ||= !lane.busy
      lane.offer([due(2)], fail)
      await waitFor(() => receiver.at(path).length === 2, { what: `what was offered ${step} microtasks after the last was written` })
      await lane.stop()
    }
    // Or the last step would still lie before the end, and none in it.
    expect(isEndSeen).toBe(true)
  })

  it('waits for the queue where the database is down: it is asked once, not without end', async () => {
    const errors: unknown[] = []
    const asked = Promise.withResolvers<readonly Due[]>()
    let count = 0
    const lane = laneTo('/down', {
      due: () => {
        count += 1
        return asked.promise
      },
    })
    lane.offer([due(1)], (error) => errors.push(error))
    await waitFor(() => count === 2)
    lane.offer(undefined, (error) => errors.push(error))
    asked.reject(new Error('no database'))
    await waitFor(() => !lane.busy)
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => { setImmediate(resolve) })
    expect([count, errors.length, lane.busy]).toEqual([2, 1, false])
    await lane.stop()
  })
})

describe('what the queue says is due', () => {
  /** A queue that says the given, one look after the other; the looks wait for the first one's answer. */
  const looks = (...pages: readonly (readonly Due[])[]) => {
    let count = 0
    const due: LanePorts['due'] = (_, kind) => {
      if (kind === 'retry') return Promise.resolve([])
      count += 1
      return Promise.resolve(pages[count - 1] ?? [])
    }
    return { due, count: () => count }
  }

  it('is looked at once where it is less than a page: what comes later is offered', async () => {
    const { due: dueOf, count } = looks([due(1)], [due(99)])
    const lane = laneTo('/once', { due: dueOf })
    lane.offer([due(2)], fail)
    await waitFor(() => receiver.at('/once').length === 2)
    lane.offer([due(3)], fail)
    await waitFor(() => receiver.at('/once').length === 3)
    expect([receiver.sequences('/once'), count()]).toEqual([[1, 2, 3], 1])
    await lane.stop()
  })

  it('is read on where it is a whole page, and before what is offered', async () => {
    const page = Array.from({ length: pageOfDue }, (_, index) => due(index + 1))
    const { due: dueOf, count } = looks(page, [due(pageOfDue + 1)])
    const lane = laneTo('/page', { due: dueOf })
    lane.offer([due(pageOfDue + 2)], fail)
    await waitFor(() => receiver.at('/page').length === pageOfDue + 2)
    expect(receiver.sequences('/page')).toEqual([...page.map(({ sequence }) => sequence), pageOfDue + 1, pageOfDue + 2])
    expect(count()).toBe(2)
    await lane.stop()
  })

  it('is left out where its try was written only after the look had begun', async () => {
    const written = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<readonly Due[]>()
    let count = 0
    const lane = laneTo('/race', {
      record: ({ sequence }) => (sequence === 1 ? written.promise : Promise.resolve()),
      due: (_, kind) => {
        if (kind === 'retry') return Promise.resolve([])
        count += 1
        return count === 1 ? Promise.resolve([due(1)]) : answer.promise
      },
    })
    lane.offer(undefined, fail)
    await waitFor(() => receiver.at('/race').length === 1)
    lane.offer(undefined, fail)
    await waitFor(() => count === 2)
    // The look saw the first as due, and is slower to say so than the try is to be written.
    written.resolve()
    await new Promise((resolve) => { setImmediate(resolve) })
    answer.resolve([due(1), due(2)])
    await waitFor(() => receiver.at('/race').some(({ sequence }) => sequence === 2))
    expect(receiver.sequences('/race')).toEqual([1, 2])
    await lane.stop()
  })
})
