import type { DepositStage } from '@stablegate/contracts'

/**
 * What may follow each stage. Facts come in order and once, but a repetition, or an older one after
 * a newer, must change nothing; and one that was skipped must not stop those behind it.
 */
const after: Readonly<Record<DepositStage | 'none', readonly DepositStage[]>> = {
  none: ['observed', 'solid', 'booked', 'passed', 'held', 'rejected'],
  observed: ['orphaned', 'solid', 'booked', 'passed', 'held', 'rejected'],
  orphaned: ['observed', 'solid', 'booked', 'passed', 'held', 'rejected'],
  solid: ['booked', 'passed', 'held', 'rejected', 'revoked'],
  booked: ['passed', 'held', 'rejected', 'revoked'],
  held: ['passed', 'rejected', 'revoked'],
  passed: ['revoked'],
  // People may still release what was blocked.
  rejected: ['passed', 'revoked'],
  revoked: ['observed', 'solid'],
}

export const mayFollow = (stage: DepositStage | 'none', next: DepositStage): boolean =>
  after[stage].includes(next)
