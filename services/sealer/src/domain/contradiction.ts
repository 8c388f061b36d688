import { equalBytes, leafBytes, leafHash, type SealedEvent, type Sha256 } from '@stablegate/proof'
import type { Tree } from './tree.ts'

/** What is read now is not what was sealed: nothing more is signed of this log until it is. */
export type Contradiction = {
  readonly code: 'log_shrank' | 'sealed_event_changed' | 'signed_otherwise'
  readonly position: number
  readonly detail: string
}

/** Sealed leaves as they lie in a tile, each with the position of its event. */
export type SealedLeaf = { readonly position: number; readonly hash: Uint8Array }

/** The first of the sealed events that is gone or another, if one is. */
export const firstChanged = (
  sha256: Sha256, sealed: readonly SealedLeaf[], events: readonly SealedEvent[],
): Contradiction | undefined => {
  const byPosition = new Map(events.map((event) => [event.position, event]))
  for (const { position, hash } of sealed) {
    const event = byPosition.get(position)
    const isSame = event !== undefined && equalBytes(leafHash(sha256, leafBytes(event)), hash)
    if (isSame) continue
    return {
      code: 'sealed_event_changed', position,
      detail: event === undefined ? 'an event that was sealed is gone' : 'an event is not what was sealed',
    }
  }
  return undefined
}

/** A log only grows: its head can never stand before what is sealed of it. */
export const shrinking = (tree: Tree, headPosition: number): Contradiction | undefined =>
  headPosition >= tree.position ? undefined : {
    code: 'log_shrank', position: headPosition,
    detail: `the log ends at ${headPosition}, but was sealed up to ${tree.position}`,
  }

/** What was said to the world before, against the tree as it is now. */
export const against = (
  said: { readonly size: number; readonly root: Uint8Array }, rootNow: Uint8Array,
): Contradiction | undefined =>
  equalBytes(said.root, rootNow) ? undefined : {
    code: 'signed_otherwise', position: said.size,
    detail: `another tree of ${said.size} events was signed and published before`,
  }
