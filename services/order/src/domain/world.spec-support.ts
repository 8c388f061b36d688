import {
  accountKind,
  orderIdOf,
  type Offer,
  type PaymentPolicy,
  type TransferRequest,
} from '@stablegate/contracts'
import type { CommandToSend, RecordedEvent } from '@stablegate/kernel'
import { evolve } from './evolve.ts'
import type { PaymentRejection } from './rejections.ts'
import { settlement } from './settlement.process.ts'
import { noPayment, type PaymentEvent, type PaymentState, type Verb } from './state.ts'
import {
  examplePolicy,
  fiatMinor,
  offerOf,
  pay,
  Story,
  usdtMicro,
  type InputOf,
} from './story.spec-support.ts'

type Pending = {
  readonly debit: string
  readonly credit: string
  readonly amountMicro: bigint
  open: boolean
}

/** Two-phase transfers in twenty lines, written apart from the ledger service: what it refuses is a finding. */
export class SmallLedger {
  readonly balances = new Map<string, bigint>()
  readonly pendings = new Map<string, Pending>()
  readonly ids = new Set<string>()

  #move(debit: string, credit: string, amountMicro: bigint): void {
    const change = (account: string, by: bigint, side: 'debit' | 'credit'): void => {
      const kind = accountKind(account)
      if (!kind) throw new Error(`the chart has no ${account}`)
      const after = (this.balances.get(account) ?? 0n) + (kind.normal === side ? by : -by)
      if (kind.floor === 'always' && after < 0n) throw new Error(`${account} would be ${after}`)
      this.balances.set(account, after)
    }
    change(debit, amountMicro, 'debit')
    change(credit, amountMicro, 'credit')
  }

  #free(account: string, side: 'debit' | 'credit'): bigint | undefined {
    const kind = accountKind(account)
    if (kind?.floor !== 'always' || kind.normal === side) return undefined
    return this.balances.get(account) ?? 0n
  }

  apply(transfers: readonly TransferRequest[]): void {
    for (const transfer of transfers) {
      if (this.ids.has(transfer.id)) throw new Error(`${transfer.id} is spent`)
      this.ids.add(transfer.id)
      switch (transfer.kind) {
        case 'post':
          this.#move(transfer.debit, transfer.credit, transfer.amountMicro)
          break
        case 'pend':
          this.pendings.set(transfer.id, { ...transfer, open: true })
          break
        case 'post_pending':
        case 'void_pending': {
          const pending = this.pendings.get(transfer.pending)
          if (!pending?.open) throw new Error(`${transfer.id}: ${transfer.pending} is not pending`)
          pending.open = false
          if (transfer.kind === 'void_pending') break
          if ((transfer.amountMicro ?? 0n) > pending.amountMicro)
            throw new Error(`${transfer.id} posts more than was pended`)
          this.#move(pending.debit, pending.credit, transfer.amountMicro ?? pending.amountMicro)
          break
        }
        case 'cascade':
          this.#cascade(transfer)
      }
    }
  }

  #cascade({ id, legs, amountMicro }: Extract<TransferRequest, { kind: 'cascade' }>): void {
    let leftMicro = amountMicro
    for (const { debit, credit } of legs) {
      const limits = [this.#free(debit, 'debit'), this.#free(credit, 'credit')].filter(
        (free) => free !== undefined,
      )
      const takesMicro = limits.reduce((least, free) => (free < least ? free : least), leftMicro)
      if (takesMicro > 0n) this.#move(debit, credit, takesMicro)
      leftMicro -= takesMicro
    }
    if (leftMicro > 0n) throw new Error(`${id}: ${leftMicro} found no leg`)
  }
}

/** One payment with its process, a small ledger and a book of ten acceptors; nothing happens but by a call. */
export class World {
  readonly story = new Story()
  readonly ledger = new SmallLedger()
  readonly rejections: PaymentRejection[] = []
  readonly asked: CommandToSend[] = []
  #seen = 0
  #processState: PaymentState = noPayment()

