import { defineService, type ConsumerStatus, type View } from '@stablegate/kernel'
import { expect, test } from 'vitest'
import type { ConsumerGroup } from './consumer-groups.ts'
import type { ProcessParts } from './process-parts.ts'
import { ViewProgress } from './view-progress.ts'

const view: View = {
  name: 'seen', version: 1, events: [], columns: {}, keys: () => [], apply: (row) => row,
}

/** One view whose memory says 100 and whose cursor in the database says something else. */
const progressOf = (isHeld: boolean, state: string, cursor: number): ViewProgress => {
  const group = {
    view, isHeld: () => isHeld, running: { status: () => ({ consumers: [{ state, position: 100 }] }) },
  } as unknown as ConsumerGroup
  const parts = {
    // Says at once what it sees, instead of waiting for more.
    stopping: AbortSignal.abort(),
    folds: {
      query: async (_: string, [, , position]: [string, string[], number]) =>
        ({ rows: cursor >= position ? [{ consumer: 'view:seen_v1' }] : [] }),
    },
  } as unknown as ProcessParts
  return new ViewProgress(parts, defineService({ name: 'spec', views: [view] }), [group])
}

const reached = (isHeld: boolean, state: ConsumerStatus['state'], cursor: number): Promise<boolean> =>
  progressOf(isHeld, state, cursor).reached({ log: 'spec', position: 90 })

test('the memory of a view that is folded here is believed', async () => {
  expect(await reached(true, 'running', 0)).toBe(true)
})

test('of one that starts, stands by or has stopped the cursor beside the rows is asked', async () => {
  for (const state of ['starting', 'standby', 'stopped'] as const) {
    expect(await reached(true, state, 80)).toBe(false)
    expect(await reached(true, state, 90)).toBe(true)
  }
  expect(await reached(false, 'running', 80)).toBe(false)
})

test('only the views that are read are waited for', async () => {
  const progress = progressOf(true, 'starting', 0)
  expect(await progress.reached({ log: 'spec', position: 90 }, ['seen'])).toBe(false)
  expect(await progress.reached({ log: 'spec', position: 90 }, ['other'])).toBe(true)
})

test('a query that reads what is no view of its service is refused at the start', () => {
  const query = { name: 'odd', reads: ['sen'], parse: () => undefined, answer: async () => undefined }
  const service = defineService({ name: 'spec', views: [view], queries: [query] })
  expect(() => new ViewProgress({} as ProcessParts, service, [])).toThrow('spec.odd reads sen')
})

test('of another log nothing is waited for', async () => {
  const progress = progressOf(true, 'starting', 0)
  expect(await progress.reached({ log: 'other', position: 90 })).toBe(true)
})
