import { accounts, type DepositStage } from '@stablegate/contracts'
import type { CommandToSend, RecordedEvent } from '@stablegate/kernel'
import { evolveRefund, noRefund, refund, type RefundCommand, type RefundEvent, type RefundState } from './refund.ts'
import { refunding } from './refunding.process.ts'
import { customer, depositOf, examplePolicy, usdtMicro, type InputOf } from './story.spec-support.ts'
import { World } from './world.spec-support.ts'

type Told = Omit<InputOf<'recordDeposit'>, 'stage'>

/** A transfer to the payment's address as a small treasury sees it: its stage, and where the ledger has it. */
type Coin = { readonly told: Told; stage: DepositStage; place: 'none' | 'unapplied' | 'blocked'; passed: boolean }

const custody = accounts.custody('deposit', 'sandbox')
const hot = accounts.custody('hot', 'sandbox')
const unapplied = accounts.unapplied('pay_1')
const suspense = accounts.suspense('sandbox')

/** A payment with a chain, a treasury and refunds besides, written apart from those services. */
export class OnChainWorld extends World {
  readonly coins: Coin[] = []
  readonly refunds = new Map<string, { state: RefundState; events: RefundEvent[] }>()
  /** Payouts that the treasury has yet to answer. */
  readonly payouts: { readonly refund: string; readonly payout: string; readonly from: string; readonly amountMicro: bigint }[] = []
  paidOutMicro = 0n
  #steps = 0
  #commands = 0

  constructor(policy = examplePolicy) {
    super(policy, { fix: 'usdt', usdtMicro })
    this.ledger.balances.set(hot, 10n ** 12n)
    this.ledger.balances.set(accounts.equity, 10n ** 12n)
    this.ledger.balances.set(custody, 50_000_000n)
    this.ledger.balances.set(suspense, 50_000_000n)
  }

  chooses(): void {
    this.tries('chooseOnChain', { by: customer })
  }

