import { describe, expect, it } from 'vitest'
import { ListPartyScreener } from './party-screening.ts'

const screener = new ListPartyScreener({ reject: ['Acme Holding', ''], hold: ['Müller'] })
const outcomeOf = async (...names: string[]): Promise<string> => (await screener.screen({ kind: 'merchant', names })).outcome

describe('screening by lists of names', () => {
  it('knows a name however it is written, and its owner', async () => {
    expect(await outcomeOf('ACME-Holding  Ltd.')).toBe('reject')
    expect(await outcomeOf('ＡＣＭＥ holding')).toBe('reject')
    expect(await outcomeOf('Corner Shop', 'muller')).toBe('hold')
    expect(await outcomeOf('Muller', 'acme holding')).toBe('reject')
  })
  it('takes no part of a word for a name, and an empty entry for nobody', async () => {
    expect(await outcomeOf('Acme Holdings')).toBe('pass')
    expect(await outcomeOf('Holding Acme')).toBe('pass')
    expect(await outcomeOf('')).toBe('pass')
  })
  it('says by which lists, whatever their order', async () => {
    const digestOf = async (reject: string[], hold: string[] = []) =>
      (await new ListPartyScreener({ reject, hold }).screen({ kind: 'acceptor', names: ['x'] })).listDigest
    expect(await digestOf(['a', 'B'])).toBe(await digestOf(['b', 'a', 'a']))
    expect(await digestOf(['a'])).not.toBe(await digestOf([], ['a']))
  })
})
