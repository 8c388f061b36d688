import { expect, it } from 'vitest'
import { nodeKeyOf } from './node-key.ts'

it('is one for all, or that of its host and of no other', () => {
  expect(nodeKeyOf(undefined, 'https://a.example')).toBeUndefined()
  expect(nodeKeyOf('', 'https://a.example')).toBeUndefined()
  expect(nodeKeyOf('secret', 'https://a.example/jsonrpc')).toBe('secret')
  const setting = 'a.example=one, b.example:8090=two=2'
  expect(nodeKeyOf(setting, 'https://a.example/v1')).toBe('one')
  expect(nodeKeyOf(setting, 'http://b.example:8090')).toBe('two=2')
  for (const other of ['https://b.example', 'https://xa.example', 'https://a.example.org', 'https://c.example']) {
    expect(nodeKeyOf(setting, other), other).toBeUndefined()
  }
})
