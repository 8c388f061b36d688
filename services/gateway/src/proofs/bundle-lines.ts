import { bundleForm, type Claim, type Header, type SealedEvent } from '@stablegate/proof'
import type { Call } from '../http/route.ts'
import { Problem } from '../http/problem.ts'
import type { SealedCheckpoint } from './sealed.ts'

type Leaf = { readonly position: number; readonly hash: string }
type Path = { readonly position: number; readonly index: number; readonly path: readonly string[] }

const tilesAPage = 4
const tileWidth = 256

const line = (value: object): string => `${JSON.stringify(value)}\n`

export const headerLine = (
  subject: string, whole: string | null, checkpoints: readonly SealedCheckpoint[], claims: readonly Claim[],
): string => line({
  bundle: bundleForm, subject, whole, checkpoints: checkpoints.map(({ log, text }) => ({ log, text })), claims,
} satisfies Header)

export const endLine = (events: number): string => line({ end: { events } })

const fieldsOf = ({ id, log, position, stream, revision, type, version, data, metadata }: SealedEvent): SealedEvent =>
  ({ id, log, position, stream, revision, type, version, data, metadata })

/**
 * A log from its first event to the last of a checkpoint, as it is on the disk now, each event with
 * the leaf that was sealed for it: whoever verifies sees which of them differ.
 */
// oxlint-disable-next-line func-style -- a generator has no arrow
export async function* wholeLog(call: Pick<Call, 'gateway'>, checkpoint: SealedCheckpoint): AsyncGenerator<string, number> {
  const { log, incarnation, position: last } = checkpoint
  let [after, sent] = [0, 0]
  for (let tile = 0; after < last; tile += tilesAPage) {
    const leaves = await call.gateway.ask<readonly Leaf[]>('sealer', 'leaves', { log, incarnation, from: tile, tiles: tilesAPage })
    const hashes = new Map(leaves.map(({ position, hash }) => [position, hash]))
    const end = Math.min(leaves.at(-1)?.position ?? last, last)
    while (after < end) {
      const page = await call.gateway.host.events.readLog(log, after, tilesAPage * tileWidth, 'disk')
      const events = page.filter(({ position }) => position <= end)
      for (const event of events) yield line({ event: fieldsOf(event), leaf: hashes.get(event.position) ?? '' })
      sent += events.length
      // Where events are gone the rest of the page is missing: the verifier counts.
      after = events.length === 0 || events.length < page.length ? end : events.at(-1)?.position ?? end
    }
  }
  return sent
}

/** Single events of one log, each with its path. Throws `not_sealed_yet` where the checkpoint does not cover one. */
export const provenLines = async (
  call: Pick<Call, 'gateway'>, checkpoint: SealedCheckpoint, positions: readonly number[],
): Promise<readonly string[]> => {
  if (positions.length === 0) return []
  const { log, incarnation, size } = checkpoint
  const paths = await call.gateway.ask<readonly Path[]>('sealer', 'inclusion', { log, incarnation, size, positions })
  const found = new Map(paths.map((path) => [path.position, path]))
  return await Promise.all(positions.map(async (position) => {
    const proof = found.get(position)
    const [event] = await call.gateway.host.events.readLog(log, position - 1, 1, 'disk')
    if (proof === undefined || event?.position !== position) throw new Problem('not_sealed_yet', { retryAfterMs: 5_000 })
    return line({ event: fieldsOf(event), proof: { index: proof.index, path: proof.path } })
  }))
}
