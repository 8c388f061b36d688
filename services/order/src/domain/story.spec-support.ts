import {
  defaultPolicy,
  orderIdOf,
  type MessageOf,
  type Offer,
  type PaymentPolicy,
  type PaymentStatus,
  type paymentCommands,
} from '@stablegate/contracts'
import { decode, encode } from '@stablegate/kernel'
import { evolve } from './evolve.ts'
import { payment } from './payment.ts'
import type { PaymentRejection } from './rejections.ts'
import {
  noPayment,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentState,
  type Verb,
} from './state.ts'
import { transferIdOf, type Occasion } from './transfer-ids.ts'

export type InputOf<V extends Verb> = Omit<
  MessageOf<(typeof paymentCommands)[V]>['data'],
  'payment'
>

export const startAtMs = Date.UTC(2026, 0, 1)
export const minuteMs = 60_000
export const pay = 'pay_1'
export const hex = (digit: string): string => digit.repeat(64)
export const customer = { role: 'customer', sessionHash: hex('a') } as const
export const acceptor = { role: 'acceptor', acceptor: 'acc_1' } as const
export const merchant = { role: 'merchant', merchant: 'mer_1' } as const
export const operatorOf = (operator: string, ...relatedOwners: string[]) =>
  ({ role: 'operator', operator, relatedOwners }) as const
export const operator = operatorOf('opr_1')
export const secondOperator = operatorOf('opr_2')

/** The example of the rules: 720.00 CNY at 7.30, fee 1 %, commission 0.2 %, agent 10 %, reserve 10 %. */
export const examplePolicy: PaymentPolicy = {
  ...defaultPolicy,
  fee: { version: 1, bps: 100, fixedMicro: 0n },
  commissionBps: 20,
  agent: { agent: 'agt_1', shareBps: 1_000 },
  reserveBps: 1_000,
}
export const usdtMicro = 98_630_136n
export const fiatMinor = 72_000n

export const offerOf = (attempt: number, change: Partial<Offer> = {}): Offer => ({
  ledger: 'usdt-sandbox',
  payment: pay,
  attempt,
  order: orderIdOf(pay, attempt),
  acceptor: `acc_${attempt}`,
  owner: `owner-${attempt}`,
  quote: 'quo_1',
  account: 'pac_1',
  method: 'alipay',
  currency: 'CNY',
  price: '7.3',
  usdtMicro,
  fiatMinor,
  autoAccept: false,
  ...change,
})

export const proof = (digit: string, bankProof = true) =>
  ({
    evidence: `evd_${digit}`,
    digest: hex(digit),
    kind: 'statement',
    bankProof,
    sizeBytes: 10,
  }) as const

export const payerOf = (fingerprint: string) => ({
  sealedName: 'sealed',
  sealedTail: 'sealed',
  fingerprint,
})

/** Every rejection that any story of a spec file has met. */
export const reached = new Set<PaymentRejection>()

/** One payment played command by command, with time of its own. Events go through the codec, as in the log. */
export class Story {
  state: PaymentState = noPayment()
  events: PaymentEvent[] = []
  atMs = startAtMs
  #count = 0

  /** Sends and keeps what came of it; answers the new events or the rejection. */
  send<V extends Verb>(verb: V, input: InputOf<V>): readonly PaymentEvent[] | PaymentRejection {
    const name = verb.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    this.#count += 1
    const data = verb === 'clock' ? input : { payment: pay, ...input }
    const command = {
      type: `order.payment.${name}`,
      data,
      id: `command-${this.#count}`,
      atMs: this.atMs,
      actor: 'spec',
    } as unknown as PaymentCommand
    const decision = payment.decide(command, this.state)
    if ('rejected' in decision) {
      reached.add(decision.rejected)
      return decision.rejected
    }
    const events = decode<PaymentEvent[]>(encode(decision.events))
    for (const event of events) this.state = evolve(this.state, event)
    this.events.push(...events)
    return events
  }

  /** Must be accepted. */
  does<V extends Verb>(verb: V, input: InputOf<V>): this {
    const outcome = this.send(verb, input)
    if (typeof outcome === 'string')
      throw new Error(`${verb} was rejected while ${this.state.status}: ${outcome}`)
    return this
  }

  wait(forMs: number): this {
    this.atMs += forMs
    return this
  }

  /** Waits until a running clock is due and fires it. */
  rings(kind: string, outages: InputOf<'clock'>['outages'] = []): this {
    const clock = this.state.clocks[kind]
    if (!clock) throw new Error(`no clock ${kind} runs while ${this.state.status}`)
    this.atMs = Math.max(this.atMs, clock.dueAtMs)
    return this.does('clock', {
      key: pay,
      kind,
      clockId: clock.clockId,
      dueAtMs: clock.dueAtMs,
      outages,
    })
  }

  get types(): string[] {
    return this.events.map(({ type }) => type.replace('payment.', ''))
  }

  get last(): PaymentEvent {
    const event = this.events.at(-1)
    if (!event) throw new Error('nothing has happened')
    return event
  }
}

export const created = (change: Partial<InputOf<'create'>> = {}): Story =>
  new Story().does('create', {
    merchant: 'mer_1',
    livemode: false,
    ledger: 'usdt-sandbox',
    reference: 'r-1',
    amount: { fix: 'fiat', currency: 'CNY', fiatMinor },
    policy: examplePolicy,
    metadata: {},
    ...change,
  })

export const requested = (story = created()): Story =>
  story.does('choose', {
    by: customer,
    currency: 'CNY',
    method: 'alipay',
    payer: payerOf('payer-1'),
  })

export const offered = (story = requested(), change: Partial<Offer> = {}): Story => {
  const attempt = story.state.attempt
  story.does('recordOffer', { offer: offerOf(attempt, { acceptor: 'acc_1', ...change }) })
  return story.does('recordTransfer', { ids: [transferIdOf('escrow', pay, attempt)] })
}

