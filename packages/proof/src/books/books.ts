import type { SealedEvent } from '../leaf.ts'
import { floorOf, isDebitNormal, isOnChain } from './chart.ts'
import { movementsOf, type After, type Movement } from './movement.ts'

/** The four sums of an account, in millionths. */
export type Sums = {
  debitsPosted: bigint
  creditsPosted: bigint
  debitsPending: bigint
  creditsPending: bigint
}

type Pending = { readonly debit: string; readonly credit: string; readonly amountMicro: bigint }

/** A rule of double entry that an event breaks. */
export class BooksBroken extends Error {
  override readonly name = 'BooksBroken'
}

const demand = (holds: boolean, what: string): void => {
  if (!holds) throw new BooksBroken(what)
}

/** What an account has in its normal direction. */
export const postedOf = (account: string, sums: Sums): bigint =>
  isDebitNormal(account) ? sums.debitsPosted - sums.creditsPosted : sums.creditsPosted - sums.debitsPosted

const pendingOf = (account: string, sums: Sums): bigint =>
  isDebitNormal(account) ? sums.creditsPending : sums.debitsPending

/** One ledger: its accounts, folded anew from nothing but the events. */
class Ledger {
  readonly accounts = new Map<string, Sums>()
  /** Those of them that are money on chains: a handful. */
  readonly custody = new Map<string, Sums>()
  readonly #pending = new Map<string, Pending>()
  readonly #spent = new Set<string>()

  sums(account: string): Sums {
    const known = this.accounts.get(account)
    if (known) return known
    const fresh = { debitsPosted: 0n, creditsPosted: 0n, debitsPending: 0n, creditsPending: 0n }
    this.accounts.set(account, fresh)
    if (isOnChain(account)) this.custody.set(account, fresh)
    return fresh
  }

  move(movement: Movement): void {
    const { id, kind, debit, credit, amountMicro } = movement
    demand(!this.#spent.has(id), `transfer ${id} counts twice`)
    this.#spent.add(id)
    demand(debit !== credit, `transfer ${id} moves money to where it was`)
    demand(amountMicro > 0n, `transfer ${id} moves nothing or less`)
    if (kind === 'post' || kind === 'pend') this.#begin(movement)
    else this.#end(movement)
    this.#compare(debit, movement.debitAfter, movement)
    this.#compare(credit, movement.creditAfter, movement)
  }

  /** The same was debited as was credited, over all accounts. */
  isBalanced(): boolean {
    const total = { posted: 0n, pending: 0n }
    for (const sums of this.accounts.values()) {
      total.posted += sums.debitsPosted - sums.creditsPosted
      total.pending += sums.debitsPending - sums.creditsPending
    }
    return total.posted === 0n && total.pending === 0n
  }

  #begin({ id, kind, debit, credit, amountMicro }: Movement): void {
    if (kind === 'post') {
      this.sums(debit).debitsPosted += amountMicro
      this.sums(credit).creditsPosted += amountMicro
      return
    }
    this.#pending.set(id, { debit, credit, amountMicro })
    this.sums(debit).debitsPending += amountMicro
    this.sums(credit).creditsPending += amountMicro
  }

  #end({ id, kind, pending: ended = '', debit, credit, amountMicro, releasedMicro }: Movement): void {
    const pending = this.#pending.get(ended)
    if (pending === undefined) throw new BooksBroken(`transfer ${id} ends ${ended}, which is not pending`)
    this.#pending.delete(ended)
    const isItsOwn = pending.debit === debit && pending.credit === credit
    demand(isItsOwn, `transfer ${id} ends ${ended} between other accounts`)
    const isWhole = releasedMicro >= 0n && amountMicro + releasedMicro === pending.amountMicro
    demand(isWhole, `transfer ${id} ends another amount than ${ended} had pending`)
    this.sums(debit).debitsPending -= pending.amountMicro
    this.sums(credit).creditsPending -= pending.amountMicro
    if (kind === 'void_pending') return
    this.sums(debit).debitsPosted += amountMicro
    this.sums(credit).creditsPosted += amountMicro
  }

  #compare(account: string, said: After, { id, kind, debit }: Movement): void {
    const sums = this.sums(account)
    const [posted, pending] = [postedOf(account, sums), pendingOf(account, sums)]
    const isSaid = posted === said.postedMicro && pending === said.pendingMicro
    demand(isSaid, `after transfer ${id} ${account} has ${posted}, pending ${pending}; the event says `
      + `${said.postedMicro}, pending ${said.pendingMicro}`)
    // A pending transfer is set aside out of the side that it lessens.
    const isSetAside = kind === 'pend' && (account === debit) !== isDebitNormal(account)
    const floor = floorOf(account)
    const isLimited = floor === 'always' || (floor === 'pends' && isSetAside)
    demand(!isLimited || posted - pending >= 0n, `transfer ${id} takes ${account} below zero`)
  }
}

/** All ledgers of a log, folded event by event; the rules of double entry are looked at in each. */
export class Books {
  readonly #ledgers = new Map<string, Ledger>()
  /** By ledger: what was in custody on chains, and the first position at which it was so much. */
  readonly #custody = new Map<string, Map<bigint, number>>()

  /** Throws `BooksBroken` or `Unreadable`. */
  apply(event: SealedEvent): void {
    const movements = movementsOf(event)
    if (movements === undefined) return
    const name = movements.ledger
    const ledger = this.#ledgers.get(name) ?? new Ledger()
    this.#ledgers.set(name, ledger)
    for (const movement of movements.transfers) ledger.move(movement)
    const isCustody = movements.transfers.some((one) =>
      isOnChain(one.debit) || isOnChain(one.credit))
    if (isCustody) this.#noteCustody(name, event.position)
  }

  isBalanced(): boolean {
    return [...this.#ledgers.values()].every((ledger) => ledger.isBalanced())
  }

  /** Posted in the account's normal direction; nothing was ever posted on an unknown one. */
  posted(ledger: string, account: string): bigint {
    const sums = this.#ledgers.get(ledger)?.accounts.get(account)
    return sums === undefined ? 0n : postedOf(account, sums)
  }

  /** Where the books first had this much in custody on chains; undefined where they never had. */
  positionOfCustody(ledger: string, custodyMicro: bigint): number | undefined {
    const known = this.#custody.get(ledger)?.get(custodyMicro)
    return known ?? (custodyMicro === 0n ? 0 : undefined)
  }

  #noteCustody(name: string, position: number): void {
    let total = 0n
    for (const [account, sums] of this.#ledgers.get(name)?.custody ?? []) total += postedOf(account, sums)
    const totals = this.#custody.get(name) ?? new Map<bigint, number>()
    this.#custody.set(name, totals)
    if (!totals.has(total)) totals.set(total, position)
  }
}
