import type { BlockRef } from '@stablegate/contracts'
import type { ChainBlock } from '../domain/block.ts'

/** `head`: what the node takes for the chain now. `solid`: only what its network will not undo. */
export type ChainViewpoint = 'head' | 'solid'

/**
 * The port `chain`: one node of one chain. What it returns is checked in itself: a block is the one
 * asked for, its hash is its own, and all its receipts are there. Anything less throws `NodeFault`.
 */
export interface ChainNode {
  /** For people: never with a key in it. */
  readonly name: string
  tip(viewpoint: ChainViewpoint, signal?: AbortSignal): Promise<BlockRef>
  /** Only what names a block: one light call. */
  ref(number: number, viewpoint: ChainViewpoint, signal?: AbortSignal): Promise<BlockRef>
  block(number: number, viewpoint: ChainViewpoint, signal?: AbortSignal): Promise<ChainBlock>
}

export const nodeFaults = [
  /** It does not answer, or not in time. */
  'unavailable',
  /** It asks to be left alone. */
  'limited',
  /** It does not have the block, or not yet all of it. Never taken for an empty block. */
  'absent',
  /** What it says cannot be true. */
  'malformed',
] as const
export type NodeFaultKind = (typeof nodeFaults)[number]

export class NodeFault extends Error {
  override readonly name = 'NodeFault'
  readonly kind: NodeFaultKind

  constructor(kind: NodeFaultKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}
