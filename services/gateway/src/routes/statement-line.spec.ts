import { expect, it } from 'vitest'
import type { StatementLine } from '@stablegate/contracts'
import { lineAnswer, shownLine, statementCsv } from './statement-line.ts'

const txid = 'ab'.repeat(32)
const line = (more: Partial<StatementLine>): StatementLine => ({
  counterpart: 'acceptor:acc_a', transfer: 't',
  id: '7-0', atMs: 0, account: 'merchant:mer_1:available', category: 'payment', grossMicro: 1_000_000n, feeMicro: 10_000n,
  netMicro: 990_000n, balanceMicro: 5_000_000n, availableAtMs: null, payment: null, order: null, reference: null, method: null,
  price: null, note: null, fiatMinor: null, currency: null, ...more,
})

it('names the fiat and its price, the transfer on chain, and the payout', () => {
  expect(shownLine(line({ fiatMinor: 72_000n, currency: 'CNY', price: '7.3', reference: 'INV-1' })))
    .toMatchObject({ fiat: { amount: '720.00', currency: 'CNY' }, price: '7.3', txid: null, payout: null, reference: 'INV-1' })
  const paid = shownLine(line({ category: 'payout', reference: `${txid}/log-0`, note: 'po_1' }))
  expect(paid).toMatchObject({ txid, payout: 'po_1', fiat: null })
  expect(lineAnswer.parse(paid)).toEqual(paid)
  // A merchant's own reference is no transfer, a note of a person no payout.
  expect(shownLine(line({ reference: txid, note: 'po_1 was late' }))).toMatchObject({ txid: null, payout: null })
})

it('is a table of the same, with a cell for each column', () => {
  const [names, first] = statementCsv([line({ reference: '=1+1', fiatMinor: 72_000n, currency: 'CNY' })]).toString().split('\r\n')
  expect(first?.split(',')).toHaveLength(names?.split(',').length ?? 0)
  expect(first).toContain(',0.990000,')
  expect(first).toContain("'=1+1")
})
