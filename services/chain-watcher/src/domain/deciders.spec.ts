import { chainEvents, type ChainTransfer } from '@stablegate/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chain, chainRejections, type ChainCommand } from './chain.ts'
import { transfer, transferRejections, type TransferCommand, type TransferEvent } from './transfer.ts'
import { watchlist, watchlistStreams } from './watchlist.ts'

const hashOf = (letter: string): string => letter.repeat(64)
const seen = (letter: string, amountMicro = 5n): ChainTransfer => ({
  chain: 'sandbox', txid: hashOf('f'), part: 'log-0', token: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
  from: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', to: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', amountMicro, ours: 'to',
  block: { number: 7, hash: hashOf(letter), atMs: 1 },
})
const envelope = { id: 'spec', atMs: 5, actor: 'spec' }
const see = (letter: string, solid: boolean, amountMicro?: bigint): TransferCommand =>
  ({ type: 'chain-watcher.transfer.see', data: { ...seen(letter, amountMicro), solid }, ...envelope })
const place = { chain: 'sandbox', txid: hashOf('f'), part: 'log-0' } as const
const orphan = (letter: string): TransferCommand =>
  ({ type: 'chain-watcher.transfer.orphan', data: { ...place, blockHash: hashOf(letter) }, ...envelope })
const revoke = (letter: string, operator = 'opr_ann'): TransferCommand =>
  ({ type: 'chain-watcher.transfer.revoke', data: { ...place, blockHash: hashOf(letter), reason: 'spec', operator }, ...envelope })
const second = (letter: string): TransferCommand => revoke(letter, 'opr_bob')

const play = (commands: readonly TransferCommand[]) => {
  let state = transfer.decider.initial()
  const events: TransferEvent[] = []
  const rejected: string[] = []
  for (const command of commands) {
    const decision = transfer.decider.decide(command, state)
    if ('rejected' in decision) rejected.push(decision.rejected)
    else for (const event of decision.events) {
      events.push(event)
      state = transfer.decider.evolve(state, event)
    }
  }
  return { events, rejected, words: events.map(({ type }) => type.replace('transfer.', '')).join(' ') }
}

describe('a transfer', () => {
  it.each([
    ['observed, then solid', [see('a', false), see('a', true)], 'observed solid', []],
    ['solid at once', [see('a', true)], 'observed solid', []],
    ['told twice', [see('a', false), see('a', false), see('a', true), see('a', true)], 'observed solid', []],
    ['moved to another block', [see('a', false), see('b', false)], 'observed orphaned observed', []],
    ['moved and solid', [see('a', false), see('b', true)], 'observed orphaned observed solid', []],
    ['orphaned and back', [see('a', false), orphan('a'), see('a', false)], 'observed orphaned observed', []],
    ['orphaned late', [see('a', false), see('b', false), orphan('a')], 'observed orphaned observed', []],
    ['orphaned though solid', [see('a', true), orphan('a')], 'observed solid', []],
    ['a late word of a lost fork', [see('a', true), see('b', false)], 'observed solid', []],
    ['read wrongly at first', [see('a', false, 4n), see('a', true)], 'observed orphaned observed solid', []],
    ['solid twice', [see('a', true), see('b', true)], 'observed solid', ['solid_elsewhere']],
    ['solid and changed', [see('a', true), see('a', true, 4n)], 'observed solid', ['content_differs']],
    ['revoked by two', [see('a', true), revoke('a'), second('a'), see('b', true)],
      'observed solid revocation_proposed revoked observed solid', []],
    ['revoked by one, twice', [see('a', true), revoke('a'), revoke('a')], 'observed solid revocation_proposed', ['same_person']],
    ['revoked once more, by two again', [see('a', true), revoke('a'), second('a'), see('b', true), second('b')],
      'observed solid revocation_proposed revoked observed solid revocation_proposed', []],
    ['revoked before it was solid', [see('a', false), revoke('a')], 'observed', ['not_solid']],
  ] as const)('%s', (_, commands, words, rejected) => {
    const outcome = play(commands)
    expect([outcome.words, outcome.rejected]).toEqual([words, rejected])
  })

  it('reaches every rejection named', () => {
    const reached = [[see('a', true), see('b', true)], [see('a', true), see('a', true, 4n)], [revoke('a')],
      [see('a', true), revoke('a'), revoke('a')]]
      .flatMap((commands) => play(commands).rejected)
    expect(new Set(reached)).toEqual(new Set(transferRejections))
  })

  it('is compensated before it is observed again, and solid at most once, whatever is told', () => {
    const command = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('see', 'solid', 'orphan'), fc.constantFrom(4n, 5n))
      .map(([letter, verb, amount]) => (verb === 'orphan' ? orphan(letter) : see(letter, verb === 'solid', amount)))
    fc.assert(fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
      expect(play(commands).words).toMatch(/^((observed orphaned )*(observed( solid| orphaned)?))?$/)
    }))
  })

  it('tells what the event schemas allow', () => {
    for (const event of play([see('a', false), see('b', true), revoke('b'), second('b')]).events) {
      const spec = Object.values(chainEvents).find(({ type }) => type === event.type)
      expect(() => spec?.parse(event.data)).not.toThrow()
    }
  })
})

