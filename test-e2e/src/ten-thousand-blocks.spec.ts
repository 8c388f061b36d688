import { depositIdOf, type ChainTransfer, type Deposit } from '@stablegate/contracts'
import { encode } from '@stablegate/kernel'
import { treasury } from '@stablegate/treasury'
import { describe, expect, it } from 'vitest'
import { MoneyOnChain } from './money-on-chain.spec-support.ts'

type Row = { readonly id: string; readonly net_micro: bigint; readonly reference: string }
const dustMicro = 1_000n

/** What became of the money, compared with the chain itself. */
const wrongIn = (world: MoneyOnChain): readonly string[] => {
  const wrong = [...world.alerts]
  const solid = new Map<string, ChainTransfer>()
  for (const { type, data } of world.told('chain-watcher')) {
    const transfer = data as unknown as ChainTransfer
    if (type === 'transfer.solid') solid.set(`${depositIdOf(transfer)}/${transfer.to}`, transfer)
  }
  const incoming = [...solid].filter(([, { ours }]) => ours !== 'from')
  const counted = new Map<string, number>()
  for (const { type, data } of world.told('treasury')) {
    // What leaves these addresses was signed by nobody here: that it is an incident is right.
    if (type === 'incident.opened' && data['kind'] === 'unsigned_act') continue
    const { deposit, address, amountMicro } = data as unknown as Deposit
    const key = `${deposit}/${address}`
    if (type === 'deposit.refused' || type === 'incident.opened') wrong.push(`${type} ${encode(data)}`)
    if (type !== 'deposit.solid' && type !== 'suspense.received') continue
    counted.set(key, (counted.get(key) ?? 0) + 1)
    const transfer = solid.get(key)
    const isDust = amountMicro < dustMicro
    if (transfer?.amountMicro !== amountMicro || isDust !== (type === 'suspense.received')) wrong.push(`${type} ${key} ${amountMicro}`)
  }
  for (const [key] of incoming) if (counted.get(key) !== 1) wrong.push(`${key} is solid on chain, counted ${counted.get(key) ?? 0} times`)
  if (counted.size !== incoming.length) wrong.push(`${counted.size} deposits of ${incoming.length} solid transfers`)
  return wrong
}

const balancesOf = (world: MoneyOnChain): ReadonlyMap<string, bigint> => {
  const balances = new Map<string, bigint>()
  for (const { type, data } of world.told('ledger')) {
    if (type !== 'transfers.accepted') continue
    for (const { debit, credit, amountMicro } of data['transfers'] as { debit: string; credit: string; amountMicro: bigint }[]) {
      balances.set(debit, (balances.get(debit) ?? 0n) - amountMicro)
      balances.set(credit, (balances.get(credit) ?? 0n) + amountMicro)
    }
  }
  return balances
}

const rowsOf = (world: MoneyOnChain, name: string): ReadonlyMap<string, Row> => {
  const view = treasury.views.find((each) => each.name === name)
  if (view === undefined) throw new Error(`no view ${name}`)
  return world.consumers.treasury.rows<Row>(view)
}

const sum = (amounts: Iterable<bigint>): bigint => [...amounts].reduce((total, amount) => total + amount, 0n)

describe('ten thousand blocks with forks, node faults, deaths and outages', () => {
  it('are credited exactly: each solid transfer to an address of ours once, and the reserves are equal', { timeout: 300_000 }, async () => {
    const world = new MoneyOnChain(20_261_124, 10_000)
    const outcome = await world.run()
    expect(outcome.wrong).toEqual([])
    expect(outcome.blocks).toBeGreaterThanOrEqual(10_000)
    expect(wrongIn(world)).toEqual([])

    // The ledger: what came is with its acceptors, held, blocked, or in suspense, and nowhere else.
    const deposits = world.told('treasury').filter(({ type }) => type === 'deposit.solid').map(({ data }) => data as unknown as Deposit)
    const dust = world.told('treasury').filter(({ type }) => type === 'suspense.received').map(({ data }) => data as unknown as Deposit)
    const balances = balancesOf(world)
    const at = (prefix: string): bigint => sum([...balances].filter(([account]) => account.startsWith(prefix)).map(([, micro]) => micro))
    const screenedAs = (outcomeOf: string): bigint =>
      sum(deposits.filter(({ deposit }) => world.outcomes.get(deposit) === outcomeOf).map(({ amountMicro }) => amountMicro))
    expect(at('acceptor:')).toBe(screenedAs('pass'))
    expect(at('unapplied:')).toBe(screenedAs('hold'))
    expect(at('blocked')).toBe(screenedAs('reject'))
    expect(at('suspense:')).toBe(sum(dust.map(({ amountMicro }) => amountMicro)))
    expect(-at('custody:')).toBe(sum([...deposits, ...dust].map(({ amountMicro }) => amountMicro)))
    expect(sum(balances.values())).toBe(0n)

    // The reserves: each posting follows a fact on chain; what left without us is all that does not fit.
    const [moves, postings] = [rowsOf(world, 'chain_moves'), rowsOf(world, 'custody_postings')]
    const gone = new Set(world.told('treasury').filter(({ type }) => type === 'custody.sent')
      .map(({ data }) => `sandbox:${String(data['txid'])}/${String(data['part'])}`))
    const differing = [...new Set([...moves.keys(), ...postings.keys()])]
      .filter((id) => (moves.get(id)?.net_micro ?? 0n) !== (postings.get(id)?.net_micro ?? 0n))
    expect(differing.filter((id) => !gone.has(id))).toEqual([])
    expect(deposits.length).toBeGreaterThan(1_000)
    expect(world.deaths).toBeGreaterThan(5)
    expect(world.outages).toBeGreaterThan(0)
    console.warn(JSON.stringify({
      ...outcome, wrong: 0, deposited: deposits.length, dust: dust.length, deaths: world.deaths, outages: world.outages,
      treasuryEvents: world.store.headNow('treasury').position, ledgerEvents: world.store.headNow('ledger').position,
    }))
  })
})
