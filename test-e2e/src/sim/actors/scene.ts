import type { Random } from '../engine/random.ts'
import type { Seen } from '../models/payment-model.ts'

/** An act of somebody on a payment: the verb of the order service and the rest of its data. */
export type Act = { readonly verb: string; readonly data: object; readonly actor: string }

/** Something that may be done next and how likely; undefined is to wait. */
export type Choice = readonly [weight: number, act: Act | undefined]

/** What kind of story a payment is likely to become, so that every exit is met often enough. */
export const tempers = ['usual', 'smooth', 'idle', 'unpaid', 'refunded', 'recalled', 'chain'] as const
type Temper = (typeof tempers)[number]

/** One moment of a payment: what is known of it, and everybody who may act. */
export type Scene = {
  readonly seen: Seen
  readonly random: Random
  readonly nowMs: number
  /** What is in suspense, by the transfers it came by. */
  readonly items: readonly string[]
  readonly is: (temper: Temper) => boolean
  /** The weight of what goes wrong by people's fault: nothing where the story is to go well. */
  readonly mishap: (weight: number) => number
  readonly customer: (verb: string, data?: object) => Act
  readonly acceptor: (verb: string, data?: object) => Act
  readonly merchant: (verb: string, data?: object) => Act
  readonly operator: (verb: string, data?: object, name?: string) => Act
  /** The second person approves what the first has proposed. */
  readonly approve: () => Choice
}

export const reason = 'simulated'

export const sceneOf = (seen: Seen, random: Random, nowMs: number, items: readonly string[] = []): Scene => {
  const is = (temper: Temper): boolean => seen.temper === temper
  const isSmooth = is('smooth') || is('recalled')
  const operator = (verb: string, data: object = {}, name = 'opr_a'): Act => ({
    verb,
    data: { by: { role: 'operator', operator: name, relatedOwners: [] }, ...data },
    actor: name,
  })
  return {
    seen,
    random,
    nowMs,
    items,
    is,
    operator,
    mishap: (weight) => (isSmooth ? 0 : weight),
    customer: (verb, data = {}) => ({
      verb,
      data: { by: { role: 'customer', sessionHash: seen.sessionHash }, ...data },
      actor: 'customer',
    }),
    acceptor: (verb, data = {}) => ({
      verb,
      data: { by: { role: 'acceptor', acceptor: seen.acceptor }, ...data },
      actor: seen.acceptor,
    }),
    merchant: (verb, data = {}) => ({
      verb,
      data: { by: { role: 'merchant', merchant: seen.merchant }, ...data },
      actor: seen.merchant,
    }),
    approve: () => {
      const second = seen.proposedBy === 'opr_a' ? 'opr_b' : 'opr_a'
      return [seen.proposedBy === undefined ? 0 : 60, operator('approve_judgement', {}, second)]
    },
  }
}

/** A bank reference; now and then two customers give the same one. */
export const referenceOf = (random: Random): string =>
  random.chance(0.06) ? 'ab'.repeat(32) : random.hex32() + random.hex32()

export const evidenceOf = (random: Random, bankProof: boolean): object => ({
  evidence: `evd_${random.hex32()}`,
  digest: random.hex32() + random.hex32(),
  kind: 'statement',
  bankProof,
  sizeBytes: 1_000,
})

export const least = (minor: bigint): bigint => (minor < 1n ? 1n : minor)

/** What the acceptor says it received; the bank's reference comes from one side or both. */
export const confirmation = ({ seen, random, acceptor }: Scene, receivedMinor: bigint): Act =>
  acceptor('confirm', {
    receivedMinor,
    payerMatches: random.chance(0.8),
    ...(random.chance(0.5)
      ? { bankReferenceHash: seen.bankReferenceHash || referenceOf(random) }
      : {}),
  })

/** The customer says that it was paid: in time by `claim`, after the end by `late_claim`. */
export const claim = ({ random, customer }: Scene, verb: 'claim' | 'late_claim'): Act =>
  customer(verb, { bankReferenceHash: referenceOf(random), sealedReference: 'sealed' })