const session = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`
const block = (number: number) => ({ number, hash: hashOf('a'), atMs: 1 })
const begin = (n: number): ChainCommand =>
  ({ type: 'chain-watcher.chain.begin', data: { chain: 'sandbox', session: session(n), startAfter: block(10) }, ...envelope })
const advance = (n: number, to: number): ChainCommand =>
  ({ type: 'chain-watcher.chain.advance', data: { chain: 'sandbox', session: session(n), to: block(to), openAfter: 3 }, ...envelope })
const confirm = (n: number, throughPosition: number): ChainCommand => ({
  type: 'chain-watcher.chain.confirm',
  data: { chain: 'sandbox', session: session(n), lists: ['one'], refused: [], fromBlock: 11, throughPosition }, ...envelope,
})
const rewind = (to: number): ChainCommand =>
  ({ type: 'chain-watcher.chain.rewind', data: { chain: 'sandbox', to: block(to), reason: 'spec' }, ...envelope })

const follow = (commands: readonly ChainCommand[]) => {
  let state = chain.decider.initial()
  const said: string[] = []
  for (const command of commands) {
    const decision = chain.decider.decide(command, state)
    said.push('rejected' in decision ? decision.rejected : decision.events.map(({ type }) => type).join())
    if ('events' in decision) for (const event of decision.events) state = chain.decider.evolve(state, event)
  }
  return { said, state }
}

describe('a watched chain', () => {
  it('is moved by its newest session only', () => {
    expect(follow([begin(1), advance(1, 20), begin(2), advance(1, 30), confirm(1, 5), advance(2, 25)]).said).toEqual([
      'chain.session_began', 'chain.advanced', 'chain.session_began', 'session_over', 'session_over', 'chain.advanced',
    ])
  })

  it('takes a repeated command for nothing new', () => {
    expect(follow([begin(1), begin(1), advance(1, 20), advance(1, 20), confirm(1, 5), confirm(1, 5)]).said).toEqual([
      'chain.session_began', '', 'chain.advanced', '', 'chain.addresses_confirmed', '',
    ])
  })

  it('never goes back but by an operator, after whom a new session must begin', () => {
    const { said, state } = follow([
      advance(1, 5), begin(1), advance(1, 20), advance(1, 15), rewind(30), rewind(12), advance(1, 21), begin(2),
    ])
    expect(said).toEqual([
      'chain_unknown', 'chain.session_began', 'chain.advanced', 'cursor_behind', 'cursor_ahead', 'chain.rewound', 'session_over',
      'chain.session_began',
    ])
    expect(new Set(said.filter((word) => !word.includes('.')))).toEqual(new Set(chainRejections))
    expect(state.cursor?.number).toBe(12)
  })
})

describe('the lists of addresses', () => {
  it('lie in the streams that are read when a session begins', () => {
    const streams = new Set(watchlistStreams('tron'))
    const keys = Array.from({ length: 2_000 }, (_, n) => watchlist.key({
      type: 'chain-watcher.watchlist.watch', data: { chain: 'tron', list: `pay_${n}`, addresses: [] },
    }))
    expect(keys.every((key) => streams.has(`chain-watcher.watchlist-${key}`))).toBe(true)
    expect(new Set(keys).size).toBe(streams.size)
  })
})
