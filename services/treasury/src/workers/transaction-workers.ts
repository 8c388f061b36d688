import { hash } from 'node:crypto'
import { dispatchCommands, idFrom, incidentCommands, transactionCommands, type ChainName, type DispatchOrder } from '@stablegate/contracts'
import { RoundsWorker, type HostContext } from '@stablegate/host'
import { uuidv5 } from '@stablegate/kernel'
import { buildTransaction, refBlockOf, signedHex, transferCall, type TronAct } from '@stablegate/tron'
import type { ReadonlyKysely } from 'kysely/readonly'
import type { PayoutNodes, Prices } from '../chain/payout-node.ts'
import { needSun } from '../domain/sweep-cost.ts'
import { isPayout } from '../domain/transaction-dispatch.ts'
import type { DispatchRow, DispatchTables, Reread } from '../views/dispatches.ts'
import { stopsOf, type IncidentTables } from '../views/incidents.ts'
import { sweepFactsOf } from './sweep-facts.ts'

/** `balanceOf(address)` of a token. */
export const balanceSelector = '70a08231'

export type TransactionWorkerOptions = {
  readonly context: Pick<HostContext, 'views' | 'commands' | 'clock' | 'logger' | 'tail'>
  readonly chain: ChainName
  readonly token: string
  readonly hot: string
  readonly gas: string | undefined
  readonly nodes: PayoutNodes
  /** From the head block's time to the end of a transaction's life. */
  readonly lifeMs: number
  readonly maxFeeSun: number
  readonly pollMs: number
  /** How long between two broadcasts of the same bytes. */
  readonly broadcastMs: number
}

const rowsARound = 100
/** Energy of a call moves with the network's load between estimate and block. */
const feeMargin = 1.3

const accountOfSource = ({ source }: DispatchOrder, { hot, gas }: TransactionWorkerOptions): string => {
  if (source.role === 'deposit') return source.address
  const account = source.role === 'hot' ? hot : gas
  if (account === undefined) throw new Error(`no address is configured for ${source.role}`)
  return account
}

const actOf = (order: DispatchOrder, options: TransactionWorkerOptions): TronAct => {
  const from = accountOfSource(order, options)
  return order.kind === 'token'
    ? { kind: 'token', token: options.token, from, to: order.to, amountMicro: order.amountMicro }
    : { kind: order.kind, from, to: order.to, amountSun: order.amountSun }
}

type Cost = { readonly energy: number; readonly prices: Prices }

/** What a transfer would take now; undefined where it would fail. Other acts burn no energy. */
const costOf = async (act: TronAct, { nodes }: TransactionWorkerOptions, signal: AbortSignal): Promise<Cost | undefined> => {
  if (act.kind !== 'token') return { energy: 0, prices: { energySun: 0, bandwidthSun: 0, activationSun: 0 } }
  const [{ energy, reverted }, prices] = await Promise.all([
    nodes.simulate(act.from, act.token, transferCall(act.to, act.amountMicro), signal), nodes.prices(signal),
  ])
  return reverted ? undefined : { energy, prices }
}

/** The most that an act may burn: what it would cost now, with a margin. */
const feeLimitOf = ({ energy, prices }: Cost, { maxFeeSun }: TransactionWorkerOptions): number =>
  Math.min(maxFeeSun, Math.ceil(energy * prices.energySun * feeMargin))

const isFromHot = ({ kind, source }: DispatchOrder): boolean => kind === 'token' && source.role === 'hot'

/** TRX that the hot address lacks for one transfer more beside those on their way: short of it, that one burns its fee for nothing. */
const lackingSun = async ({ energy, prices }: Cost, underWay: number, { nodes, hot }: TransactionWorkerOptions,
  signal: AbortSignal): Promise<number> => {
  const [{ energyLeft, bandwidthLeft }, balanceSun] = await Promise.all([nodes.resources(hot, signal), nodes.balanceSun(hot, signal)])
  const { energySun: energyPriceSun, bandwidthSun: bandwidthPriceSun } = prices
  return needSun({ energy, energyLeft, energyPriceSun, bandwidthLeft, bandwidthPriceSun }, underWay + 1) - (balanceSun ?? 0)
}

