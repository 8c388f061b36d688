import { readFileSync } from 'node:fs'
import { testAmounts, testScriptOf, testScripts } from '@stablegate/contracts'
import { describe, expect, it } from 'vitest'

const page = readFileSync(new URL('../../docs/test-mode.md', import.meta.url), 'utf8')
const rows = page.split('\n').filter((line) => /^\| `\d\d` /.test(line))

describe('the table of docs/test-mode.md', () => {
  it('is the one that the bots play', () => {
    expect(rows).toEqual(testAmounts.map(({ ending, happens, you, ends }) => `| \`${ending}\` | ${happens} | ${you} | \`${ends}\` |`))
  })
})

describe('an amount', () => {
  it('is told by its last two digits in fiat, and by the hundredths of USDT', () => {
    expect(testScriptOf({ fix: 'fiat', fiatMinor: 72_021n })).toBe('short')
    expect(testScriptOf({ fix: 'fiat', fiatMinor: 21n })).toBe('short')
    expect(testScriptOf({ fix: 'fiat', fiatMinor: 72_000n })).toBe('pays')
    expect(testScriptOf({ fix: 'usdt', usdtMicro: 100_219_999n })).toBe('short')
    expect(testScriptOf({ fix: 'usdt', usdtMicro: 21n })).toBe('pays')
  })

  it('has an ending of its own for every script but the ordinary one', () => {
    expect(new Set(testAmounts.map(({ ending }) => ending)).size).toBe(testAmounts.length)
    expect(['pays', ...testAmounts.map(({ script }) => script)].toSorted()).toEqual([...testScripts].toSorted())
  })
})
