import { maxTestAdvanceMs, maxTestAheadMs, testTimeCommands, type MessageOf } from '@stablegate/contracts'
import { coversAllRejections, specify } from '@stablegate/testing'
import { describe, it } from 'vitest'
import { time, timeRejections, type TimeEvent } from './time.ts'

const spec = specify(time.decider)
const atMs = 5
const by = 'mer_1'
const advance = (byMs: number) => ({ type: testTimeCommands.advance.type, data: { byMs, by }, atMs }) satisfies
  MessageOf<typeof testTimeCommands.advance> & { readonly atMs: number }
const advanced = (byMs: number, aheadMs: number): TimeEvent => ({ type: 'time.advanced', data: { byMs, aheadMs, by, atMs } })

describe('the time of test mode', () => {
  it('adds up', () => {
    spec.given().when(advance(1_000)).then(advanced(1_000, 1_000))
    spec.given(advanced(1_000, 1_000)).when(advance(5)).then(advanced(5, 1_005))
  })

  it('has an end', () => {
    spec.given(advanced(1, maxTestAheadMs - maxTestAdvanceMs)).when(advance(maxTestAdvanceMs)).then(advanced(maxTestAdvanceMs, maxTestAheadMs))
    spec.given(advanced(1, maxTestAheadMs)).when(advance(1)).thenRejected('test_clock_too_far')
  })

  it('refuses for each of its reasons', () => coversAllRejections(timeRejections, spec))
})
