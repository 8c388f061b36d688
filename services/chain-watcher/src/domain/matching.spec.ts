import { describe, expect, it } from 'vitest'
import { tokenCall, word } from '../chain/fake-chain.spec-support.ts'
import type { ChainBlock, ChainTransaction } from './block.ts'
import { findingsIn } from './matching.ts'
import { issuerEvents } from './token-events.ts'

const [token, fake] = ['a614f803b6fd780986a42c78ec9c7f77e6ded13c', 'bb'.repeat(20)]
const [ours, alsoOurs, stranger] = ['01'.repeat(20), '02'.repeat(20), 'dd'.repeat(20)]
const name = (account: string): string => `T${account.slice(0, 4)}`
const blockOf = (...transactions: readonly ChainTransaction[]): ChainBlock =>
  ({ number: 7, hash: '0'.repeat(64), parent: '1'.repeat(64), atMs: 1, transactions })
const found = (...transactions: readonly ChainTransaction[]) => findingsIn(blockOf(...transactions), {
  chain: 'sandbox', tokens: new Set([token]), nameOf: name, isOurs: (account) => account === ours || account === alsoOurs,
})
const pay = (amount: bigint, of: { readonly contract?: string; readonly from?: string; readonly to?: string } = {}) =>
  tokenCall(of.contract ?? token, [{ from: of.from ?? stranger, to: of.to ?? ours, amount }])
const logged = (event: string, words: readonly string[], indexed = 1): ChainTransaction => ({
  ...pay(1n, { to: stranger }),
  logs: [{
    contract: token, data: words.slice(indexed).join(''),
    topics: [[...issuerEvents].find(([, act]) => act === event)?.[0] ?? '', ...words.slice(0, indexed)],
  }],
})

describe('what a block holds for us', () => {
  it('is each Transfer log of the token to or from an address of ours', () => {
    const tx = tokenCall(token, [
      { from: stranger, to: ours, amount: 1n }, { from: stranger, to: stranger, amount: 2n },
      { from: stranger, to: ours, amount: 1n }, { from: ours, to: stranger, amount: 3n }, { from: ours, to: alsoOurs, amount: 4n },
    ])
    const { transfers, notes } = found(tx)
    expect(transfers.map(({ part, ours: side, amountMicro }) => [part, side, amountMicro])).toEqual([
      ['log-0', 'to', 1n], ['log-2', 'to', 1n], ['log-3', 'from', 3n], ['log-4', 'both', 4n],
    ])
    expect(notes).toEqual([])
  })

  it('is nothing of a transaction that failed', () => {
    expect(found({ ...pay(5n), succeeded: false }).transfers).toEqual([])
  })

  it.each([
    ['another token of the same name', pay(5n, { contract: fake }), 'other_asset', '5'],
    ['an amount of zero', pay(0n), 'zero_amount', '0'],
    ['an amount beyond belief', pay(10n ** 30n), 'absurd_amount', '1000000000000000000000000000000'],
  ])('notes %s and credits nothing', (_, tx, reason, amountUnits) => {
    const { transfers, notes } = found(tx)
    expect(transfers).toEqual([])
    expect(notes.map(({ data }) => data)).toMatchObject([{ reason, amountUnits, ours: 'to' }])
  })

  it('notes TRX and TRC-10 to our addresses, by the transaction or inside of it', () => {
    const moves = [
      { part: 'native-0', asset: 'TRX', from: stranger, to: ours, amountUnits: 1n },
      { part: 'internal-1', asset: 'TRC10:1002000', from: stranger, to: ours, amountUnits: 9n },
      { part: 'internal-2', asset: 'TRX', from: stranger, to: ours, amountUnits: 0n },
      { part: 'internal-3', asset: 'TRX', from: stranger, to: stranger, amountUnits: 9n },
    ]
    const { notes } = found({ ...pay(1n, { to: stranger }), moves })
    expect(notes.map(({ data }) => [data.part, 'asset' in data && data.asset])).toEqual([
      ['native-0', 'TRX'], ['internal-1', 'TRC10:1002000'],
    ])
  })

  it.each([
    ['3 topics missing', ['aa'], word(1n)], ['4 topics', [word(stranger), word(ours), word(1n)], ''],
    ['no data', [word(stranger), word(ours)], ''],
    ['a dirty address', [word(stranger), `ff${word(ours).slice(2)}`], word(1n)],
  ])('is not a log with %s', (_, topics, data) => {
    const tx = pay(1n)
    const [log] = tx.logs
    const broken = { ...tx, logs: [{ contract: token, topics: [log?.topics[0] ?? '', ...topics], data }] }
    expect(found(broken)).toEqual({ transfers: [], notes: [] })
  })

  it.each([
    ['blacklisted', [word(ours)], { account: name(ours) }],
    ['unblacklisted', [word(ours)], { account: name(ours) }],
    ['destroyed', [word(ours), word(70n)], { account: name(ours), amountMicro: 70n }],
    ['paused', [], {}], ['unpaused', [], {}],
    ['fee_set', [word(10n), word(20n)], { feeBps: 10, amountMicro: 20n }],
    ['deprecated', [word(fake)], { successor: name(fake) }],
  ])('notes that the issuer has %s', (act, words, data) => {
    for (const indexed of [0, words.length > 0 ? 1 : 0]) {
      expect(found(logged(act, words, indexed)).notes).toMatchObject([
        { type: 'chain-watcher.finding.note_issuer_act', data: { act, ...data } },
      ])
    }
  })

  it('is no act of an issuer on a stranger, nor one of another contract', () => {
    expect(found(logged('blacklisted', [word(stranger)])).notes).toEqual([])
    const tx = logged('paused', [])
    expect(found({ ...tx, logs: tx.logs.map((log) => ({ ...log, contract: fake })) }).notes).toEqual([])
  })

  it('notes every transaction of an account of ours with its cost, failed or not', () => {
    const { notes } = found({ ...pay(1n, { to: stranger }), owner: ours, succeeded: false, feeSun: 27_000_000, logs: [] })
    expect(notes).toMatchObject([{
      type: 'chain-watcher.finding.note_account_act',
      data: { part: 'call-0', kind: 'TriggerSmart', succeeded: false, feeSun: 27_000_000, account: name(ours) },
    }])
  })
})
