import { coversAllRejections, specify } from '@stablegate/testing'
import { describe, expect, it } from 'vitest'
import { repair, repairDecider, repairRejections, type RepairCommand, type RepairEvent } from './repair.ts'

const spec = specify(repairDecider)
const place = { service: 'order', consumer: 'reaction:transfers', log: 'ledger', key: 'pay_1' }
const asked = { repair: 'rep_1', place, reason: 'the ledger is mended' }
const skip = { action: 'skip', position: 7 } as const
const retry = { action: 'retry' } as const
const atMs = 5

const request = (act: typeof skip | typeof retry = skip) =>
  ({ type: 'gateway.repair.request', data: { ...asked, act, operator: 'opr_a' }, atMs }) as const
const approve = (operator: string) =>
  ({ type: 'gateway.repair.approve', data: { repair: 'rep_1', operator }, atMs }) as const
const finish = { type: 'gateway.repair.finish', data: { repair: 'rep_1', outcome: 'done', through: 3 }, atMs } as const

const requested = (act: typeof skip | typeof retry = skip): RepairEvent =>
  ({ type: 'repair.requested', data: { ...asked, act, operator: 'opr_a', atMs } })
const approved = (act: typeof skip | typeof retry, ...operators: string[]): RepairEvent =>
  ({ type: 'repair.approved', data: { ...asked, act, operators, atMs } })
const done: RepairEvent = { type: 'repair.done', data: { repair: 'rep_1', outcome: 'done', through: 3, atMs } }

describe('a repair', () => {
  it('that tries again is one person\'s', () => {
    spec.given().when(request(retry)).then(requested(retry), approved(retry, 'opr_a'))
  })
  it('that skips waits for a second person', () => {
    spec.given().when(request()).then(requested())
    spec.given(requested()).when(approve('opr_b')).then(approved(skip, 'opr_a', 'opr_b'))
    spec.given(requested()).when(approve('opr_a')).thenRejected('requester_cannot_approve')
    spec.given(requested()).when(finish).thenRejected('repair_not_approved')
  })
  it('is asked for, approved and finished once', () => {
    const history = [requested(), approved(skip, 'opr_a', 'opr_b')] as const
    spec.given(requested()).when(request()).thenRejected('repair_exists')
    spec.given().when(approve('opr_b')).thenRejected('repair_unknown')
    spec.given(...history).when(approve('opr_c')).thenRejected('repair_approved')
    spec.given(...history).when(finish).then(done)
    spec.given(...history, done).when(finish).thenNothing()
  })
  it('has a stream of its own, and reaches every rejection', () => {
    expect(repair.key(request() as unknown as RepairCommand)).toBe('rep_1')
    coversAllRejections(repairRejections, spec)
  })
})
