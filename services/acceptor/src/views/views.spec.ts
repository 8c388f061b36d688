import type { RecordedEvent, View } from '@stablegate/kernel'
import { describe, expect, it } from 'vitest'
import {
  acceptor,
  accountAdded,
  bonded,
  nowMs,
  offline,
  online,
  quoteSet,
  ready,
  recorded,
  registered,
  suspended,
  usdt,
  verified,
} from '../domain/acceptor.spec-support.ts'
import type { AcceptorEvent } from '../domain/state.ts'
import { acceptorOf, acceptorsView } from './acceptors.ts'
import { payersView } from './payers.ts'
import { paymentAccountsView } from './payment-accounts.ts'
import { quotesView } from './quotes.ts'
import { recordedOrdersView } from './recorded-orders.ts'
import { withdrawalBlocksOf, withdrawalBlocksView } from './withdrawal-blocks.ts'

const rowsOf = <Row extends { readonly id: string }>(
  view: View<Row>,
  events: readonly AcceptorEvent[],
): readonly Row[] => {
  const rows = new Map<string, Row>()
  const listed = new Set(view.events.map(({ type }) => type))
  for (const [index, event] of events.entries()) {
    if (!listed.has(event.type)) continue
    const stored = {
      ...event,
      position: index + 1,
      metadata: { atMs: nowMs + index },
    } as unknown as RecordedEvent
    for (const key of view.keys(stored)) {
      const row = view.apply(rows.get(key), stored, key)
      if (row) rows.set(key, row)
      else rows.delete(key)
    }
  }
  for (const row of rows.values())
    expect(Object.keys(row).sort()).toEqual(['id', ...Object.keys(view.columns)].sort())
  return [...rows.values()]
}

describe('the acceptors', () => {
  it('show an acceptor as it stands', () => {
    const [row] = rowsOf(acceptorsView, [...ready, online])
    expect(acceptorOf(row!)).toMatchObject({
      acceptor,
      status: 'verified',
      tier: 'starter',
      online: true,
      offlineReason: null,
      bondMicro: usdt(50),
      bondPending: null,
      registeredAtMs: nowMs,
      changedAtMs: nowMs + 6,
    })
  })
  it('tell why one is offline, and come back from suspension to what they were', () => {
    const reinstated: AcceptorEvent = {
      type: 'acceptor.reinstated',
      data: { acceptor, reason: 'r', atMs: nowMs },
    }
    expect(
      rowsOf(acceptorsView, [...ready, online, suspended, offline('suspended')]),
    ).toMatchObject([{ status: 'suspended', online: false, offline_reason: 'suspended' }])
    const proposed: AcceptorEvent = {
      type: 'acceptor.act_proposed',
      data: { acceptor, proposal: 'p', act: { kind: 'reinstate', reason: 'r' }, by: 'a', atMs: nowMs },
    }
    expect(rowsOf(acceptorsView, [...ready, suspended, proposed, proposed])).toMatchObject([
      { status: 'suspended', proposals: [{ proposal: 'p', by: 'a' }] },
    ])
    const rejected: AcceptorEvent = {
      type: 'acceptor.act_rejected',
      data: { acceptor, proposal: 'p', kind: 'reinstate', proposedBy: 'a', rejectedBy: 'b', reason: 'r', atMs: nowMs },
    }
    expect(rowsOf(acceptorsView, [...ready, suspended, proposed, rejected])).toMatchObject([
      { status: 'suspended', proposals: [] },
    ])
    expect(rowsOf(acceptorsView, [...ready, suspended, proposed, reinstated])).toMatchObject([
      { status: 'verified', proposals: [] },
    ])
    expect(rowsOf(acceptorsView, [...ready, suspended, reinstated])).toMatchObject([
      { status: 'verified' },
    ])
    expect(rowsOf(acceptorsView, [registered(), suspended, reinstated])).toMatchObject([
      { status: 'registered' },
    ])
    expect(rowsOf(acceptorsView, [registered(), verified(), bonded(5)[0]!])).toMatchObject([
      { bond_pending: 'bond:acc_a:1', bond_micro: 0n },
    ])
  })
})

describe('accounts, quotes, blocks and recorded orders', () => {
  it('follow their events', () => {
    const off: AcceptorEvent = {
      type: 'payment_account.disabled',
      data: { acceptor, account: 'pac_a', reason: 'r', atMs: nowMs },
    }
    const limits = { maxPerOrderMinor: 1n, maxPerDayMinor: 2n, maxPerMonthMinor: 3n }
    expect(rowsOf(paymentAccountsView, [accountAdded, off])).toMatchObject([
      { id: 'pac_a', acceptor, enabled: false, sealed_details: 'sealed', label: null },
    ])
    expect(
      rowsOf(paymentAccountsView, [
        accountAdded,
        off,
        { type: 'payment_account.enabled', data: { acceptor, account: 'pac_a', atMs: nowMs } },
        { type: 'payment_account.limits_set', data: { acceptor, account: 'pac_a', ...limits } },
      ]),
    ).toMatchObject([{ enabled: true, max_per_order_minor: 1n, max_per_month_minor: 3n }])
    expect(rowsOf(quotesView, [quoteSet])).toMatchObject([
      { id: 'acc_a/quo_a', quote: 'quo_a', min_minor: 100n, set_at_ms: nowMs },
    ])
    expect(
      rowsOf(quotesView, [quoteSet, { type: 'quote.removed', data: { acceptor, quote: 'quo_a' } }]),
    ).toEqual([])
    const blocked = (order: string): AcceptorEvent => ({
      type: 'withdrawal.blocked',
      data: { acceptor, order, amountMicro: usdt(9), clockId: 'c', untilMs: 5 },
    })
    const rows = rowsOf(withdrawalBlocksView, [
      blocked('ord_1'),
      blocked('ord_2'),
      blocked('ord_3'),
      {
        type: 'withdrawal.unblocked',
        data: { acceptor, order: 'ord_2', amountMicro: usdt(9), atMs: nowMs },
      },
    ])
    expect(withdrawalBlocksOf(rows, false)).toMatchObject({
      blockedMicro: usdt(18),
      frozen: false,
      blocks: [{ order: 'ord_1' }, { order: 'ord_3' }],
    })
    expect(
      rowsOf(recordedOrdersView, [recorded('settled'), recorded('declined', 'ord_2')]),
    ).toMatchObject([
      { position: 1, outcome: 'settled', responded_after_ms: null },
      { position: 2, outcome: 'declined' },
    ])
  })
  it('know a payer by how their orders ended, whoever served them', () => {
    const settled = recorded('settled')
    const other = { ...settled, data: { ...settled.data, payerFingerprint: 'payer-2' } }
    expect(rowsOf(payersView, [settled, other, recorded('dispute_lost', 'ord_2')])).toEqual([
      { id: 'payer-1', record: { settled: 2, unpaidAtMs: [], falseAtMs: [] } },
      { id: 'payer-2', record: { settled: 1, unpaidAtMs: [], falseAtMs: [] } },
    ])
  })
})