/** What a sweep needs of its address, as long as it is not there nothing is built: TRX or energy, and an account to lend to. */
const isReady = async ({ kind, source, to, ...order }: DispatchOrder, { nodes, token, gas }: TransactionWorkerOptions,
  signal: AbortSignal): Promise<boolean> => {
  if (kind === 'delegate') return await nodes.balanceSun(to, signal) !== undefined
  if (source.role !== 'deposit' || kind !== 'token' || gas === undefined || !('amountMicro' in order)) return true
  const facts = await sweepFactsOf({ nodes, token, gas, address: source.address, to, amountMicro: order.amountMicro }, signal)
  return facts !== undefined && facts.active && facts.balanceSun >= needSun(facts)
}

/** Two equal orders of one moment must not become the same bytes. */
const spreadMs = 60_000
const ownMoment = (dispatch: string, attempt: number): number =>
  Number.parseInt(hash('sha256', `${dispatch}/${attempt}`, 'hex').slice(0, 8), 16) % spreadMs

/** A view that is behind shows as due what has landed and taken its fee; what lacks TRX for so long is due. */
const lackPatienceMs = 5_000

/** The hot address has not what the network would take for this one. */
class LacksTrx extends Error {
  override readonly name = 'LacksTrx'
  readonly row: DispatchRow
  readonly lackSun: number

  constructor(row: DispatchRow, lackSun: number) {
    super(`${row.id} would fail as things stand: the hot address lacks ${lackSun} sun for its fee`)
    this.row = row
    this.lackSun = lackSun
  }
}

/** Asks whether bytes of a payout may be built. */
type Look = (row: DispatchRow, signal: AbortSignal) => Promise<void>

/** Builds the next attempt of what waits, unless an incident forbids it. */
export const transactionBuilder = (options: TransactionWorkerOptions & { readonly look: Look }): RoundsWorker => {
  const { context, chain, nodes, lifeMs, pollMs, look } = options

  let lackingSince: { readonly id: string; readonly sinceMs: number } | undefined

  /**
   * One incident at a time, by the oldest that waits: told again it is the same, also one that people have
   * closed; those behind it wait for the same thing.
   */
  const lacksTrx = async ({ row: { id, attempts }, lackSun }: LacksTrx): Promise<void> => {
    const nowMs = context.clock.now()
    if (lackingSince?.id !== id) lackingSince = { id, sinceMs: nowMs }
    if (nowMs - lackingSince.sinceMs < lackPatienceMs) return
    const views: ReadonlyKysely<IncidentTables> = context.views
    const open = await views.selectFrom('incidents').select('id').where('chain', '=', chain).where('kind', '=', 'hot_lacks_trx')
      .where('state', '!=', 'closed').executeTakeFirst()
    if (open !== undefined) return
    const incident = idFrom('incident', `trx ${id} ${attempts}`)
    await context.commands.send(incidentCommands.open.type, {
      incident, chain, kind: 'hot_lacks_trx', stops: [], cause: id,
      detail: `The hot address ${options.hot} lacks ${lackSun} sun of TRX for the fee: payouts wait until it has them`,
    }, { id: uuidv5('hot-lacks-trx', incident), actor: 'treasury:builder' })
  }

  /** Whether bytes were built. */
  const build = async (row: DispatchRow, underWay: number, signal: AbortSignal): Promise<boolean> => {
    const { id, order, attempts } = row
    const attempt = attempts + 1
    const act = actOf(order, options)
    if (!await isReady(order, options, signal)) return false
    const cost = await costOf(act, options, signal)
    if (cost === undefined) throw new Error(`${id} would fail as things stand`)
    const lackSun = isFromHot(order) ? await lackingSun(cost, underWay, options, signal) : 0
    if (lackSun > 0) throw new LacksTrx(row, lackSun)
    // The answer is an event, and that wakes this worker again.
    if (isPayout(id) && Number(row.allowed_until_ms) < context.clock.now()) {
      await look(row, signal)
      return false
    }
    const head = await nodes.head(signal)
    const { rawHex, txid } = buildTransaction(act, {
      ...refBlockOf(head), expiresAtMs: head.atMs + lifeMs, timestampMs: head.atMs - ownMoment(id, attempt),
      feeLimitSun: feeLimitOf(cost, options),
    })
    // Whoever else built this attempt was first, and that is as good.
    await context.commands.send(dispatchCommands.recordBuilt.type, { dispatch: id, attempt, rawHex },
      { id: uuidv5('built', id, attempt, txid), actor: 'treasury:builder' })
    return true
  }

  const round = async (signal: AbortSignal): Promise<void> => {
    const views: ReadonlyKysely<DispatchTables & IncidentTables> = context.views
    const stops = await stopsOf(views, chain)
    if (stops.has('signing') || stops.has('payouts')) return
    const waiting: readonly DispatchRow[] = await views.selectFrom('dispatches').selectAll()
      .where('state', '=', 'waiting').where('chain', '=', chain).orderBy('position').limit(rowsARound).execute()
    const due = waiting.filter(({ expires_at_ms: lastMs }) => lastMs === null || Number(lastMs) < context.clock.now())
    const out: readonly Pick<DispatchRow, 'order'>[] = due.length === 0 ? [] : await views.selectFrom('dispatches').select('order')
      .where('state', 'in', ['built', 'signed']).where('chain', '=', chain).execute()
    let underWay = out.filter(({ order }) => isFromHot(order)).length
    let failed: Error | undefined
    let lacking: LacksTrx | undefined
    for (const row of due) {
      if (signal.aborted) return
      try {
        if (await build(row, underWay, signal) && isFromHot(row.order)) underWay += 1
      } catch (error) {
        // One that cannot be built keeps no other waiting.
        failed = error instanceof Error ? error : new Error(String(error))
        if (failed instanceof LacksTrx) lacking ??= failed
      }
    }
    if (lacking === undefined) lackingSince = undefined
    else await lacksTrx(lacking)
    if (failed !== undefined) throw failed
  }
  return new RoundsWorker({ name: 'transaction-builder', context, logs: ['treasury'], pollMs, round })
}

