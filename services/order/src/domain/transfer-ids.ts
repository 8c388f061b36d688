import { escrowIdOf } from '@stablegate/contracts'

/** What a transfer of the ledger is for; its id is a function of the payment and the occasion, for ever. */
export const occasions = [
  'escrow',
  'void',
  'post',
  'release',
  'reserve',
  'recall',
  'appeal',
  'apply',
  'aside',
  'assign',
  'reverse',
] as const
export type Occasion = (typeof occasions)[number]

/** `count` tells repetitions of one occasion apart: the attempt, or which recall or appeal it is. */
export const transferIdOf = (occasion: Occasion, payment: string, count: number): string =>
  occasion === 'escrow' ? escrowIdOf(payment, count) : `${occasion}:${payment}:${count}`

/** The id of a movement that is asked for again after its first id was refused and spent. */
export const retriedId = (id: string, retry: number): string => `${id}/r${retry}`

/** Undefined for an id that this service did not make. */
export const parseTransferId = (
  id: string,
):
  { readonly occasion: Occasion; readonly payment: string; readonly count: number } | undefined => {
  const [name, payment, count] = id.split(/[:/]/)
  const occasion = occasions.find((known) => known === name)
  if (!occasion || !payment || !count || !/^\d{1,6}$/.test(count)) return undefined
  return { occasion, payment, count: Number(count) }
}
