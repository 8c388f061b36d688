import { ledgerOf } from '@stablegate/contracts'
import type { TransferRequest } from '@stablegate/contracts'
import { ledger } from '@stablegate/ledger'
import { compare } from '../rounds.ts'
import type { Contender } from '../rounds.ts'
import type { Benchmark } from '../row.ts'
import { merchant } from './our-ledger.ts'
import { accountCount, openingMicro, transfersOf } from './transfers.ts'
import type { BenchTransfer } from './transfers.ts'

const chunk = 10_000
const load = { inFlight: 1, roundMs: 1_000, rounds: 4 }

type Commands = { readonly next: () => unknown }

const commandOf = (transfer: TransferRequest): unknown => ({
  type: 'ledger.book.transfer', id: transfer.id, atMs: 0, actor: 'bench',
  data: { ledger: ledgerOf(false), transfers: [transfer], memo: {} },
})

/** The decider of the ledger with all its checks, each decision folded; no log, no text, no server. */
const ours = (next: () => BenchTransfer): Contender => {
  const [book] = ledger.aggregates
  if (book === undefined) throw new Error('the ledger has no book')
  const { decide, evolve, initial } = book.decider
  let state: unknown = initial()
  const apply = (command: unknown): void => {
    const decision = decide(command, state)
    if ('rejected' in decision) throw new Error('a ledger rejects nothing')
    for (const event of decision.events) state = evolve(state, event)
  }
  for (let account = 0; account < accountCount; account += 1) {
    apply(commandOf({
      kind: 'post', id: `open-${account}`, debit: 'custody:test', credit: merchant(account),
      amountMicro: openingMicro, category: 'test_funds',
    }))
  }
  const names = Array.from({ length: accountCount }, (_, account) => merchant(account))
  const commands: Commands = {
    next: () => {
      const { id, debit, credit, amountMicro } = next()
      return commandOf({
        kind: 'post', id, debit: names[debit] ?? '', credit: names[credit] ?? '', amountMicro,
        category: 'adjustment',
      })
    },
  }
  return {
    name: 'stablegate',
    work: async () => {
      for (let done = 0; done < chunk; done += 1) apply(commands.next())
      return chunk
    },
  }
}

/** The peer: a `Map` of `bigint`s, an id that counts once, a balance that does not go below zero. */
const theirs = (next: () => BenchTransfer): Contender => {
  const balances = new Map<string, bigint>()
  const known = new Map<string, boolean>()
  const names = Array.from({ length: accountCount }, (_, account) => merchant(account))
  for (const name of names) balances.set(name, openingMicro)
  const apply = ({ id, debit, credit, amountMicro }: BenchTransfer): boolean => {
    const before = known.get(id)
    if (before !== undefined) return before
    const [from, to] = [names[debit] ?? '', names[credit] ?? '']
    const free = balances.get(from) ?? 0n
    const accepted = free >= amountMicro
    known.set(id, accepted)
    if (!accepted) return false
    balances.set(from, free - amountMicro)
    balances.set(to, (balances.get(to) ?? 0n) + amountMicro)
    return true
  }
  return {
    name: 'Map and bigint',
    work: async () => {
      for (let done = 0; done < chunk; done += 1) apply(next())
      return chunk
    },
  }
}

/** CPU only: what a transfer costs before anybody writes it down. */
export const ledgerApply: Benchmark = {
  name: 'ledger apply',
  run: async (say) => [await compare(
    { name: 'in-memory apply of a transfer, all checks', unit: 'transfers/s' },
    ours(transfersOf('uniform', 'ours')), theirs(transfersOf('uniform', 'theirs')), load, say)],
}
