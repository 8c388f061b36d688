import { encode } from '@stablegate/kernel'
import type { NodePool } from '../chain/node-pool.ts'
import { NodeFault } from '../chain/node.ts'
import type { ChainBlock } from '../domain/block.ts'
import { findingsIn, type Findings, type Watched } from '../domain/matching.ts'
import { ChainDistrusted } from './errors.ts'

/** Of the blocks in which nothing was found, one in so many is read from a second node as well. */
const sampledBlocks = 16

export const isEmpty = ({ transfers, notes }: Findings): boolean => transfers.length === 0 && notes.length === 0

/**
 * Whether one node's word on a block is not enough. Its hash binds the transactions, not what they
 * logged, so each block in which anything was found is read twice; and some of the others, since a node
 * may leave out what another shows.
 */
export const isLookedAtTwice = (number: number, ...readings: readonly (Findings | undefined)[]): boolean =>
  number % sampledBlocks === 0 || readings.some((findings) => findings !== undefined && !isEmpty(findings))

export type SecondWord = 'agreed' | 'none_other' | 'not_yet'

/**
 * Reads a solid block from another node and compares what it holds for us. Throws `ChainDistrusted` where
 * the two say different things: nobody here can tell which one is right.
 */
export const secondLook = async (
  block: ChainBlock, findings: Findings, nodes: NodePool, watched: Watched, signal?: AbortSignal,
): Promise<SecondWord> => {
  let other: ChainBlock | undefined
  try {
    other = await nodes.again(block, signal)
  } catch (error) {
    if (error instanceof NodeFault && error.kind === 'absent') return 'not_yet'
    throw error
  }
  if (other === undefined) return 'none_other'
  const { number, hash } = block
  if (other.hash !== hash) throw new ChainDistrusted('nodes_disagree', `there are two solid blocks ${number}`)
  if (encode(findingsIn(other, watched)) === encode(findings)) return 'agreed'
  throw new ChainDistrusted('receipts_disagree', `two nodes say different things of what block ${number} holds`)
}
