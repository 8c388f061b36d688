import { specify, specTimeMs } from '@stablegate/testing'
import { addressOfKey, buildTransaction, type TronAct } from '@stablegate/tron'
import { describe, expect, it } from 'vitest'
import { answerToCold, coldMoveOf, followCold, keepForCold, letGo, refuser } from './cold-moves.ts'
import { dispatchProcess, transactionProcess } from './payout.process.ts'
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
  type Custody = 'hot' | 'doubtful'
  const went = (round: number, undone: boolean, of?: string, custody: Custody = 'hot'): TransactionEvent => ({
    type: 'transaction.went_cold', data: { ...fact, round, undone, custody, ...(of === undefined ? {} : { dispatch: of }), atMs },
  })
  const registered: TransactionEvent = {
    type: 'transaction.registered',
    data: { dispatch, chain: 'sandbox', attempt: 1, txid, order, account: hot, expiresAtMs, rawHex, atMs },
  }

  it('takes what was kept for it, once; anybody else\'s takes nothing', () => {
    spec.given(registered).when(move(1, false)).then(went(1, false, dispatch))
    spec.given(registered, went(1, false, dispatch)).when(move(1, false)).thenNothing()
    spec.when(move(1, false)).then(went(1, false))
    spec.given(went(1, false)).when(move(2, true)).then(went(2, true))
    spec.given(went(1, false), went(2, true)).when(move(3, false)).then(went(3, false))
  })

  const of = { dispatch, chain: 'sandbox', attempt: 1, txid } as const
  const block = { number: 90, hash: '90'.repeat(32), atMs: expiresAtMs - 1 }
  const landed: TransactionEvent = { type: 'transaction.landed', data: { ...of, part: 'log-0', block, atMs } }
  const revoked: TransactionEvent = { type: 'transaction.revoked', data: { ...of, part: 'log-0', watched: 40, atMs } }
  const solid = { number: 99, hash: '99'.repeat(32), atMs: expiresAtMs + 1 }
  const expired: TransactionEvent = { type: 'transaction.expired', data: { ...of, solid, atMs } }
  const surfaced: TransactionEvent = { type: 'transaction.surfaced', data: { ...of, part: 'log-0', block, atMs } }
  const sunk: TransactionEvent = { type: 'transaction.sunk', data: { ...of, part: 'log-0', watched: 40, atMs } }
  const back = (round: number): TransactionEvent => ({ type: 'transaction.came_back', data: { ...fact, round, atMs } })
  const expire = {
    type: 'treasury.transaction.expire',
    data: { chain: 'sandbox', txid, solid, watched: 50, reread: { from: 89, watched: 45 } },
  } as const
  const seen = { chain: 'sandbox', txid, part: 'log-0', token, from: hot, to: cold, amountMicro: 5_000_000n, ours: 'both', block } as const
  const revoke = { type: 'treasury.transaction.record_revoked', data: { ...seen, watched: 40 } } as const

  it('and is undone is doubtful until it goes once more, or never can', () => {
    const gone = [registered, landed, went(1, false, dispatch)] as const
    const doubted = [...gone, revoked, went(2, true, undefined, 'doubtful')] as const
    // Whichever of the two is told first.
    spec.given(...gone).when(move(2, true)).then(went(2, true, undefined, 'doubtful'))
    spec.given(...gone, revoked).when(move(2, true)).then(went(2, true, undefined, 'doubtful'))
    spec.given(...doubted).when(move(3, false)).then(went(3, false, undefined, 'doubtful'))
    spec.given(...doubted).when(expire).then(expired, back(2))
    const fails = {
      type: 'treasury.transaction.record_act',
      data: { chain: 'sandbox', txid, part: 'call-0', account: hot, kind: 'x', succeeded: false, feeSun: 1, block },
    } as const
    spec.given(...doubted).when(fails).thenCheck(({ events }) => expect(events.slice(1)).toEqual([
      { type: 'transaction.failed', data: { ...of, reason: 'failed_on_chain', atMs } }, back(2),
    ]))
    // It went once more: there is nothing to come back.
    spec.given(...doubted, went(3, false, undefined, 'doubtful')).when(expire).then(expired)
    spec.given(...doubted, expired, back(2)).when(expire).thenNothing()
  })

  it('and is told to be undone when it is lost already is the hot address\'s own at once', () => {
    const late = [registered, landed, went(1, false, dispatch), revoked, expired] as const
    spec.given(...late).when(move(2, true)).then(went(2, true))
    spec.given(...late, went(2, true), surfaced).when(move(3, false)).then(went(3, false))
  })

  it('although it could not any more comes back where the network takes that back', () => {
    const up = [registered, expired, surfaced, went(1, false, dispatch)] as const
    spec.given(...up).when(revoke).then(sunk)
    spec.given(...up, sunk).when(move(2, true)).then(went(2, true))
    spec.given(...up, went(2, true, undefined, 'doubtful')).when(revoke).then(sunk, back(2))
    spec.given(...up, sunk).when({ type: 'treasury.transaction.record_transfer', data: seen }).then(surfaced)
    spec.given(...up, sunk).when(expire).thenNothing()
  })

  it('is followed in one set with the end of what was kept', () => {
    const data = (...args: Parameters<typeof went>) => went(...args).data as Parameters<typeof followCold>[0]
    expect(followCold(data(1, false, dispatch))).toMatchObject({ data: { memo: { reference: `${txid}/log-0` }, transfers: [
      { kind: 'void_pending', pending: `cold:${dispatch}:keep` },
      { kind: 'post', id: `move:${txid}:log-0:1`, debit: 'custody:cold:sandbox', credit: 'custody:hot:sandbox' },
    ] } })
    expect(followCold(data(2, true))).toMatchObject({ data: { transfers: [
      { kind: 'post', id: `move:${txid}:log-0:2`, debit: 'custody:hot:sandbox', credit: 'custody:cold:sandbox' },
    ] } })
    expect(followCold(data(2, true, undefined, 'doubtful'))).toMatchObject({ data: { transfers: [
      { kind: 'post', debit: 'custody:doubtful:sandbox', credit: 'custody:cold:sandbox' },
    ] } })
    expect(transactionProcess.react(back(2) as never, undefined)).toMatchObject([{ data: { transfers: [
      { kind: 'post', id: `move:${txid}:log-0:2/back`, debit: 'custody:hot:sandbox', credit: 'custody:doubtful:sandbox' },
    ] } }])
  })
})
