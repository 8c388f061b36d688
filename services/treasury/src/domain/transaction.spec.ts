import { coversAllRejections, specify, specTimeMs } from '@stablegate/testing'
import { addressOfKey, buildTransaction, signTxid, type TronAct } from '@stablegate/tron'
import { describe, expect, it } from 'vitest'
import { transactionProcess } from './payout.process.ts'
import { dispatchDecider, dispatchRejections, type DispatchEvent } from './transaction-dispatch.ts'
import { outlook, transactionDecider, transactionRejections, type TransactionEvent } from './transaction.ts'

const atMs = specTimeMs
const key = Buffer.alloc(32, 7)
const hot = addressOfKey(key)
const to = 'TY72iA3SBtrds3QLYsS7LwYfkzXwAXCRWT'
const token = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'
const expiresAtMs = atMs + 60_000
const act: TronAct = { kind: 'token', token, from: hot, to, amountMicro: 5_000_000n }
const frame = { refBlockBytes: '0102', refBlockHash: '0011223344556677', expiresAtMs, timestampMs: atMs, feeLimitSun: 30_000_000 }
const { rawHex, txid } = buildTransaction(act, frame)
const order = { kind: 'token', source: { role: 'hot' }, to, amountMicro: 5_000_000n } as const
const of = { dispatch: 'po_1', chain: 'sandbox', attempt: 1, txid } as const
const opened: DispatchEvent = { type: 'dispatch.opened', data: { dispatch: 'po_1', chain: 'sandbox', order, atMs } }
const allow = (untilMs: number): DispatchEvent => ({ type: 'dispatch.allowed', data: { dispatch: 'po_1', untilMs, atMs } })
const allowed = allow(atMs + 86_400_000)
const built: DispatchEvent = { type: 'dispatch.built', data: { ...of, order, rawHex, account: hot, expiresAtMs, atMs } }
const signature = signTxid(txid, key)
const signed: DispatchEvent = { type: 'dispatch.signed', data: { ...of, rawHex, signature, expiresAtMs, atMs } }
const expired = (expirations: number, halted: boolean): DispatchEvent => ({ type: 'dispatch.expired', data: { ...of, expirations, halted, atMs } })
const failed: DispatchEvent = { type: 'dispatch.failed', data: { ...of, reason: 'failed_on_chain', atMs } }

