import type { GetCheckoutAnswer, ListOptionsItem } from '@stablegate/sdk'
import type { Typed } from './typed.ts'

/** What the server took along with the page: the answers that everybody with the link is given. */
export type Early = {
  readonly view: GetCheckoutAnswer
  readonly options?: readonly ListOptionsItem[]
  /** What was done with the page meanwhile, where the server drew it. */
  readonly typed?: Typed
}

/** Undefined where the page came without it, such as from the development server: then it is asked for. */
export const earlyIn = (root: HTMLElement, payment: string): Early | undefined => {
  const text = root.dataset['early']
  if (text === undefined) return undefined
  const early = JSON.parse(text) as Early
  return early.view.id === payment ? early : undefined
}
