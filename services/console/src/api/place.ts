/** Where somebody stands in a list: at its beginning, behind an item, or before one. */
export type Place = {
  readonly after?: string
  readonly before?: string
  readonly page: number
  /** Where they came from, further on. */
  readonly from?: Place
}

export const beginning: Place = { page: 1 }

/** What a page shows: the cursors of its ends, and whether there is more the way that it was read. */
export type Shown = { readonly first: string | undefined; readonly last: string | undefined; readonly hasMore: boolean }

/** A page that was read back to the beginning may be a short one; read from there it is as long as all others. */
export const isBeginning = ({ before }: Place, { hasMore }: Shown): boolean => before !== undefined && !hasMore

/** The page behind this one; whoever came back from there knows that there is one. */
export const furtherOf = (place: Place, { last, hasMore }: Shown): Place | undefined =>
  last !== undefined && (hasMore || place.before !== undefined) ? { after: last, page: place.page + 1, from: place } : undefined

/**
 * The page before this one: what stands right before its first item now, so that nothing is passed over
 * that came while somebody looked. A list that pages one way only shows again what it showed.
 */
export const backOf = (place: Place, shown: Shown, isOneWay: boolean): Place | undefined => {
  if (isOneWay) return place.from
  if ((place.after === undefined && place.before === undefined) || isBeginning(place, shown)) return undefined
  return shown.first === undefined ? beginning : { before: shown.first, page: Math.max(1, place.page - 1) }
}
