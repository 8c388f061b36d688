import { payeeKey, type Payee } from '@stablegate/contracts'
import { addressOfKey, buildTransaction, keyOfSeed, refBlockOf, signTxid, watchOnlyKeyOf, type TronAct } from '@stablegate/tron'
import type { World } from '../engine/world.ts'
import { Violation } from '../engine/violation.ts'
import type { Models } from '../models/models.ts'
import { isOver, type Paid, type PayoutModel, type Sent } from '../models/payout-model.ts'
import type { Client } from './client.ts'
import { ledger } from './market.ts'
import { OutgoingChain, type Block, type Filled, type Included, type Transaction } from './outgoing-chain.ts'

const chain = 'sandbox' as const
export const token = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'
const seed = Buffer.alloc(32, 23)
const hotKey = keyOfSeed(seed, "m/44'/195'/1'/0/0")
const gasKey = keyOfSeed(seed, "m/44'/195'/1'/0/2")
const coldKey = keyOfSeed(seed, "m/44'/195'/1'/0/1")
export const keys = { xpub: watchOnlyKeyOf(seed), hot: hotKey.address, gas: gasKey.address, cold: coldKey.address }
const destinations = Array.from({ length: 4 }, (_, index) => addressOfKey(Buffer.alloc(32, index + 40)))
const usdt = 1_000_000n
/** From a block to the end of what refers to it. */
const lifeMs = 180_000
const feeMicro = 2n * usdt
/** What the hot address begins with, what it gets when payouts wait, and from where on some of it goes to cold. */
const hotFundsMicro = 400n * usdt
const hotRefillMicro = 500n * usdt
const hotCeilingMicro = 450n * usdt
/** Energy of stake is waited for so long, which is now and then too short. */
const patienceMs = 240_000
/** A transfer at the prices of main net. */
const facts = {
  energy: 64_285, energyLeft: 0, bandwidthLeft: 600, active: true, balanceSun: 0, gasBandwidthLeft: 0, totalEnergy: 180_000_000_000,
  totalStakeTrx: 19_000_000_000, energyPriceSun: 100, bandwidthPriceSun: 1_000, activationSun: 1_100_000,
}
const contracts = {
  token: 'TriggerSmartContract', native: 'TransferContract', delegate: 'DelegateResourceContract',
  undelegate: 'UnDelegateResourceContract',
} as const

/** Where the incoming side of the chain stands, and what of its deposits stays for good. */
export type Incoming = {
  readonly session: string
  readonly block: () => Block
  /** By address: what came and will not be taken back. */
  readonly settled: ReadonlyMap<string, bigint>
}

const policy = {
  feeMicro, maxMicro: 1_000n * usdt, maxPerDayMicro: 100_000n * usdt, newAddressDelayMs: 0, youngAddressMs: 0,
  approvals: [{ aboveMicro: 60n * usdt, people: 2 }], trusted: destinations, trustedOnly: true,
}

const payeeOf = (party: string): Payee => {
  if (party.startsWith('acc_')) return { kind: 'acceptor', acceptor: party }
  return party.startsWith('agt_') ? { kind: 'agent', agent: party } : { kind: 'merchant', merchant: party }
}
/** Shares are small: an agent asks for thousandths of what others ask for, and pays no fee. */
const unitOf = (party: string): bigint => (party.startsWith('agt_') ? 1_000n : usdt)

/**
 * Whoever is paid, the people who say yes or no, and the workers of treasury and signer with a real
 * key: screening, the last look, building, signing, handing out, proof of expiry, sweeps.
 */
export class MoneyOut {
  readonly #client: Client
  readonly #world: World
  readonly #models: Models
  readonly #incoming: Incoming
  readonly #network: OutgoingChain
  readonly #swept = new Map<string, bigint>()
  #asked = 0
  #sweeps = 0
  #told = true

