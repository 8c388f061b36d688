import type { Call } from '../http/route.ts'
import { Problem } from '../http/problem.ts'

/** A checkpoint as the sealer tells it. */
export type SealedCheckpoint = {
  readonly log: string
  readonly incarnation: string
  readonly size: number
  readonly position: number
  readonly text: string
  readonly atMs: number
  readonly published: boolean
}

export type SealedLogs = {
  readonly logs: readonly (SealedCheckpoint & { readonly sealed: number; readonly fault: string | null })[]
  readonly keys: readonly { readonly key: string; readonly firstUsedAtMs: number }[]
}

export const sealedLogs = (call: Pick<Call, 'gateway'>): Promise<SealedLogs> =>
  call.gateway.ask<SealedLogs>('sealer', 'newest', {})

/** A checkpoint of a log by its size, or the newest. Throws `not_found` where none was signed. */
export const checkpointAt = async (
  call: Pick<Call, 'gateway'>, log: string,
  of: { readonly size?: number | undefined; readonly incarnation?: string | undefined } = {},
): Promise<SealedCheckpoint> => {
  const [row] = await call.gateway.ask<readonly SealedCheckpoint[]>('sealer', 'checkpoints', {
    log, limit: 1, ...(of.size === undefined ? {} : { size: of.size }),
    ...(of.incarnation === undefined ? {} : { incarnation: of.incarnation }),
  })
  if (row === undefined) throw new Problem('not_found')
  return row
}