  #post(name: string, debit: string, credit: string, amountMicro: bigint): void {
    this.#steps += 1
    this.ledger.apply([{ kind: 'post', id: `treasury:${name}:${this.#steps}`, debit, credit, amountMicro, category: 'deposit' }])
  }

  #tell(coin: Coin, stage: DepositStage, reversedBy?: 'treasury' | 'order'): void {
    coin.stage = stage
    this.tries('recordDeposit', { ...coin.told, stage, ...(reversedBy ? { reversedBy } : {}) })
  }

  sends(amountMicro: bigint, lateMs = 0): void {
    if (!this.state.onChain?.address) return
    const told = depositOf(this.story, this.coins.length + 1, amountMicro, this.story.atMs + lateMs)
    const coin: Coin = { told, stage: 'observed', place: 'none', passed: false }
    this.coins.push(coin)
    this.#tell(coin, 'observed')
  }

  /** The next stage of one transfer, as the treasury tells it: the ledger first, then the word. */
  advances(coin: Coin, dice: number): void {
    switch (coin.stage) {
      case 'observed': return this.#tell(coin, dice % 6 === 0 ? 'orphaned' : 'solid')
      case 'orphaned':
      case 'revoked': return dice % 2 === 0 ? this.#tell(coin, 'observed') : undefined
      case 'solid':
        this.#post('book', custody, unapplied, coin.told.amountMicro)
        coin.place = 'unapplied'
        return this.#tell(coin, 'booked')
      case 'booked': return this.#screens(coin, dice % 5 === 0 ? 'held' : dice % 5 === 1 ? 'rejected' : 'passed')
      case 'held': return this.#screens(coin, dice % 3 === 0 ? 'rejected' : 'passed')
      case 'rejected':
        if (dice % 2 === 0) return
        this.#post('unblock', accounts.blocked, unapplied, coin.told.amountMicro)
        coin.place = 'unapplied'
        return this.#screens(coin, 'passed')
      case 'passed': return dice % 8 === 0 ? this.revokes(coin) : undefined
    }
  }

  #screens(coin: Coin, stage: 'held' | 'rejected' | 'passed'): void {
    if (stage === 'rejected') {
      this.#post('block', unapplied, accounts.blocked, coin.told.amountMicro)
      coin.place = 'blocked'
    }
    this.#tell(coin, stage)
  }

  revokes(coin: Coin): void {
    const byOrder = coin.place === 'unapplied'
    if (coin.place === 'blocked') this.#post('back', accounts.blocked, custody, coin.told.amountMicro)
    coin.place = 'none'
    this.#tell(coin, 'revoked', byOrder ? 'order' : 'treasury')
  }

  /** What is in suspense, by the transfers it came by. */
  get items(): readonly string[] {
    const open = [...this.ledger.balances].filter(([account, micro]) => account.startsWith(`${suspense}:`) && micro > 0n)
    return open.map(([account]) => account.slice(suspense.length + 1))
  }

  protected override other({ type, data }: CommandToSend, refuse: boolean): void {
    if (type === 'treasury.wallet.assign')
      this.tries('recordAddress', { network: 'sandbox', address: `T${'a'.repeat(33)}` })
    if (type === 'order.refund.open') this.onRefund({ type, data } as RefundCommand)
    if (type === 'order.payment.record_refund') this.tries('recordRefund', data as InputOf<'recordRefund'>)
    if (type === 'treasury.payee.request_payout') this.#request(data as Parameters<OnChainWorld['pay']>[1], refuse)
  }

  #request(asked: { payout: string; payee: { refund: string; from: string }; amountMicro: bigint }, refuse: boolean): void {
    const { payout, payee } = asked
    if (refuse)
      return this.onRefund({
        type: 'order.refund.record_payout',
        data: { refund: payee.refund, payout, fact: { outcome: 'refused', reason: 'own_address' } },
      } as RefundCommand)
    this.pay(payee.from, asked)
  }

  /** The treasury pays where the account has it; a merchant may lack it, a payment's unapplied money must be there. */
  pay(from: string, { payout, payee, amountMicro }: { payout: string; payee: { refund: string; from: string }; amountMicro: bigint }): void {
    const account = from === 'unapplied' ? unapplied : accounts.available('mer_1')
    const lacks = from === 'available' && (this.ledger.balances.get(account) ?? 0n) < amountMicro
    if (!lacks) {
      this.#post('payout', account, hot, amountMicro)
      this.paidOutMicro += amountMicro
    }
    const fact = lacks ? { outcome: 'voided', reason: 'insufficient_funds' } : { outcome: 'confirmed', txid: 'f'.repeat(64) }
    this.onRefund({ type: 'order.refund.record_payout', data: { refund: payee.refund, payout, fact } } as RefundCommand)
  }

  /** Plays a command on a refund's own stream, with its process. */
  onRefund(partial: Pick<RefundCommand, 'type' | 'data'>): void {
    const { data } = partial
    const id = 'key' in data ? data.key : data.refund
    const one = this.refunds.get(id) ?? { state: noRefund(), events: [] }
    this.refunds.set(id, one)
    this.#commands += 1
    const command = { ...partial, id: `refund-${this.#commands}`, atMs: this.story.atMs, actor: 'spec' } as RefundCommand
    const decision = refund.decider.decide(command, one.state)
    if ('rejected' in decision) return
    for (const event of decision.events) {
      one.state = evolveRefund(one.state, event)
      one.events.push(event)
      this.asked.push(...refunding.react(event as RecordedEvent<RefundEvent>, one.state))
    }
  }

  get unappliedMicro(): bigint {
    return this.ledger.balances.get(unapplied) ?? 0n
  }

  /** What custody must hold beyond what it began with: coins that are in the books and were not revoked. */
  get bookedMicro(): bigint {
    return this.coins.reduce((sum, { place, told }) => (place === 'none' ? sum : sum + told.amountMicro), 0n)
  }

  get custodyMicro(): bigint {
    return (this.ledger.balances.get(custody) ?? 0n) - 50_000_000n
  }
}
