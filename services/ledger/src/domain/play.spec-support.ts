import type { LedgerId, TransferRequest } from '@stablegate/contracts'
import { decode, encode } from '@stablegate/kernel'
import { freeMicro, postedMicro } from './balance.ts'
import { bookDecider, type BookCommand, type BookEvent } from './book.ts'
import type { Book } from './draft.ts'

/** A ledger in memory for specs: every event goes through the codec, as it would through the store. */
export type Played = {
  readonly book: Book
  readonly events: readonly BookEvent[]
  readonly command: (transfers: readonly TransferRequest[], ledger?: LedgerId) => BookCommand
  readonly send: (transfers: readonly TransferRequest[], ledger?: LedgerId) => readonly BookEvent[]
  readonly free: (account: string) => bigint
}

export const play = (sets: readonly (readonly TransferRequest[])[]): Played => {
  const book = bookDecider.initial()
  const events: BookEvent[] = []
  const command: Played['command'] = (transfers, ledger = 'usdt-sandbox') => ({
    type: 'ledger.book.transfer',
    id: 'c',
    atMs: 0,
    actor: 'spec',
    data: { ledger, transfers: [...transfers], memo: {} },
  })
  const send: Played['send'] = (transfers, ledger) => {
    const decision = bookDecider.decide(command(transfers, ledger), book)
    if (!('events' in decision)) throw new Error('a ledger rejects nothing')
    const stored = decode<BookEvent[]>(encode(decision.events))
    for (const event of stored) bookDecider.evolve(book, event)
    events.push(...stored)
    return stored
  }
  for (const transfers of sets) send(transfers)
  const free = (account: string): bigint => {
    const balance = book.balances.get(account)
    return balance ? freeMicro(balance) : 0n
  }
  return { book, events, command, send, free }
}

export const balancesOf = (played: Played): Readonly<Record<string, bigint>> =>
  Object.fromEntries(
    [...played.book.balances.values()].map((balance) => [balance.account, postedMicro(balance)]),
  )
