import type { SealedEvent } from '../leaf.ts'

/** One movement as an event of the ledger tells it, in millionths of a unit. */
export type Movement = {
  readonly id: string
  readonly kind: 'post' | 'pend' | 'post_pending' | 'void_pending'
  readonly pending: string | undefined
  readonly debit: string
  readonly credit: string
  readonly amountMicro: bigint
  readonly releasedMicro: bigint
  readonly debitAfter: After
  readonly creditAfter: After
}

/** What the event says an account has in its normal direction, and what is pending out of it. */
export type After = { readonly postedMicro: bigint; readonly pendingMicro: bigint }

export type Movements = { readonly ledger: string; readonly transfers: readonly Movement[] }

type Json = Readonly<Record<string, unknown>>

/** The event's data are of a form that this program does not read: it must not guess. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

const text = (json: Json, field: string): string => {
  const value = json[field]
  if (typeof value !== 'string' || value === '') throw new Unreadable(`${field} is no text`)
  return value
}

const micro = (json: Json, field: string): bigint => {
  const value = json[field]
  if (typeof value !== 'string' || !/^-?\d{1,60}$/.test(value)) {
    throw new Unreadable(`${field} is no amount`)
  }
  return BigInt(value)
}

const object = (value: unknown, what: string): Json => {
  if (typeof value !== 'object' || value === null) throw new Unreadable(`${what} is no object`)
  return value as Json
}

const after = (json: Json, field: string): After => {
  const balance = object(json[field], field)
  return { postedMicro: micro(balance, 'postedMicro'), pendingMicro: micro(balance, 'pendingMicro') }
}

const kinds = new Set(['post', 'pend', 'post_pending', 'void_pending'])

const movementOf = (value: unknown): Movement => {
  const json = object(value, 'a transfer')
  const kind = text(json, 'kind')
  if (!kinds.has(kind)) throw new Unreadable(`kind ${kind} is unknown`)
  return {
    id: text(json, 'id'),
    kind: kind as Movement['kind'],
    pending: json['pending'] === undefined ? undefined : text(json, 'pending'),
    debit: text(json, 'debit'),
    credit: text(json, 'credit'),
    amountMicro: micro(json, 'amountMicro'),
    releasedMicro: json['releasedMicro'] === undefined ? 0n : micro(json, 'releasedMicro'),
    debitAfter: after(json, 'debitAfter'),
    creditAfter: after(json, 'creditAfter'),
  }
}

/**
 * The movements of an event of the ledger's log, undefined where it tells of none (a refusal). Throws
 * `Unreadable` for a type or version that is not known here: what it moved nobody could say.
 */
export const movementsOf = ({ type, version, data }: SealedEvent): Movements | undefined => {
  if (type === 'transfers.refused') return undefined
  if (type !== 'transfers.accepted' || version !== 1) {
    throw new Unreadable(`${type} in version ${version} is not known to this verifier`)
  }
  const json = object(JSON.parse(data), 'data')
  const transfers = json['transfers']
  if (!Array.isArray(transfers)) throw new Unreadable('transfers is no list')
  return { ledger: text(json, 'ledger'), transfers: transfers.map(movementOf) }
}
