import type { CaseRecord, Page } from '@stablegate/contracts'

/** A page as it was asked for: on from after an item, or back from before it. */
export type Asked = {
  readonly limit: number
  readonly startingAfter?: string | undefined
  readonly backward?: boolean | undefined
}

/**
 * The cases beside a payment's, one way or the other. Those of one payment are not torn apart, for its
 * id is the cursor: a page may be longer than its limit by what belongs to its last payment.
 */
export const casesFrom = <Case extends Pick<CaseRecord, 'payment'>>(
  all: readonly Case[],
  { limit, startingAfter, backward = false }: Asked,
): Page<Case> => {
  const inWay = backward ? all.toReversed() : all
  const from =
    startingAfter === undefined
      ? 0
      : 1 + inWay.findLastIndex(({ payment }) => payment === startingAfter)
  let to = Math.min(from + limit, inWay.length)
  while (to < inWay.length && inWay[to]?.payment === inWay[to - 1]?.payment) to += 1
  const items = inWay.slice(from, to)
  return { items: backward ? items.reverse() : items, hasMore: to < inWay.length }
}
