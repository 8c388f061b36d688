import { pageOf } from '@stablegate/kernel'
import { z } from 'zod'
import { Problem } from './problem.ts'
import { list } from './wire.ts'

const limit = z.coerce.number().int().min(1).max(100).default(20)

/** Paging of a list whose items name themselves by `cursor`, which is their `called`: on from one, or back from one. */
export const pagingBy = <Cursor extends z.ZodType>(cursor: Cursor, called = 'Id') => ({
  ...onwardBy(cursor, called),
  ending_before: cursor.optional().describe(`${called} of the first item of the page after: gives the page before that`),
})

/** Only on, as for files that are read from their beginning. */
export const onwardBy = <Cursor extends z.ZodType>(cursor: Cursor, called = 'Id') => ({
  limit, starting_after: cursor.optional().describe(`${called} of the last item of the page before`),
})

const anyId = z.string().max(80)

/** Pages of lists: newest or first ids first, as the operation says. */
export const paging = pagingBy(anyId)
export const onward = onwardBy(anyId)
export const page = z.strictObject(paging)

/** Lists of a log, by the position of their items. */
export const cursorPaging = pagingBy(z.string().regex(/^\d{1,15}$/), '`cursor`')

type Asked<Cursor> = { readonly limit: number; readonly starting_after?: Cursor | undefined; readonly ending_before?: Cursor | undefined }

/** From which item which way; an empty cursor is none. */
export const fromOf = <Cursor extends string | number>(
  { starting_after: after, ending_before: before }: Asked<Cursor>,
): { readonly cursor: Cursor | undefined; readonly backward: boolean } => {
  if (after && before) {
    throw new Problem('request_invalid', { errors: [{ pointer: 'query/ending_before', detail: 'not beside `starting_after`' }] })
  }
  return { cursor: after || before || undefined, backward: Boolean(before) }
}

/** The same for a query that knows its cursor by this name. */
export const fromAs = <Cursor extends string | number>(
  name: 'startingAfter' | 'before' | 'after', asked: Asked<Cursor>, shape: (cursor: Cursor) => string | number = (cursor) => cursor,
): object => {
  const { cursor, backward } = fromOf(asked)
  return cursor === undefined ? {} : { [name]: shape(cursor), ...(backward ? { backward } : {}) }
}

/** A page of rows that are one more than was asked for where there is more that way. */
export const pageList = <Row>(rows: readonly Row[], asked: Asked<string | number>, shown: (row: Row) => object): object => {
  const { rows: own, hasMore } = pageOf(rows, asked.limit, fromOf(asked).backward)
  return list(own.map(shown), hasMore)
}