describe('a dispatch', () => {
  const dispatch = specify(dispatchDecider)
  const build = (attempt = 1, hex = rawHex, at = atMs) =>
    ({ type: 'treasury.dispatch.record_built', data: { dispatch: 'po_1', attempt, rawHex: hex }, atMs: at }) as const
  const outcome = (kind: 'landed' | 'failed' | 'expired', attempt = 1, id = txid) => ({
    type: 'treasury.dispatch.record_outcome',
    data: {
      dispatch: 'po_1', attempt, txid: id,
      outcome: kind === 'landed' ? { kind, part: 'log-0' } : kind === 'failed' ? { kind, reason: 'failed_on_chain' } : { kind },
    },
  }) as const
  const withdraw = { type: 'treasury.dispatch.withdraw', data: { dispatch: 'po_1', by: 'x' } } as const
  const retry = { type: 'treasury.dispatch.retry', data: { dispatch: 'po_1', operator: 'opr_a', reason: 'again' } } as const
  const sign = (by: string) => ({ type: 'treasury.dispatch.record_signed', data: { dispatch: 'po_1', attempt: 1, txid, signature: by } }) as const
  const refuse = { type: 'treasury.dispatch.record_refused', data: { dispatch: 'po_1', attempt: 1, txid, code: 'over_limit' } } as const

  it('is built once an attempt, as it was ordered', () => {
    dispatch.given(opened, allowed).when(build()).then(built)
    dispatch.when(build()).thenRejected('dispatch_unknown')
    dispatch.given(opened, built).when(build()).thenRejected('attempt_taken')
    dispatch.given(opened).when(build(2)).thenRejected('attempt_taken')
    for (const wrong of [{ ...act, to: hot }, { ...act, amountMicro: 5_000_001n }]) {
      dispatch.given(opened, allowed).when(build(1, buildTransaction(wrong, frame).rawHex)).thenRejected('not_as_ordered')
    }
    dispatch.given(opened, allowed).when(build(1, `${rawHex}00`)).thenRejected('not_as_ordered')
  })
  it('takes the signature of the account that pays, and of nobody else', () => {
    dispatch.given(opened, built).when(sign(signature)).then(signed)
    dispatch.given(opened, built, signed).when(sign(signature)).thenNothing()
    dispatch.given(opened, built).when(sign(signTxid(txid, Buffer.alloc(32, 8)))).thenRejected('signature_wrong')
    dispatch.given(opened).when(sign(signature)).thenRejected('attempt_unknown')
  })
  it('is tried again only when the last attempt cannot land, and by a person after two', () => {
    const late = expiresAtMs + 1
    dispatch.given(opened, built, signed).when(outcome('expired')).then(expired(1, false))
    dispatch.given(opened, built, signed, expired(1, false)).when(build(2, rawHex, expiresAtMs)).thenRejected('attempt_too_early')
    dispatch.given(opened, built, signed, expired(1, false), allowed).when(build(2, rawHex, late)).thenCheck(({ events: [event] }) =>
      expect(event?.type).toBe('dispatch.built'))
    const second: DispatchEvent = { ...built, data: { ...built.data, attempt: 2 } } as DispatchEvent
    dispatch.given(opened, built, signed, expired(1, false), second).when(outcome('expired', 2)).thenCheck(({ events: [event] }) =>
      expect(event?.data).toMatchObject({ expirations: 2, halted: true }))
    dispatch.given(opened, built, signed, expired(1, false), second).when(outcome('landed', 1)).thenNothing()
    dispatch.given(opened, built, signed, expired(2, true)).when(retry)
      .then({ type: 'dispatch.retried', data: { ...retry.data, atMs } })
    dispatch.given(opened).when(retry).thenRejected('not_halted')
  })
  it('halts on a failure and on the signer\'s refusal', () => {
    dispatch.given(opened, built, signed).when(outcome('failed')).then(failed)
    dispatch.given(opened, built).when(refuse).then({ type: 'dispatch.refused', data: { ...of, code: 'over_limit', atMs } })
    dispatch.given(opened, built, signed).when(refuse).thenNothing()
    dispatch.given(opened, built, signed, failed).when(outcome('landed')).thenNothing()
  })
  it('lands once, also where the signature was never heard of, and is taken back while nothing is out', () => {
    const landed: DispatchEvent = { type: 'dispatch.landed', data: { ...of, part: 'log-0', order, atMs } }
    dispatch.given(opened, built).when(outcome('landed')).then(landed)
    dispatch.given(opened, built, landed).when(outcome('landed')).thenNothing()
    dispatch.given(opened, built).when(outcome('landed', 1, 'f'.repeat(64))).thenRejected('attempt_unknown')
    const withdrawn: DispatchEvent = { type: 'dispatch.withdrawn', data: { dispatch: 'po_1', by: 'x', atMs } }
    dispatch.given(opened).when(withdraw).then(withdrawn)
    dispatch.given(opened, withdrawn).when(withdraw).thenNothing()
    dispatch.given(opened, withdrawn).when(build()).thenRejected('attempt_taken')
    dispatch.given(opened, built, signed, expired(1, false)).when(withdraw).then(withdrawn)
    for (const out of [[built], [built, signed], [built, landed]]) {
      dispatch.given(opened, ...out).when(withdraw).then({ type: 'dispatch.withdrawal_refused', data: { dispatch: 'po_1', by: 'x', atMs } })
    }
  })
  it('of a payout is built only shortly after a look at its payee, and each attempt after one of its own', () => {
    const say = (untilMs: number) => ({ type: 'treasury.dispatch.allow', data: { dispatch: 'po_1', untilMs } }) as const
    const recheck = { type: 'treasury.dispatch.recheck', data: { dispatch: 'po_1', reason: 'blocked' } } as const
    const again: DispatchEvent = { type: 'dispatch.recheck_asked', data: { ...recheck.data, atMs } }
    dispatch.given(opened).when(build()).thenRejected('not_allowed')
    dispatch.given(opened).when(say(atMs + 1)).then(allow(atMs + 1))
    dispatch.given(opened, allow(atMs - 1)).when(build()).thenRejected('not_allowed')
    dispatch.given(opened, allowed).when(recheck).then(again)
    dispatch.given(opened, allowed, again).when(build()).thenRejected('not_allowed')
    dispatch.given(opened).when(recheck).thenNothing()
    dispatch.given(opened, allowed, built).when(recheck).thenNothing()
    dispatch.given(opened, allowed, built, signed, expired(1, false)).when(build(2, rawHex, expiresAtMs + 1)).thenRejected('not_allowed')
    const gas = { ...opened, data: { ...opened.data, dispatch: 'swp_1' } } as DispatchEvent
    dispatch.given(gas).when({ ...build(), data: { ...build().data, dispatch: 'swp_1' } }).thenCheck(({ events: [event] }) =>
      expect(event?.type).toBe('dispatch.built'))
  })
  it('that is unwanted ends as soon as nothing of it can land', () => {
    const late: DispatchEvent = { type: 'dispatch.withdrawal_refused', data: { dispatch: 'po_1', by: 'payee_frozen', atMs } }
    const withdrawn: DispatchEvent = { type: 'dispatch.withdrawn', data: { dispatch: 'po_1', by: 'payee_frozen', atMs } }
    const out = [opened, built, late] as const
    dispatch.given(...out, signed).when(outcome('expired')).then(expired(1, false), withdrawn)
    dispatch.given(...out, signed).when(outcome('failed')).then(failed, withdrawn)
    dispatch.given(...out).when(refuse).then({ type: 'dispatch.refused', data: { ...of, code: 'over_limit', atMs } }, withdrawn)
    dispatch.given(...out, signed).when(outcome('landed')).thenCheck(({ events }) => expect(events).toHaveLength(1))
    // Every wish is answered, also the second one.
    dispatch.given(...out).when(withdraw).then({ type: 'dispatch.withdrawal_refused', data: { dispatch: 'po_1', by: 'x', atMs } })
  })
  it('that landed and was revoked hands out the same bytes, and never others for a payout', () => {
    const landed: DispatchEvent = { type: 'dispatch.landed', data: { ...of, part: 'log-0', order, atMs } }
    const revoked: DispatchEvent = { type: 'dispatch.revoked', data: { ...of, part: 'log-0', atMs } }
    const revoke = {
      type: 'treasury.dispatch.record_outcome', data: { dispatch: 'po_1', attempt: 1, txid, outcome: { kind: 'revoked', part: 'log-0' } },
    } as const
    dispatch.given(opened, built, signed, landed).when(revoke).then(revoked)
    dispatch.given(opened, built, signed).when(revoke).thenNothing()
    dispatch.given(opened, built, signed, landed, revoked).when(outcome('landed')).then(landed)
    dispatch.given(opened, built, signed, landed, revoked).when(outcome('expired'))
      .then(expired(1, false), { type: 'dispatch.withdrawn', data: { dispatch: 'po_1', by: 'revocation', atMs } })
  })
  it('reaches every refusal', () => coversAllRejections(dispatchRejections, dispatch))
})

