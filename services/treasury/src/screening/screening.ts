import type { Screening as Outcome } from '@stablegate/contracts'

/** Money that came in, as whoever screens it is told. */
export type ScreenedMoney = {
  readonly chain: string
  readonly txid: string
  readonly from: string
  readonly to: string
  readonly amountMicro: bigint
}

export type ScreeningAnswer = { readonly outcome: Outcome; readonly reason: string }

/** The port `screening` (rule 16). A rejection of the promise is no answer: the same is asked again later. */
export interface Screening {
  screen(money: ScreenedMoney, signal: AbortSignal): Promise<ScreeningAnswer>
}

export type Lists = { readonly reject: ReadonlySet<string>; readonly hold: ReadonlySet<string> }

/** Screens by lists of senders; what is on none passes. */
export class ListScreening implements Screening {
  readonly #lists: Lists

  constructor(lists: Lists) {
    this.#lists = lists
  }

  async screen({ from }: ScreenedMoney): Promise<ScreeningAnswer> {
    if (this.#lists.reject.has(from)) return { outcome: 'reject', reason: 'sender on the reject list' }
    if (this.#lists.hold.has(from)) return { outcome: 'hold', reason: 'sender on the hold list' }
    return { outcome: 'pass', reason: 'on no list' }
  }
}
