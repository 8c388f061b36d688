import type { SolidBalances } from './node-reader.ts'

/** A node that failed is not asked for so long, each time in a row longer, unless it is the only one. */
export const firstRestMs = 1_000
const longestRestMs = 60_000
/**
 * Nodes pass from block to block at moments of their own, and number and balances of one may change
 * a moment apart: so often they are asked before they have nothing in common.
 */
const tries = 3

export type Word = { readonly node: string; readonly actualMicro: bigint }

/** What an address holds at a solid block, or that its nodes do not say the same of it. */
export type Reading =
  | { readonly kind: 'agreed'; readonly block: number; readonly actualMicro: bigint }
  | { readonly kind: 'disputed'; readonly block: number; readonly words: readonly Word[] }

/** Where balances are read. A reading that could not be made now is undefined, and comes another time. */
export interface Balances {
  /** The last block that is solid by as many nodes as must agree. */
  solidNumber(signal: AbortSignal): Promise<number>
  read(address: string, signal: AbortSignal): Promise<Reading | undefined>
}

type Member = { readonly node: SolidBalances; restUntilMs: number; faultsInARow: number }
type Answer = Word & { readonly block: number }

/**
 * Nodes of which two must say the same: where two or more are configured, one alone proves nothing.
 * One that fails rests, and one at another block than the others is passed over. There is no vote:
 * nobody here can tell which of two is right.
 */
export class AgreeingNodes implements Balances {
  readonly #members: readonly Member[]
  readonly #needed: number
  readonly #now: () => number

  constructor(nodes: readonly SolidBalances[], now: () => number) {
    this.#members = nodes.map((node) => ({ node, restUntilMs: Number.NEGATIVE_INFINITY, faultsInARow: 0 }))
    this.#needed = Math.min(2, nodes.length)
    this.#now = now
  }

  async solidNumber(signal: AbortSignal): Promise<number> {
    const numbers = await this.#askAll((node) => node.solidNumber(signal), signal)
    const reached = numbers.toSorted((a, b) => b - a)[this.#needed - 1]
    if (reached === undefined) throw new Error('no node answers')
    return reached
  }

  async read(address: string, signal: AbortSignal): Promise<Reading | undefined> {
    let reading: Reading | undefined
    for (let left = this.#needed === 1 ? 1 : tries; left > 0 && reading?.kind !== 'agreed'; left -= 1) {
      const answers = await this.#askAll((node) => answerOf(node, address, signal), signal)
      reading = this.#conclude(answers.filter((answer) => answer !== undefined))
    }
    return reading
  }

  status(): readonly { readonly node: string; readonly resting: boolean }[] {
    return this.#members.map((member) => ({ node: member.node.name, resting: this.#rests(member) }))
  }

  #conclude(answers: readonly Answer[]): Reading | undefined {
    const blocks = [...new Set(answers.map(({ block }) => block))].toSorted((a, b) => b - a)
    const byBlock = blocks.map((block) => ({ block, words: answers.filter((answer) => answer.block === block) }))
    const disputed = byBlock.find(({ words }) => words.some(({ actualMicro }) => actualMicro !== words[0]?.actualMicro))
    if (disputed !== undefined) {
      const words = disputed.words.map(({ node, actualMicro }) => ({ node, actualMicro }))
      return { kind: 'disputed', block: disputed.block, words }
    }
    const agreed = byBlock.find(({ words }) => words.length >= this.#needed)
    const [word] = agreed?.words ?? []
    return word === undefined ? undefined : { kind: 'agreed', block: word.block, actualMicro: word.actualMicro }
  }

  /** What those say that do not rest. Fewer than must agree are none: it throws what went wrong. */
  async #askAll<Said>(ask: (node: SolidBalances) => Promise<Said>, signal: AbortSignal): Promise<readonly Said[]> {
    const asked = this.#members.filter((member) => !this.#rests(member))
    const settled = await Promise.allSettled(asked.map(async (member) => {
      try {
        const said = await ask(member.node)
        member.faultsInARow = 0
        return said
      } catch (error) {
        if (!signal.aborted) this.#rest(member)
        throw error
      }
    }))
    const said = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    if (said.length >= this.#needed) return said
    const cause: unknown = settled.find((each) => each.status === 'rejected')?.reason
    throw new Error(`${said.length} of ${this.#members.length} nodes answer, ${this.#needed} must`, { cause })
  }

  #rest(member: Member): void {
    member.restUntilMs = this.#now() + Math.min(longestRestMs, firstRestMs * 2 ** Math.min(member.faultsInARow, 10))
    member.faultsInARow += 1
  }

  #rests(member: Member): boolean {
    return this.#members.length > 1 && this.#now() < member.restUntilMs
  }
}

/** `balanceOf` has no past: it counts for a block only when that was the solid one before and after. */
const answerOf = async (node: SolidBalances, address: string, signal: AbortSignal): Promise<Answer | undefined> => {
  const block = await node.solidNumber(signal)
  const actualMicro = await node.balanceMicro(address, signal)
  return await node.solidNumber(signal) === block ? { node: node.name, block, actualMicro } : undefined
}
