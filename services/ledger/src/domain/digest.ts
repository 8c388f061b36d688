import type { TransferRequest } from '@stablegate/contracts'

/** Two lanes of 32 bits, mixed by different odd factors; set anew by every `digestOf`. */
let low = 0
let high = 0

/** Even letters go into one lane and odd ones into the other: half the work, and none is lost. */
const mixText = (text: string): void => {
  const end = text.length
  for (let index = 0; index < end; index += 2) {
    low = Math.imul(low ^ text.charCodeAt(index), 2654435761)
    if (index + 1 < end) high = Math.imul(high ^ text.charCodeAt(index + 1), 1597334677)
  }
  // The length ends the field, so that "ab","c" and "a","bc" differ.
  low = Math.imul(low ^ (end + 0x1000), 2246822519)
  high = Math.imul(high ^ (end + 0x1000), 3266489917)
}

const mixRequest = (request: TransferRequest): void => {
  mixText(request.kind)
  mixText(request.id)
  mixText(request.category)
  mixText(
    'amountMicro' in request && request.amountMicro !== undefined
      ? request.amountMicro.toString()
      : '',
  )
  switch (request.kind) {
    case 'post':
    case 'pend':
      mixText(request.debit)
      mixText(request.credit)
      return
    case 'post_pending':
    case 'void_pending':
      mixText(request.pending)
      return
    case 'cascade':
      for (const leg of request.legs) {
        mixText(leg.debit)
        mixText(leg.credit)
      }
  }
}

/**
 * A number of 51 bits for the content of a set of transfers. It only tells an exact repetition from
 * another use of ids that are spent anyway; nothing rests on it being hard to forge.
 */
export const digestOf = (transfers: readonly TransferRequest[]): number => {
  low = 0xdeadbeef ^ transfers.length
  high = 0x41c6ce57 ^ transfers.length
  for (const request of transfers) mixRequest(request)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  return (high & 0x7ffff) * 2 ** 32 + (low >>> 0)
}
