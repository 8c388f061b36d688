import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { testScriptsInChinese } from './test-mode.texts.ts'

it('every documented amount is told in Chinese too, and none that is gone', () => {
  const source = readFileSync(new URL('../../../../../docs/test-mode.md', import.meta.url), 'utf8')
  const endings = source.split('\n').filter((line) => /^\| `\d\d` \|/.test(line))
  expect(Object.keys(testScriptsInChinese)).toHaveLength(endings.length)
})
