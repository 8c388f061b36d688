import { expect, it } from 'vitest'
import { bpsOf, percentOf } from './percent.ts'

it.each([[0, '0'], [5, '0.05'], [50, '0.5'], [100, '1'], [125, '1.25'], [2000, '20']])('%i basis points are %s %%', (bps, percent) => {
  expect(percentOf(bps)).toBe(percent)
  expect(bpsOf(percent)).toBe(bps)
})

it.each(['', '-1', '1.255', 'one', '1 %', '1e2', '0x1'])('"%s" is no percentage', (text) => {
  expect(bpsOf(text)).toBeUndefined()
})

it('takes the comma of most keyboards, too', () => {
  expect(bpsOf('1,5')).toBe(150)
})