  constructor(
    policy: PaymentPolicy = examplePolicy,
    amount: InputOf<'create'>['amount'] = { fix: 'fiat', currency: 'CNY', fiatMinor },
  ) {
    for (let acceptor = 1; acceptor <= 12; acceptor += 1)
      this.ledger.balances.set(`acceptor:acc_${acceptor}`, 10n ** 12n)
    this.tries('create', {
      merchant: 'mer_1',
      livemode: false,
      ledger: 'usdt-sandbox',
      reference: 'r-1',
      amount,
      policy,
      metadata: {},
    })
  }

  get state(): PaymentState {
    return this.story.state
  }

  /** Sends; the process reacts to what came of it, and its commands wait to be delivered. */
  tries<V extends Verb>(verb: V, input: InputOf<V>): void {
    const outcome = this.story.send(verb, input)
    if (typeof outcome === 'string') this.rejections.push(outcome)
    for (; this.#seen < this.story.events.length; this.#seen += 1) {
      const event = this.story.events[this.#seen] as PaymentEvent
      this.#processState = evolve(this.#processState, event)
      this.asked.push(...settlement.react(event as RecordedEvent<PaymentEvent>, this.#processState))
    }
  }

  /** Delivers the oldest command that waits; `refuse` lets the ledger be short of funds, or the book of acceptors. */
  deliver(refuse: boolean): boolean {
    const command = this.asked.shift()
    if (!command) return false
    if (command.type === 'matching.book.request_match')
      this.#match(command.data as { attempt: number; excludedAcceptors: string[] }, refuse)
    if (command.type === 'ledger.book.transfer')
      this.#transfer((command.data as { transfers: TransferRequest[] }).transfers, refuse)
    this.other(command, refuse)
    return true
  }

  /** What further worlds do with commands to services that this one does not know. */
  protected other(_command: CommandToSend, _refuse: boolean): void {}

  #match(
    { attempt, excludedAcceptors }: { attempt: number; excludedAcceptors: string[] },
    refuse: boolean,
  ): void {
    if (refuse) return this.tries('recordNoOffer', { attempt, reason: 'no_acceptor' })
    let next = 1
    while (excludedAcceptors.includes(`acc_${next}`)) next += 1
    const offer: Offer = offerOf(attempt, {
      order: orderIdOf(pay, attempt),
      acceptor: `acc_${next}`,
      owner: `owner-${next}`,
      usdtMicro,
      autoAccept: next % 3 === 0,
    })
    this.tries('recordOffer', { offer })
  }

  #transfer(transfers: readonly TransferRequest[], refuse: boolean): void {
    const ids = transfers.map(({ id }) => id)
    const first = transfers[0]
    // Only what asks the acceptor for fresh USDT may lack funds; everything else must always succeed.
    const mayFail = first?.kind === 'pend' || /^(appeal|assign):/.test(first?.id ?? '')
    const isLacking = first?.kind === 'post' && first.id.startsWith('assign:')
      && (this.ledger.balances.get(first.debit) ?? 0n) < first.amountMicro
    if ((refuse && mayFail) || isLacking)
      return this.tries('recordTransfer', { ids, refused: 'insufficient_funds' })
    this.ledger.apply(transfers)
    this.tries('recordTransfer', { ids })
  }

  ring(kind: string, outageMs = 0): void {
    const clock = this.state.clocks[kind]
    if (!clock) return
    this.story.atMs = Math.max(this.story.atMs, clock.dueAtMs)
    const outages =
      outageMs > 0
        ? [{ id: `out_${clock.dueAtMs}`, fromMs: clock.dueAtMs - outageMs, toMs: clock.dueAtMs }]
        : []
    const { clockId, dueAtMs } = clock
    this.tries('clock', { key: pay, kind, clockId, dueAtMs, outages })
  }
}
