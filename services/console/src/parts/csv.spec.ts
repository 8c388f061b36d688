import { expect, it } from 'vitest'
import { csvOf } from './csv.ts'

it('cells with commas, quotes and lines stay one cell', () => {
  expect(csvOf(['a', 'b'], [['1,5', 'say "hi"\nthere']])).toBe('a,b\r\n"1,5","say ""hi""\nthere"')
})

it.each(['=HYPERLINK("http://x")', '+1+1', '@SUM(A1)', '-2+3', '\tx'])('what strangers wrote is no formula: %s', (text) => {
  expect(csvOf([], [[text]]).replace('\r\n', '').replace(/^"/, '')).toMatch(/^'/)
})

it('amounts stay numbers, negative ones too', () => {
  expect(csvOf([], [['-12.500000', '3']])).toBe('\r\n-12.500000,3')
})
