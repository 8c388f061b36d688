/** Which way a page is read from its cursor: what lies beyond it, and the nearest of that first. */
export type Way = { readonly beyond: '<' | '>'; readonly order: 'asc' | 'desc' }

const up = { beyond: '>', order: 'asc' } as const
const down = { beyond: '<', order: 'desc' } as const

/** The way through a list that shows the least first; `backward` is from its end. */
export const ascending = (backward = false): Way => (backward ? down : up)

/** The way through a list that shows the greatest first. */
export const descending = (backward = false): Way => (backward ? up : down)

/**
 * A page of at most `limit` out of the rows of one way, which are one more where there is more that way.
 * What was read backward is turned round: a page stands in the order of its list, however one came to it.
 */
export const pageOf = <Row>(
  rows: readonly Row[], limit: number, backward = false,
): { readonly rows: readonly Row[]; readonly hasMore: boolean } => {
  const page = rows.slice(0, limit)
  return { rows: backward ? page.reverse() : page, hasMore: rows.length > limit }
}
