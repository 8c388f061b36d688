import type { PartyScreening } from '@stablegate/contracts'
import { sha256 } from '../crypto/master-key.ts'

/** Who wants to take part, as whoever screens is told: a name, and whose it is where that is another. */
export type ScreenedParty = { readonly kind: 'merchant' | 'acceptor'; readonly names: readonly string[] }

/** The port of screening at onboarding (rule 16). A rejection of the promise is no answer: nobody is taken on without one. */
export interface PartyScreener {
  screen(party: ScreenedParty): Promise<PartyScreening>
}

/** One spelling for what a person would call the same: width, case, accents, punctuation, spaces. */
const normalised = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  .replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim()

const listed = (list: readonly string[], names: readonly string[]): boolean =>
  names.some((name) => list.some((entry) => ` ${normalised(name)} `.includes(` ${entry} `)))

/** Screens by lists of names: a name is on a list when all words of an entry stand in it, one after the other. */
export class ListPartyScreener implements PartyScreener {
  readonly #reject: readonly string[]
  readonly #hold: readonly string[]
  readonly #listDigest: string

  constructor(lists: { readonly reject: readonly string[]; readonly hold: readonly string[] }) {
    const clean = (list: readonly string[]): readonly string[] => [...new Set(list.map(normalised).filter((one) => one !== ''))].sort()
    this.#reject = clean(lists.reject)
    this.#hold = clean(lists.hold)
    this.#listDigest = sha256(JSON.stringify([this.#reject, this.#hold]))
  }

  screen({ names }: ScreenedParty): Promise<PartyScreening> {
    const listDigest = this.#listDigest
    if (listed(this.#reject, names)) return Promise.resolve({ outcome: 'reject', reason: 'name on the reject list', listDigest })
    if (listed(this.#hold, names)) return Promise.resolve({ outcome: 'hold', reason: 'name on the hold list', listDigest })
    return Promise.resolve({ outcome: 'pass', reason: 'on no list', listDigest })
  }
}
