import { expect, it } from 'vitest'
import { payoutLines, sumOf } from './lines.ts'

it('reads what a spreadsheet gives, by commas, semicolons or tabs', () => {
  const { payouts, unreadable } = payoutLines('TA, 250.00, salary-11\r\nTB;0.000001\n\nTC\t12\tx\n')
  expect(unreadable).toEqual([])
  expect(payouts).toEqual([
    { to: 'TA', amount: { amount: '250.00', currency: 'USDT' }, reference: 'salary-11' },
    { to: 'TB', amount: { amount: '0.000001', currency: 'USDT' } },
    { to: 'TC', amount: { amount: '12', currency: 'USDT' }, reference: 'x' },
  ])
  expect(sumOf(payouts)).toBe('262.000001')
})

it.each(['TA', 'TA, twelve', 'TA, -5', 'TA, 1e3', 'TA, 1.0000001', ', 5', 'TA, 5, a, b', 'TA, 1,000.00'])(
  'names the line that is no payout: %s', (line) => {
    expect(payoutLines(`TB, 5\n${line}`)).toMatchObject({ payouts: [{ to: 'TB' }], unreadable: [2] })
  })

it('sums what no floating-point number holds', () => {
  expect(sumOf(payoutLines('T,0.1\nT,0.2\nT,999999999999.999999').payouts)).toBe('1000000000000.299999')
})
