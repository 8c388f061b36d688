import { outlookEvents, type MessagesOf } from '@stablegate/contracts'
import { foldRows, type RecordedEvent } from '@stablegate/kernel'
import { expect, it } from 'vitest'
import { outlooksView, type OutlookRow } from './dispatches.ts'

type Event = MessagesOf<typeof outlookEvents>
const block = (number: number) => ({ number, hash: String(number).padStart(64, '0'), atMs: number })
const read = (number: number): Event => ({ type: 'outlook.advanced', data: { chain: 'tron', solid: block(number), watched: number, atMs: 0 } })
const rewound = (number: number, watched: number): Event => ({ type: 'outlook.rewound', data: { chain: 'tron', to: block(number), watched, atMs: 0 } })

const rereadsOf = (...events: Event[]) => {
  const recorded = events.map((event, position) => ({ ...event, id: String(position), position }) as unknown as RecordedEvent)
  return foldRows(outlooksView, new Map<string, OutlookRow>(), recorded).upserts.get('tron')?.rereads
}

it('a reading from further back still proves what a newer one does not reach', () => {
  expect(rereadsOf(read(20))).toEqual([])
  expect(rereadsOf(read(20), rewound(9, 30), read(22), rewound(14, 40), read(25)))
    .toEqual([{ from: 9, watched: 30 }, { from: 14, watched: 40 }])
  // All that the older ones reached, the newest reads once more.
  expect(rereadsOf(read(20), rewound(9, 30), read(22), rewound(14, 40), read(25), rewound(9, 50))).toEqual([{ from: 9, watched: 50 }])
})

it('but not where it had not come to where the newer one began', () => {
  expect(rereadsOf(read(20), rewound(9, 30), read(12), rewound(14, 40), read(25))).toEqual([{ from: 14, watched: 40 }])
})
