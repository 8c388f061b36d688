import { specify, specTimeMs } from '@stablegate/testing'
import { addressOfKey, buildTransaction, type TronAct } from '@stablegate/tron'
import { describe, expect, it } from 'vitest'
import { answerToCold, coldMoveOf, followCold, keepForCold, letGo, refuser } from './cold-moves.ts'
import { dispatchProcess } from './payout.process.ts'
import { dispatchDecider, type DispatchEvent } from './transaction-dispatch.ts'
import { transactionDecider, type TransactionEvent } from './transaction.ts'

const atMs = specTimeMs
const hot = addressOfKey(Buffer.alloc(32, 7))
const cold = 'TY72iA3SBtrds3QLYsS7LwYfkzXwAXCRWT'
const token = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'
const dispatch = 'cold_sandboxx1'
const order = { kind: 'token', source: { role: 'hot' }, to: cold, amountMicro: 5_000_000n } as const
const opened: DispatchEvent = { type: 'dispatch.opened', data: { dispatch, chain: 'sandbox', order, atMs } }
const act: TronAct = { kind: 'token', token, from: hot, to: cold, amountMicro: 5_000_000n }
const expiresAtMs = atMs + 60_000
const bytes = (timestampMs: number) => buildTransaction(act, {
  refBlockBytes: '0102', refBlockHash: '0011223344556677', expiresAtMs, timestampMs, feeLimitSun: 30_000_000,
})
const { rawHex, txid } = bytes(atMs)
const build = (attempt: number, hex: string, at = atMs) =>
  ({ type: 'treasury.dispatch.record_built', data: { dispatch, attempt, rawHex: hex }, atMs: at }) as const

describe('what goes to cold', () => {
  const spec = specify(dispatchDecider)

  it('is kept by the ledger before bytes are built, for all attempts', () => {
    const { data } = answerToCold(dispatch, undefined)
    const allowed: DispatchEvent = { type: 'dispatch.allowed', data: { ...(data as { dispatch: string; untilMs: number }), atMs } }
    const built: DispatchEvent = {
      type: 'dispatch.built', data: { dispatch, chain: 'sandbox', attempt: 1, txid, order, rawHex, account: hot, expiresAtMs, atMs },
    }
    const expired: DispatchEvent = {
      type: 'dispatch.expired', data: { dispatch, chain: 'sandbox', attempt: 1, txid, expirations: 1, halted: false, atMs },
    }
    spec.given(opened).when(build(1, rawHex)).thenRejected('not_allowed')
    spec.given(opened, allowed).when(build(1, rawHex)).then(built)
    spec.given(opened, allowed, built, expired).when(build(2, bytes(atMs - 1).rawHex, expiresAtMs + 1))
      .thenCheck(({ events: [event] }) => expect(event?.type).toBe('dispatch.built'))
  })

  it('is not tried once more after it was solid and is lost: nothing is kept for that', () => {
    const of = { dispatch, chain: 'sandbox', attempt: 1, txid } as const
    const built: DispatchEvent = { type: 'dispatch.built', data: { ...of, order, rawHex, account: hot, expiresAtMs, atMs } }
    const landed: DispatchEvent = { type: 'dispatch.landed', data: { ...of, part: 'log-0', order, atMs } }
    const revoked: DispatchEvent = { type: 'dispatch.revoked', data: { ...of, part: 'log-0', atMs } }
    const expire = { type: 'treasury.dispatch.record_outcome', data: { dispatch, attempt: 1, txid, outcome: { kind: 'expired' } } } as const
    spec.given(opened, built, landed, revoked).when(expire).thenCheck(({ events }) =>
      expect(events).toMatchObject([{ type: 'dispatch.expired' }, { type: 'dispatch.withdrawn', data: { by: 'revocation' } }]))
  })

  it('is let go where it never went, unless the ledger itself would not keep it', () => {
    const react = (event: DispatchEvent) => dispatchProcess.react(event as never, undefined)
    const withdrawn = (by: string): DispatchEvent => ({ type: 'dispatch.withdrawn', data: { dispatch, by, atMs } })
    expect(react(opened)).toEqual(keepForCold({ dispatch, chain: 'sandbox', order }))
    expect(keepForCold({ dispatch, chain: 'sandbox', order })).toMatchObject([{ data: { ledger: 'usdt-sandbox', transfers: [
      { kind: 'pend', debit: 'custody:cold:sandbox', credit: 'custody:hot:sandbox', amountMicro: 5_000_000n },
    ] } }])
    expect(react(withdrawn('opr_a'))).toEqual([letGo(dispatch, 'sandbox')])
    expect(react(withdrawn(refuser))).toEqual([])
    expect(react(withdrawn('revocation'))).toEqual([])
    expect(answerToCold(dispatch, 'insufficient_funds')).toEqual({ type: 'treasury.dispatch.withdraw', data: { dispatch, by: refuser } })
    expect(keepForCold({ dispatch: 'po_1', chain: 'sandbox', order })).toEqual([])
    expect(coldMoveOf(`cold:${dispatch}:keep`)).toBe(dispatch)
    expect(coldMoveOf(`cold:${dispatch}:void`)).toBeUndefined()
  })
})

describe('what went to cold', () => {
  const spec = specify(transactionDecider)
  const fact = { chain: 'sandbox', txid, part: 'log-0', amountMicro: 5_000_000n } as const
  const move = (round: number, undone: boolean) => ({ type: 'treasury.transaction.record_move', data: { ...fact, round, undone } }) as const
  const went = (round: number, undone: boolean, of?: string): TransactionEvent => ({
    type: 'transaction.went_cold', data: { ...fact, round, undone, ...(of === undefined ? {} : { dispatch: of }), atMs },
  })
  const registered: TransactionEvent = {
    type: 'transaction.registered',
    data: { dispatch, chain: 'sandbox', attempt: 1, txid, order, account: hot, expiresAtMs, rawHex, atMs },
  }

  it('takes what was kept for it, once; anybody else\'s takes nothing', () => {
    spec.given(registered).when(move(1, false)).then(went(1, false, dispatch))
    spec.given(registered, went(1, false, dispatch)).when(move(1, false)).thenNothing()
    spec.given(registered, went(1, false, dispatch)).when(move(2, true)).then(went(2, true))
    spec.given(registered, went(1, false, dispatch), went(2, true)).when(move(3, false)).then(went(3, false))
    spec.when(move(1, false)).then(went(1, false))
  })

  it('is followed in one set with the end of what was kept', () => {
    const data = (round: number, undone: boolean, of?: string) => went(round, undone, of).data as Parameters<typeof followCold>[0]
    expect(followCold(data(1, false, dispatch))).toMatchObject({ data: { memo: { reference: `${txid}/log-0` }, transfers: [
      { kind: 'void_pending', pending: `cold:${dispatch}:keep` },
      { kind: 'post', id: `move:${txid}:log-0:1`, debit: 'custody:cold:sandbox', credit: 'custody:hot:sandbox' },
    ] } })
    expect(followCold(data(2, true))).toMatchObject({ data: { transfers: [
      { kind: 'post', id: `move:${txid}:log-0:2`, debit: 'custody:hot:sandbox', credit: 'custody:cold:sandbox' },
    ] } })
  })
})
