import { fromBase64 } from '../bytes.ts'
import { logOfOrigin, parseSignedCheckpoint } from '../checkpoint/checkpoint.ts'
import { isConsistent } from '../merkle/verify.ts'
import { Findings, type Report } from './report.ts'
import type { Trust } from './verify-bundle.ts'

/** Two checkpoints and the path between them, as the API gives them. */
export type ConsistencyProof = {
  readonly older: string
  readonly newer: string
  readonly path: readonly string[]
}

/**
 * Whether the newer checkpoint only added to the older one. Where the reader has kept a checkpoint,
 * `trust.older` takes the place of the one that was sent along.
 */
export const verifyConsistency = (proof: ConsistencyProof, trust: Trust): Report => {
  const findings = new Findings()
  const [older, newer] = [trust.older ?? proof.older, proof.newer].map(parseSignedCheckpoint)
  const path = proof.path.map(fromBase64)
  if (older === undefined || newer === undefined || !path.every((step) => step !== undefined)) {
    findings.fault('checkpoint_unreadable', 'the checkpoints or the path cannot be read')
    return findings.report()
  }
  for (const { origin, size, note } of [older, newer]) {
    findings.check(trust.isSigned(note), `${origin} at ${size} is signed by the key that is trusted`, 'signature_wrong',
      `${origin} at ${size} bears no right signature of the key that is trusted`)
  }
  const isOneLog = logOfOrigin(older.origin) === logOfOrigin(newer.origin)
  findings.check(isOneLog && isConsistent(trust.sha256, older, newer, path),
    `the first ${older.size} of ${newer.size} events are unchanged`, 'forked',
    `the ${newer.size} events do not begin with the ${older.size} that were signed before`)
  return findings.report()
}
