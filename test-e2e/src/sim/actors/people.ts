import type { PaymentStatus } from '@stablegate/contracts'
import type { Random } from '../engine/random.ts'
import { freeMicro, isFinal, type Seen } from '../models/payment-model.ts'
import { afterClaim } from './after-claim.ts'
import { afterEnd } from './after-end.ts'
import { beforeClaim } from './before-claim.ts'
import { type Act, type Choice, type Scene, sceneOf } from './scene.ts'

const choicesBy: Readonly<Partial<Record<PaymentStatus, (scene: Scene) => readonly Choice[]>>> = {
  ...beforeClaim,
  ...afterClaim,
  ...afterEnd,
}

/**
 * What somebody does next, by the state as the world sees it. People also err: the state may have
 * changed by the time their act arrives, and then it is refused.
 */
export const nextAct = (seen: Seen, random: Random, nowMs: number, items: readonly string[]): Act | undefined => {
  const choices = choicesBy[seen.status]?.(sceneOf(seen, random, nowMs, items)) ?? []
  let dice = random.next() * choices.reduce((sum, [weight]) => sum + weight, 0)
  for (const [weight, act] of choices) {
    dice -= weight
    if (dice < 0) return act
  }
  return undefined
}

/** After the storm operators work off what only a human can end. */
export const workOff = (seen: Seen, random: Random): Act | undefined => {
  const { operator, approve } = sceneOf(seen, random, 0)
  const reason = 'worked off'
  // What was proposed may have become impossible; then something else is proposed.
  if (seen.proposedBy !== undefined && random.chance(0.6)) return approve()[1]
  if (seen.status === 'disputed') {
    return operator('give_verdict', { verdict: { outcome: 'none', fiatGoesBack: false }, reason })
  }
  if (seen.status === 'late_case') return operator('decide_late', { outcome: 'deny', reason })
  if (seen.recallOpen) return operator('decide_recall', { outcome: 'denied', reason })
  if (seen.appealOpen) return operator('decide_appeal', { outcome: 'upheld', reason })
  if (seen.flagged) return operator('unflag', { reason })
  const free = freeMicro(seen)
  if (free <= 0n || !isFinal(seen)) return undefined
  // What the fee would eat cannot be taken; it can always be put aside.
  return random.chance(0.7)
    ? operator('accept_unapplied', { reason })
    : operator('set_aside', { amountMicro: free, reason })
}