describe('a transaction', () => {
  const transaction = specify(transactionDecider)
  const block = { number: 7, hash: 'b'.repeat(64), atMs }
  const registered: TransactionEvent = {
    type: 'transaction.registered', data: { ...of, order, account: hot, expiresAtMs, rawHex, atMs },
  }
  const { atMs: _, ...register } = registered.data as Extract<TransactionEvent, { type: 'transaction.registered' }>['data']
  const seen = { chain: 'sandbox', txid, part: 'log-0', token, from: hot, to, amountMicro: 5_000_000n, ours: 'from', block } as const
  const transferred = (over: Partial<typeof seen> | { amountMicro: bigint } = {}) =>
    ({ type: 'treasury.transaction.record_transfer', data: { ...seen, ...over } }) as const
  const acted = (succeeded: boolean) => ({
    type: 'treasury.transaction.record_act',
    data: { chain: 'sandbox', txid, part: 'call-0', account: hot, kind: 'TriggerSmartContract', succeeded, feeSun: 345, block },
  }) as const
  const charged = (succeeded: boolean): TransactionEvent =>
    ({ type: 'transaction.charged', data: { ...of, account: hot, source: order.source, succeeded, feeSun: 345, atMs } })
  const landed: TransactionEvent = { type: 'transaction.landed', data: { ...of, part: 'log-0', block, atMs } }
  const failure = (reason: string): TransactionEvent => ({ type: 'transaction.failed', data: { ...of, reason, atMs } })
  const solid = (ms: number) => ({ number: 9, hash: 'c'.repeat(64), atMs: ms })
  const expire = (ms: number) => ({ type: 'treasury.transaction.expire', data: { chain: 'sandbox', txid, solid: solid(ms) } }) as const
  const over: TransactionEvent = { type: 'transaction.expired', data: { ...of, solid: solid(expiresAtMs), atMs } }

  it('lands by its own log, in whatever order log and cost are told', () => {
    transaction.given(registered).when(transferred()).then(landed)
    transaction.given(registered, landed).when(transferred()).thenNothing()
    transaction.given(registered, landed).when(acted(true)).then(charged(true))
    transaction.given(registered).when(acted(true)).then(charged(true))
    transaction.given(registered, charged(true)).when(transferred()).then(landed)
    transaction.given(registered, charged(true)).when(acted(true)).thenNothing()
    transaction.given(registered).when(transferred({ amountMicro: 4_000_000n })).thenNothing()
  })
  it('fails where the chain says so, or where it moved nothing', () => {
    transaction.given(registered).when(acted(false)).then(charged(false), failure('failed_on_chain'))
    transaction.given(registered, charged(true)).when(expire(expiresAtMs)).then(failure('moved_nothing'))
  })
  it('lands by the act alone where no token moves', () => {
    const native = { kind: 'native', source: { role: 'gas' }, to, amountSun: 5 } as const
    transaction.given({ ...registered, data: { ...registered.data, order: native } } as TransactionEvent).when(acted(true))
      .thenCheck(({ events }) => expect(events.map(({ type }) => type)).toEqual(['transaction.charged', 'transaction.landed']))
  })
  it('expires only behind its time, and never both expires and lands', () => {
    transaction.given(registered).when(expire(expiresAtMs - 1)).thenRejected('not_past_expiration')
    transaction.given(registered).when(expire(expiresAtMs)).then(over)
    transaction.given(registered, landed).when(expire(expiresAtMs)).thenNothing()
    transaction.given(registered, over).when(expire(expiresAtMs)).thenNothing()
    transaction.when(expire(expiresAtMs)).thenRejected('transaction_unknown')
  })
  it('that was solid and is gone lands again, or expires by what is read again after the news', () => {
    const revoke = { type: 'treasury.transaction.record_revoked', data: { ...seen, watched: 40 } } as const
    const revoked: TransactionEvent = { type: 'transaction.revoked', data: { ...of, part: 'log-0', watched: 40, atMs } }
    const expireBy = (watched: number) => ({ ...expire(expiresAtMs), data: { ...expire(expiresAtMs).data, watched } }) as const
    transaction.given(registered, landed).when(revoke).then(revoked)
    transaction.given(registered).when(revoke).thenNothing()
    transaction.given(registered, landed, revoked).when(revoke).thenNothing()
    transaction.given(registered, landed, charged(true), revoked).when(transferred()).then(landed)
    transaction.given(registered, landed, charged(true), revoked).when(expireBy(39)).thenRejected('not_past_expiration')
    const gone = [registered, landed, charged(true), revoked] as const
    const reread = (from: number, watched: number) => {
      const by = expireBy(99)
      return { ...by, data: { ...by.data, reread: { from, watched } } } as const
    }
    transaction.given(...gone).when(expireBy(99)).thenRejected('not_reread')
    // Read again before it was revoked, or from behind the broken block on: nothing is proven.
    transaction.given(...gone).when(reread(block.number - 1, 39)).thenRejected('not_reread')
    transaction.given(...gone).when(reread(block.number, 41)).thenRejected('not_reread')
    transaction.given(...gone).when(reread(block.number - 1, 41)).then(over)
  })
  it('that lands after its time was proven over is told once, as what must not be', () => {
    const surfaced: TransactionEvent = { type: 'transaction.surfaced', data: { ...of, part: 'log-0', block, atMs } }
    transaction.given(registered, over).when(transferred()).then(surfaced)
    transaction.given(registered, over, surfaced).when(transferred()).thenNothing()
  })
  it('that landed after that proof and is revoked may land again, and proves nothing anew', () => {
    const surfaced: TransactionEvent = { type: 'transaction.surfaced', data: { ...of, part: 'log-0', block, atMs } }
    const sunk: TransactionEvent = { type: 'transaction.sunk', data: { ...of, part: 'log-0', watched: 40, atMs } }
    const revoke = { type: 'treasury.transaction.record_revoked', data: { ...seen, watched: 40 } } as const
    transaction.given(registered, over, surfaced).when(revoke).then(sunk)
    transaction.given(registered, over, surfaced, sunk).when(revoke).thenNothing()
    transaction.given(registered, over, surfaced, sunk).when(transferred()).then(surfaced)
    const told = (event: TransactionEvent) => transactionProcess.react(event as never, undefined)
    const data = { payout: 'po_1', txid, part: 'log-0' }
    expect(told(surfaced)).toEqual([{ type: 'treasury.payout.record_surfacing', data }])
    expect(told(sunk)).toEqual([{ type: 'treasury.payout.record_sinking', data }])
  })
  it('is one attempt\'s alone', () => {
    transaction.when({ type: 'treasury.transaction.register', data: register }).then(registered)
    transaction.given(registered).when({ type: 'treasury.transaction.register', data: register }).thenNothing()
    transaction.given(registered).when({ type: 'treasury.transaction.register', data: { ...register, dispatch: 'po_2' } })
      .then({ type: 'transaction.clashed', data: { ...of, dispatch: 'po_2', atMs } })
  })
  it('that nobody registered is a stranger\'s, told once', () => {
    const foreign: TransactionEvent = {
      type: 'transaction.foreign', data: { chain: 'sandbox', txid, part: 'log-0', account: hot, what: 'transfer', atMs },
    }
    transaction.when(transferred()).then(foreign)
    transaction.given(foreign).when(acted(true)).thenNothing()
  })
  it('reaches every refusal', () => coversAllRejections(transactionRejections, transaction))
  it('has an outlook that only goes on', () => {
    const look = specify(outlook.decider)
    const advanced = { type: 'outlook.advanced', data: { chain: 'sandbox', solid: solid(1), atMs } } as const
    look.when({ type: 'treasury.outlook.advance', data: { chain: 'sandbox', solid: solid(1) } }).then(advanced)
    look.given(advanced).when({ type: 'treasury.outlook.advance', data: { chain: 'sandbox', solid: solid(5) } }).thenNothing()
    const to = { number: 4, hash: 'd'.repeat(64), atMs: 1 }
    const rewind = { type: 'treasury.outlook.rewind', data: { chain: 'sandbox', to, watched: 7 } } as const
    const rewound = { type: 'outlook.rewound', data: { chain: 'sandbox', to, watched: 7, atMs } } as const
    look.given(advanced).when(rewind).then(rewound)
    look.given(advanced, rewound).when(rewind).thenNothing()
    look.given(advanced, rewound).when({ type: 'treasury.outlook.advance', data: { chain: 'sandbox', solid: solid(1) } }).then(advanced)
  })
})