export const awaiting = (story = offered()): Story => story.does('acceptOffer', { by: acceptor })
export const claimInput = {
  by: customer,
  bankReferenceHash: hex('b'),
  sealedReference: 'sealed',
} as const
export const claimed = (story = awaiting()): Story => story.does('claim', claimInput)
export const queried = (receivedMinor = 70_000n): Story =>
  claimed().does('confirm', { by: acceptor, receivedMinor, payerMatches: true })
export const disputed = (story = claimed()): Story =>
  story.does('openDispute', { by: merchant, reason: 'strange' })
export const confirmInput = { by: acceptor, receivedMinor: fiatMinor, payerMatches: true } as const
export const settling = (story = claimed()): Story => story.does('confirm', confirmInput)
/** The ledger answers the posting that was asked for. */
export const posted = (story = settling()): Story =>
  story.does('recordTransfer', { ids: [transferIdOf('post', pay, story.state.attempt)] })
export const split = (): Story =>
  posted(
    disputed().does('giveVerdict', {
      by: operator,
      verdict: { outcome: 'split', receivedMinor: 36_000n },
      reason: 'half',
      ruleBroken: false,
    }),
  )
export const closedUnpaid = (): Story => awaiting().rings('pay').rings('grace')
export const refundDue = (): Story =>
  queried().does('answerAmount', { by: customer, answer: 'ask_refund' })
export const refundInput = {
  by: acceptor,
  bankReferenceHash: hex('e'),
  sealedReference: 'sealed',
} as const
export const closedRefunded = (): Story => refundDue().does('markRefunded', refundInput)
export const lateCase = (): Story => closedUnpaid().does('lateClaim', claimInput)

/** A payment fixed in USDT that the customer pays on chain: 100 at a fee of 1 %. */
export const askedMicro = 100_000_000n
export const onChain = (change: Partial<InputOf<'create'>> = {}): Story =>
  created({ amount: { fix: 'usdt', usdtMicro: askedMicro }, ...change })
    .does('chooseOnChain', { by: customer })
    .does('recordAddress', { network: 'sandbox', address: addressOf('a') })

export const addressOf = (letter: string): string => `T${letter.repeat(33)}`
/** A transfer to the payment's address, `n` tells them apart; it is in a block of this very moment. */
export const depositOf = (
  story: Story,
  n: number,
  amountMicro = askedMicro,
  atMs = story.atMs,
): Omit<InputOf<'recordDeposit'>, 'stage'> => ({
  deposit: `dep_${n}`,
  amountMicro,
  txid: `${n}`.padStart(64, '0'),
  part: 'log-0',
  from: addressOf('b'),
  block: { number: 100 + n, hash: hex('c'), atMs },
})

type Stage = InputOf<'recordDeposit'>['stage']
const toPassed: readonly Stage[] = ['observed', 'solid', 'booked', 'passed']
/** Takes a deposit from the first stage through all up to the last. */
export const through = (
  story: Story,
  deposit: Omit<InputOf<'recordDeposit'>, 'stage'>,
  last: Stage = 'passed',
): Story => {
  const stages = toPassed.includes(last)
    ? toPassed.slice(0, toPassed.indexOf(last) + 1)
    : last === 'orphaned' ? (['observed', 'orphaned'] as const) : ([...toPassed.slice(0, 3), last] as const)
  for (const stage of stages) story.does('recordDeposit', { ...deposit, stage })
  return story
}
/** The ledger answers what was asked for money on chain last. */
export const answered = (story: Story, occasion: Occasion): Story =>
  story.does('recordTransfer', {
    ids: [transferIdOf(occasion, pay, story.state.onChain?.movements ?? 0)],
  })
export const paidOnChain = (): Story => {
  const story = onChain()
  return answered(through(story, depositOf(story, 1)), 'apply')
}

/** One fixed in fiat, its price locked at 7.2 for fifteen minutes: 720 CNY are 100 USDT. */
export const onChainFiat = (change: Partial<InputOf<'create'>> = {}): Story => {
  const story = created(change)
  return story
    .does('chooseOnChain', { by: customer, reference: { price: '7.2', atMs: story.atMs } })
    .does('recordAddress', { network: 'sandbox', address: addressOf('a') })
}
/** Sixty of a hundred came in time, and no more. */
export const underpaid = (): Story => {
  const story = onChain()
  return through(story, depositOf(story, 1, 60_000_000n)).rings('expiry').rings('transfer')
}
export const refundOf = (
  change: Partial<InputOf<'requestRefund'>> = {},
): InputOf<'requestRefund'> => ({
  by: merchant,
  refund: 'ref_1',
  amountMicro: 1_000_000n,
  from: 'unapplied',
  reason: 'x',
  ...change,
})

/** A way into every state of the chart. */
export const wayTo: Readonly<Record<PaymentStatus, () => Story>> = {
  open: created,
  requested: () => requested(),
  onchain_offered: () => requested().rings('match'),
  awaiting_transfer: () => onChain(),
  confirming_transfer: () => {
    const story = onChain()
    return through(story, depositOf(story, 1, 1n), 'observed')
  },
  offered: () => offered(),
  awaiting_payment: () => awaiting(),
  grace: () => awaiting().rings('pay'),
  claimed: () => claimed(),
  amount_query: () => queried(),
  fiat_refund_due: refundDue,
  disputed: () => disputed(),
  settling: () => settling(),
  settled: () => posted(),
  split,
  closed_unpaid: closedUnpaid,
  closed_refunded: closedRefunded,
  late_case: lateCase,
  expired: () => created().rings('expiry'),
  cancelled: () => created().does('cancel', { by: merchant }),
}
