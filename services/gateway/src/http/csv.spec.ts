import { expect, it } from 'vitest'
import { csv } from './csv.ts'

const linesOf = (...cells: (string | number | null)[]): string => csv(['a'], [cells]).toString().split('\r\n').slice(1).join('|')

it('writes names, then rows, with quotes where a comma, a quote or a line needs them', () => {
  expect(csv(['id', 'note'], [['1', 'a,b'], ['2', 'say "yes"'], ['3', null]]).toString())
    .toBe('id,note\r\n1,"a,b"\r\n2,"say ""yes"""\r\n3,\r\n')
  expect(csv(['id'], []).toString()).toBe('id\r\n')
})

it('lets no text of a stranger be a formula, and leaves amounts alone', () => {
  expect(linesOf('=HYPERLINK("x")', '+1+1', '-2+3', '@SUM(A1)', '\tx')).toBe(`"'=HYPERLINK(""x"")",'+1+1,'-2+3,'@SUM(A1),'\tx|`)
  expect(linesOf('-12.500000', '0', 7, 'INV-7')).toBe('-12.500000,0,7,INV-7|')
})
