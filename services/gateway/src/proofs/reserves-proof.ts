import type { ChainName } from '@stablegate/contracts'
import type { Call } from '../http/route.ts'
import { Problem } from '../http/problem.ts'
import { checkpointAt, type SealedCheckpoint } from './sealed.ts'

type ProofRow = { readonly position: number; readonly at_ms: number }

const lookedAt = 50

/** The last proof of reserves that is sealed and not later than a checkpoint of the ledger; none where there is none. */
export const reservesProofBefore = async (
  call: Call, chain: ChainName, ledger: SealedCheckpoint,
): Promise<{ readonly position: number; readonly checkpoint: SealedCheckpoint } | undefined> => {
  const rows = await call.gateway.ask<readonly ProofRow[]>('treasury', 'proofs', { chain, limit: lookedAt })
  if (rows.length === 0) return undefined
  const checkpoint = await checkpointAt(call, 'treasury').catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'not_found') return undefined
    throw error
  })
  const row = checkpoint && rows.find(({ position, at_ms: atMs }) =>
    Number(position) <= checkpoint.position && Number(atMs) <= ledger.atMs)
  return row && checkpoint && { position: Number(row.position), checkpoint }
}
