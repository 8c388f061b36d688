import {
  paymentEvents, type FixedAmount, type MessageOf, type PayerStanding, type PaymentOption,
} from '@stablegate/contracts'
import { decodeEvent } from '@stablegate/kernel'
import { choiceWindowMs } from '../store/choices.ts'
import { neighbourhoodOf } from './address-list.ts'
import { Problem } from './problem.ts'
import type { Call } from './route.ts'

/** Rule 18: what choices may cost acceptors before anybody has paid. Zero is no limit. */
export type ChoiceLimits = {
  readonly perAddress: number
  readonly perMerchant: number
  /** Until an order of theirs was settled, a payer's orders are at most so large. */
  readonly firstOrderMicro: bigint
}

export type Choice = {
  readonly payment: string
  readonly fingerprint: string
  readonly currency: string
  readonly method: string
}

type Terms = { readonly merchant: string; readonly amount: FixedAmount }
type Created = MessageOf<typeof paymentEvents.created>

/** From the log, for a payment may be chosen for the moment it was made; undefined where there is none. */
const termsOf = async (call: Call, payment: string): Promise<Terms | undefined> => {
  const [first] = await call.gateway.host.events.readStream(`order.payment-${payment}`, 0, 1)
  return first?.type === paymentEvents.created.type
    ? (decodeEvent(paymentEvents.created, first) as unknown as Created).data
    : undefined
}

const assertNotTooMany = async (call: Call, { merchant }: Terms): Promise<void> => {
  const { settings: { choiceLimits: { perAddress, perMerchant } }, choices, master } = call.gateway
  const from = master.digest('fingerprint', 'address', neighbourhoodOf(call.address))
  const limits = [
    // Addresses are people: what is kept of them is a keyed hash.
    { name: `address:${from.toString('hex').slice(0, 40)}`, most: perAddress },
    { name: `merchant:${merchant}`, most: perMerchant },
  ].filter(({ most }) => most > 0)
  if (limits.length === 0) return
  const counts = await choices.count(limits.map(({ name }) => name), call.nowMs)
  if (limits.every(({ most }, index) => (counts[index] ?? 0) <= most)) return
  throw new Problem('choices_limited', { retryAfterMs: choiceWindowMs - call.nowMs % choiceWindowMs })
}

/** What the order would take of an acceptor, as prices are now. */
const microOf = async (call: Call, { merchant, amount }: Terms, { currency, method }: Choice): Promise<bigint> => {
  if (amount.fix === 'usdt') return amount.usdtMicro
  const options = await call.gateway.ask<readonly PaymentOption[]>('matching', 'options', {
    ledger: call.gateway.ledger, amount, merchant, atMs: call.nowMs,
  })
  return options.find((option) => option.currency === currency && option.method === method)?.usdtMicro ?? 0n
}

/** Throws where this payer, this address or this merchant's customers have asked for enough. */
export const assertMayChoose = async (call: Call, choice: Choice): Promise<void> => {
  const { perAddress, perMerchant, firstOrderMicro } = call.gateway.settings.choiceLimits
  const isLimited = perAddress > 0 || perMerchant > 0 || firstOrderMicro > 0n
  const terms = isLimited ? await termsOf(call, choice.payment) : undefined
  if (terms) await assertNotTooMany(call, terms)
  const { settled, coolsUntilMs } = await call.gateway.ask<PayerStanding>(
    'acceptor', 'payerStanding', { fingerprint: choice.fingerprint, atMs: call.nowMs })
  if (coolsUntilMs > call.nowMs) throw new Problem('payer_cooling_down', { retryAfterMs: coolsUntilMs - call.nowMs })
  if (!terms || firstOrderMicro === 0n || settled > 0) return
  if (await microOf(call, terms, choice) > firstOrderMicro) throw new Problem('first_order_too_large')
}