/** Hands signed bytes to the nodes, the same ones again and again, until they landed or expired. */
export const transactionBroadcaster = (options: TransactionWorkerOptions): RoundsWorker => {
  const { context, chain, nodes, broadcastMs } = options
  const lastMs = new Map<string, number>()

  const round = async (signal: AbortSignal): Promise<void> => {
    const views: ReadonlyKysely<DispatchTables> = context.views
    const signed: readonly DispatchRow[] = await views.selectFrom('dispatches').selectAll()
      .where('state', '=', 'signed').where('chain', '=', chain).orderBy('position').limit(rowsARound).execute()
    const nowMs = context.clock.now()
    for (const txid of lastMs.keys()) if (!signed.some((row) => row.txid === txid)) lastMs.delete(txid)
    for (const { id, txid, raw_hex: rawHex, signature, expires_at_ms: expiresAtMs } of signed) {
      if (signal.aborted) return
      if (txid === null || rawHex === null || signature === null) continue
      if (Number(expiresAtMs) <= nowMs || (lastMs.get(txid) ?? 0) + broadcastMs > nowMs) continue
      lastMs.set(txid, nowMs)
      const answers = await nodes.broadcast(signedHex(rawHex, signature), signal)
      const level = answers.some(({ code }) => code === 'SUCCESS' || code === 'DUP_TRANSACTION_ERROR') ? 'debug' : 'warn'
      context.logger[level]({ dispatch: id, txid, answers }, 'a transaction was broadcast')
    }
  }
  return new RoundsWorker({ name: 'transaction-broadcaster', context, logs: ['treasury'], pollMs: broadcastMs, round })
}

/** Tells transactions that their time is over, by the solid block up to which every fact was taken in. */
export const transactionExpirer = (options: TransactionWorkerOptions): RoundsWorker => {
  const { context, chain, pollMs } = options

  const round = async (): Promise<void> => {
    const views: ReadonlyKysely<DispatchTables> = context.views
    const outlook = await views.selectFrom('outlooks').selectAll().where('id', '=', chain).executeTakeFirst()
    if (outlook === undefined) return
    const solid = { number: Number(outlook.number), hash: outlook.hash, atMs: Number(outlook.at_ms) }
    const over = await views.selectFrom('transactions').select('id').where('state', '=', 'open')
      .where('chain', '=', chain).where('expires_at_ms', '<=', solid.atMs).limit(rowsARound).execute()
    // Which of them proves it, the transaction's stream knows: the newest first.
    const rereads = outlook.rereads.length === 0 ? [undefined] : outlook.rereads.toReversed()
    const expire = async (txid: string, reread: Reread | undefined): Promise<boolean> => {
      const answer = await context.commands.send(transactionCommands.expire.type,
        { chain, txid, solid, watched: Number(outlook.watched), ...(reread === undefined ? {} : { reread }) },
        { id: uuidv5('expire', txid, solid.hash, reread?.watched ?? 0), actor: 'treasury:expirer' })
      return answer.status === 'rejected'
    }
    for (const { id } of over) {
      for (const reread of rereads) if (!await expire(id, reread)) break
    }
  }
  return new RoundsWorker({ name: 'transaction-expirer', context, logs: ['treasury'], pollMs, round })
}