  constructor(client: Client, world: World, models: Models, incoming: Incoming) {
    this.#client = client
    this.#world = world
    this.#models = models
    this.#incoming = incoming
    this.#network = new OutgoingChain(world.random)
  }

  get isIdle(): boolean {
    return this.#told && this.#model.isIdle && this.#model.payouts.size === this.#asked
  }

  async begin(payees: readonly string[]): Promise<void> {
    const limits = {
      maxMicro: policy.maxMicro, maxPerDayMicro: policy.maxPerDayMicro, unapprovedMicro: 60n * usdt, maxFeeLimitSun: 100_000_000,
      maxSun: 50_000_000, maxStakeSun: 20_000_000_000, maxLifeMs: 3_600_000,
    }
    await this.#client.send('signer.vault.open', { chain, token, ...keys, limits }, 'signer')
    await this.#fundHot()
    for (const party of payees) {
      if (party.startsWith('mer_')) await this.#fund(party)
      await this.#treasury('payee.propose_policy', {
        party, policy: party.startsWith('agt_') ? { ...policy, feeMicro: 0n } : policy, operator: 'opr_a', reason: 'simulated',
      }, 'opr_a')
      await this.#treasury('payee.approve_policy', { party, operator: 'opr_b' }, 'opr_b')
    }
    void this.#ticks()
    void this.#people()
  }

  /** Somebody wants to be paid. */
  asks(party: string): void {
    const { random } = this.#world
    this.#asked += 1
    const payee = payeeOf(party)
    const to = random.chance(0.05) ? addressOfKey(Buffer.alloc(32, 99)) : random.pick(destinations)
    void this.#treasury('payee.request_payout', {
      payout: `po_${random.hex32()}`, payee, chain, to, amountMicro: BigInt(random.between(3, 110)) * unitOf(party), by: party,
    }, party)
  }

  get #model(): PayoutModel {
    return this.#models.payouts
  }

  #treasury(verb: string, data: object, actor = 'treasury'): Promise<unknown> {
    return this.#client.send(`treasury.${verb}`, data, actor)
  }

  async #fund(merchant: string): Promise<void> {
    await this.#client.send('ledger.book.transfer', {
      ledger, memo: { merchant },
      transfers: [{
        kind: 'post', id: `fund:${merchant}`, debit: 'custody:test', credit: `merchant:${merchant}:available`, amountMicro: 700n * usdt,
        category: 'test_funds',
      }],
    }, 'opr_a')
  }

  /** From outside, to nobody's credit: it waits in suspense, and custody has it. */
  async #fundHot(): Promise<void> {
    while (!this.#models.chain.addresses.includes(keys.hot)) await this.#client.wait(5_000)
    await this.#comesToHot(hotFundsMicro)
  }

  async #comesToHot(amountMicro: bigint): Promise<void> {
    const { random } = this.#world
    await this.#see({
      txid: random.hex32() + random.hex32(), from: destinations[0] ?? '', to: keys.hot, amountMicro, ours: 'to',
    }, this.#incoming.block())
  }

  /** Those that wait are tried, whatever there is; now and then people fill the hot address by hand. */
  async #fill(): Promise<void> {
    const waiting = [...this.#model.payouts.values()].filter(({ is }) => is === 'waiting')
    if (waiting.length > 0 && this.#world.random.chance(0.25)) await this.#comesToHot(hotRefillMicro)
    for (const { payout } of waiting) await this.#treasury('payout.fund', { payout })
  }

  /** What is too much by the books goes to cold; a payout that is asked for meanwhile does not find it. */
  async #cool(): Promise<void> {
    const freeMicro = this.#models.ledger.freeMicro(`custody:hot:${chain}`)
    const moves = [...this.#model.dispatches.values()].filter(({ dispatch }) => dispatch.startsWith('cold_'))
    if (freeMicro <= hotCeilingMicro || moves.some(({ is }) => is !== 'landed' && is !== 'withdrawn')) return
    const order = { kind: 'token', source: { role: 'hot' }, to: keys.cold, amountMicro: freeMicro - hotCeilingMicro / 2n }
    await this.#treasury('dispatch.open', { dispatch: `cold_${chain}x${moves.length + 1}`, chain, order })
  }

  #see(transfer: object, block: Block): Promise<unknown> {
    return this.#client.send('chain-watcher.transfer.see', { chain, part: 'log-0', token, ...transfer, block, solid: true }, 'watcher')
  }

  /** A block every half minute or so; what is solid by it is told before the chain is said to be read so far. */
  async #ticks(): Promise<void> {
    const { random } = this.#world
    for (;;) {
      await this.#client.wait(random.between(15_000, 40_000))
      const solid = this.#network.grow(this.#incoming.block())
      if (solid) {
        for (const one of solid.transactions) await this.#tell(one, solid.block)
        await this.#advance(solid.block)
        const broken = solid.transactions.filter((one) => one.succeeds && this.#mayBreak(one) && random.chance(0.08))
        if (broken.length > 0) await this.#breaks(broken, solid)
      }
      await this.#workers()
    }
  }

  async #tell(included: Included, block: Block): Promise<void> {
    const { txid, dispatch, succeeds } = included
    const sent = this.#sent(dispatch)
    if (!succeeds) return this.#act(txid, sent, block, false)
    this.#lands(txid, dispatch)
    if (this.#world.random.chance(0.5)) await this.#act(txid, sent, block, true)
    await this.#move(txid, sent, block)
    await this.#act(txid, sent, block, true)
  }

  #lands(txid: string, dispatch: string): void {
    try {
      this.#model.landed(txid, dispatch)
    } catch (error) {
      if (!(error instanceof Violation)) throw error
      this.#world.violate(error.rule, error.details)
    }
  }

  #sent(dispatch: string): Sent {
    const sent = this.#model.dispatches.get(dispatch)
    if (!sent) throw new Error(`nobody opened ${dispatch}`)
    return sent
  }

  /** Only what moves money can be taken back by those who revoke. */
  #mayBreak({ dispatch }: Included): boolean {
    return this.#sent(dispatch).order.kind === 'token'
  }

  #accountOf({ order: { source } }: Sent): string {
    return source.role === 'deposit' ? source.address : keys[source.role]
  }

  async #act(txid: string, sent: Sent, block: Block, succeeded: boolean): Promise<void> {
    await this.#client.send('chain-watcher.finding.note_account_act', {
      chain, txid, part: 'call-0', account: this.#accountOf(sent), kind: contracts[sent.order.kind], succeeded, feeSun: 345_000, block,
    }, 'watcher')
  }

  async #move(txid: string, sent: Sent, block: Block): Promise<void> {
    const { order } = sent
    if (order.kind !== 'token') return
    const ours = order.to === keys.hot || order.to === keys.cold ? 'both' : 'from'
    await this.#see({ txid, from: this.#accountOf(sent), to: order.to, amountMicro: order.amountMicro, ours }, block)
  }

  async #advance(to: Block): Promise<void> {
    const { session } = this.#incoming
    await this.#client.send('chain-watcher.chain.advance', { chain, session, to, openAfter: 0 }, 'watcher')
  }

  /**
   * The network breaks its promise: two operators say so of all that is gone with the block, and only then
   * is it read again. The block that took its place may hold the same.
   */
  async #breaks(broken: readonly Included[], { block, parentAtMs }: Filled): Promise<void> {
    const { random } = this.#world
    this.#told = false
    for (const included of broken) await this.#revokes(included, block)
    // Before that nothing proves that it is lost, however far the chain is read.
    const behind = { number: block.number - 1, hash: random.hex32() + random.hex32(), atMs: Math.min(parentAtMs, block.atMs - 1) }
    await this.#client.send('chain-watcher.chain.rewind', { chain, to: behind, reason: 'simulated' }, 'opr_a')
    // Whoever reads begins anew from there.
    await this.#client.send('chain-watcher.chain.begin', { chain, session: this.#incoming.session, startAfter: behind }, 'watcher')
    for (const included of broken) if (random.chance(0.5)) await this.#landsAgain(included, block)
    this.#told = true
  }

  async #revokes(included: Included, block: Block): Promise<void> {
    const { random } = this.#world
    const { txid } = included
    if (random.chance(0.5)) await this.#client.wait(random.between(1_000, 60_000))
    this.#model.gone(txid)
    this.#network.revoke(included)
    const revoked = { chain, txid, part: 'log-0', blockHash: block.hash, reason: 'simulated' }
    for (const operator of ['opr_a', 'opr_b']) await this.#client.send('chain-watcher.transfer.revoke', { ...revoked, operator }, 'watcher')
  }

  async #landsAgain(included: Included, block: Block): Promise<void> {
    const { txid, dispatch } = included
    this.#network.replaced(included)
    this.#lands(txid, dispatch)
    await this.#client.wait(this.#world.random.between(0, 90_000))
    await this.#move(txid, this.#sent(dispatch), { ...this.#incoming.block(), atMs: block.atMs + 1 })
  }

  /** Each does one round; what they do twice, late or on an old view, the streams must bear. */
  async #workers(): Promise<void> {
    const { payouts, dispatches, granted } = this.#model
    for (const paid of payouts.values()) if (paid.is === 'screening') await this.#screen(paid)
    const halted = this.#model.incidents.size > 0
    for (const sent of dispatches.values()) if (sent.is === 'waiting' && !halted) await this.#build(sent)
    for (const [txid, one] of granted) {
      const { dispatch, attempt, order: { source } } = one
      const ownKey = source.role === 'gas' ? gasKey : hotKey
      const { privateKey } = source.role === 'deposit' ? keyOfSeed(seed, `m/44'/195'/0'/0/${source.index}`) : ownKey
      const signature = signTxid(txid, privateKey)
      await this.#client.send('signer.intent.record_signature', { dispatch, attempt, txid, signature }, 'signer')
    }
    for (const { is, dispatch, txid, expiresAtMs } of dispatches.values()) {
      if (is === 'signed') this.#network.broadcast({ txid, dispatch, expiresAtMs } satisfies Transaction)
      if (is === 'signed' || is === 'built') await this.#expire(txid)
    }
    this.#sweep()
    await this.#fill()
    await this.#cool()
  }

  async #screen({ payout }: Paid): Promise<void> {
    const outcome = this.#world.random.pick(['pass', 'pass', 'pass', 'pass', 'pass', 'hold', 'reject'])
    await this.#treasury('payout.record_screening', { payout, outcome, code: `said_${outcome}`, reason: 'simulated' }, 'screening')
  }

  async #build(sent: Sent): Promise<void> {
    const { dispatch, order, attempts, allowedUntilMs } = sent
    const nowMs = Math.floor(this.#world.scheduler.nowMs)
    const paid = this.#model.payouts.get(dispatch)
    if (paid && allowedUntilMs < nowMs) return this.#vet(paid)
    const from = this.#accountOf(sent)
    const act: TronAct = order.kind === 'token'
      ? { kind: 'token', token, from, to: order.to, amountMicro: order.amountMicro }
      : { kind: order.kind, from, to: order.to, amountSun: order.amountSun }
    const block = this.#incoming.block()
    const { rawHex } = buildTransaction(act, {
      ...refBlockOf(block), expiresAtMs: nowMs + lifeMs, timestampMs: nowMs - this.#world.random.below(60_000), feeLimitSun: 30_000_000,
    })
    await this.#treasury('dispatch.record_built', { dispatch, attempt: attempts + 1, rawHex })
  }

  async #vet({ payout, payee }: Paid): Promise<void> {
    const outcome = this.#world.random.chance(0.03) ? 'reject' : 'pass'
    const party = payeeKey(payee)
    const free = payee.kind === 'acceptor' ? { freeMicro: this.#models.ledger.freeMicro(`acceptor:${party}`) } : {}
    await this.#treasury('payee.vet', { party, payout, outcome, code: `said_${outcome}`, reason: 'simulated', ...free }, 'screening')
  }

  /** Asked of everything that is out: its stream knows whether that is proven. */
  async #expire(txid: string): Promise<void> {
    const { outlook, rereads } = this.#model
    if (!outlook) return
    const { solid, watched = 0 } = outlook
    for (const reread of rereads.length === 0 ? [undefined] : rereads)
      await this.#treasury('transaction.expire', { chain, txid, solid, watched, ...(reread === undefined ? {} : { reread }) })
  }

  /** What came to an address and stays is moved to the hot one, once. */
  #sweep(): void {
    const { random } = this.#world
    for (const [address, cameMicro] of this.#incoming.settled) {
      const index = this.#model.indexes.get(address)
      const amountMicro = cameMicro - (this.#swept.get(address) ?? 0n)
      if (index === undefined || amountMicro < usdt || !random.chance(0.1)) continue
      this.#swept.set(address, cameMicro)
      this.#sweeps += 1
      // Two replicas may plan the same sweep, with what each has seen.
      for (let replica = 0; replica < random.between(1, 2); replica += 1) {
        void this.#treasury('sweep.plan', {
          sweep: `${address}x${this.#sweeps}`, chain, address, index, to: keys.hot, amountMicro, patienceMs,
          facts: { ...facts, lendableSun: random.chance(0.7) ? 10_000_000_000 : 0 },
        })
      }
    }
  }

  async #people(): Promise<void> {
    const { random } = this.#world
    for (;;) {
      await this.#client.wait(random.between(5_000, 30_000))
      for (const paid of this.#model.payouts.values()) if (!isOver(paid)) await this.#decide(paid)
      for (const { is, dispatch } of this.#model.dispatches.values()) {
        if (is === 'halted') await this.#treasury('dispatch.retry', { dispatch, operator: 'opr_a', reason: 'simulated' }, 'opr_a')
      }
      for (const incident of this.#model.incidents) {
        await this.#treasury('incident.propose_closing', { incident, operator: 'opr_a', reason: 'simulated' }, 'opr_a')
        await this.#treasury('incident.approve_closing', { incident, operator: 'opr_b' }, 'opr_b')
      }
      for (const deposit of this.#models.suspense.strangers.keys()) if (random.chance(0.02)) await this.#keepsPart(deposit)
    }
  }

  /** Some of what a stranger sent becomes the operator's, while payments may be assigned the same. */
  async #keepsPart(deposit: string): Promise<void> {
    const stranger = this.#models.suspense.strangers.get(deposit)
    if (stranger === undefined) return
    const ofDeposit = { chain, address: stranger.address, deposit }
    const amountMicro = stranger.amountMicro / BigInt(this.#world.random.between(2, 40))
    const verdict = { outcome: 'equity', amountMicro }
    await this.#treasury('address.propose_verdict', { ...ofDeposit, verdict, operator: 'opr_a', reason: 'simulated' }, 'opr_a')
    await this.#treasury('address.approve_verdict', { ...ofDeposit, operator: 'opr_b' }, 'opr_b')
  }

  async #decide({ payout, payee, is, operators }: Paid): Promise<void> {
    const { random } = this.#world
    const party = payeeKey(payee)
    if (random.chance(0.02)) await this.#treasury('payout.cancel', { payout, party, by: party }, party)
    if (random.chance(0.02)) await this.#treasury('payout.reject', { payout, operator: 'opr_a', reason: 'simulated' }, 'opr_a')
    if (is !== 'approving') return
    const operator = operators === 0 ? 'opr_a' : 'opr_b'
    await this.#treasury('payout.approve', { payout, operator }, operator)
  }
}
