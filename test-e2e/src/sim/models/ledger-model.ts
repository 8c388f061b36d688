import { type MessagesOf, ledgerEvents } from '@stablegate/contracts'
import { Violation } from '../engine/violation.ts'

type LedgerEvent = MessagesOf<typeof ledgerEvents>
type Applied = Extract<LedgerEvent, { type: 'transfers.accepted' }>['data']['transfers'][number]
type Sums = { dp: bigint; cp: bigint; dr: bigint; cr: bigint }

/** Which accounts grow by debits and which may go below zero: written down anew, not taken from the ledger. */
const growsByDebit = /^(custody|receivable|cost|losses|trx)(:|$)/
const mayBeNegative = /^(operator:equity|income:|cost:|losses$|trx:)/
/** Facts ask nobody: less may be there than was set aside, but nothing more is set aside then. */
const followsChain = /^custody:(deposit|hot|cold|frozen|doubtful):/

/** A second, naive ledger that does again what the events say was done. */
export class LedgerModel {
  readonly sums = new Map<string, Sums>()
  readonly open = new Map<string, Applied>()
  readonly #ids = new Set<string>()
  readonly #ended = new Map<string, string>()
  /** By payment: what was posted out of its escrows, and the fee taken from it. */
  readonly postedByPayment = new Map<string, bigint>()
  readonly feesByMerchant = new Map<string, bigint>()

  apply(event: LedgerEvent): void {
    if (event.type === 'transfers.refused') {
      // Ids are functions of (payment, attempt, occasion): one that is spent by other content is a mistake of its maker.
      if (event.data.reason === 'transfer_id_spent') {
        throw new Violation(
          'a transfer id has one meaning',
          `${event.data.offender} was spent already`,
        )
      }
      for (const id of event.data.ids) this.#ids.add(id)
      return
    }
    for (const transfer of event.data.transfers) {
      if (this.#ids.has(transfer.id)) throw new Violation('a transfer counts once', transfer.id)
      this.#ids.add(transfer.id)
      this.#move(transfer)
    }
  }

  postedMicro(account: string): bigint {
    const sums = this.sums.get(account)
    if (!sums) return 0n
    return growsByDebit.test(account) ? sums.dr - sums.cr : sums.cr - sums.dr
  }

  freeMicro(account: string): bigint {
    const sums = this.sums.get(account)
    if (!sums) return 0n
    return this.postedMicro(account) - (growsByDebit.test(account) ? sums.cp : sums.dp)
  }

  /** Debits equal credits over all accounts; called now and then and at the end. */
  checkSums(): void {
    let posted = 0n
    let pending = 0n
    for (const { dp, cp, dr, cr } of this.sums.values()) {
      posted += dr - cr
      pending += dp - cp
    }
    if (posted !== 0n || pending !== 0n)
      throw new Violation('debits equal credits', `${posted} posted, ${pending} pending`)
  }

  #of(account: string): Sums {
    const known = this.sums.get(account)
    if (known) return known
    const sums = { dp: 0n, cp: 0n, dr: 0n, cr: 0n }
    this.sums.set(account, sums)
    return sums
  }

  #move(transfer: Applied): void {
    const debit = this.#of(transfer.debit)
    const credit = this.#of(transfer.credit)
    const { amountMicro, releasedMicro = 0n, kind } = transfer
    if (amountMicro <= 0n) throw new Violation('amounts are positive', transfer.id)
    if (kind === 'pend') {
      this.open.set(transfer.id, transfer)
      debit.dp += amountMicro
      credit.cp += amountMicro
    } else if (kind !== 'post') {
      this.#end(transfer, amountMicro + releasedMicro)
      debit.dp -= amountMicro + releasedMicro
      credit.cp -= amountMicro + releasedMicro
    }
    if (kind === 'post' || kind === 'post_pending') {
      debit.dr += amountMicro
      credit.cr += amountMicro
    }
    this.#check(transfer.debit, transfer.debitAfter.postedMicro)
    this.#check(transfer.credit, transfer.creditAfter.postedMicro)
    if (kind === 'pend' && followsChain.test(transfer.credit) && this.freeMicro(transfer.credit) < 0n)
      throw new Violation('what is set aside is there', transfer.id)
  }

  #end(transfer: Applied, wholeMicro: bigint): void {
    const pending = transfer.pending === undefined ? undefined : this.open.get(transfer.pending)
    if (!pending)
      throw new Violation(
        'a pending transfer ends once',
        `${transfer.id} ends ${transfer.pending}, ${this.#ended.get(transfer.pending ?? '')}`,
      )
    if (pending.amountMicro !== wholeMicro)
      throw new Violation('a pending transfer ends whole', transfer.id)
    this.open.delete(pending.id)
    this.#ended.set(pending.id, transfer.kind)
  }

  #check(account: string, recordedMicro: bigint): void {
    if (this.postedMicro(account) !== recordedMicro)
      throw new Violation('recorded balances are true', account)
    if (!mayBeNegative.test(account) && !followsChain.test(account) && this.freeMicro(account) < 0n)
      throw new Violation('no floor is broken', account)
  }
}
