import type { ReadonlyKysely } from 'kysely/readonly'
import type { DispatchTables } from '../views/dispatches.ts'

/** How many dispatches there are whose ids begin so, and whether one of them is not over. */
export const sentBefore = async (
  views: ReadonlyKysely<DispatchTables>, prefix: string,
): Promise<{ readonly count: number; readonly open: boolean }> => {
  const rows = await views.selectFrom('dispatches').select('state').where('id', 'like', `${prefix}%`).execute()
  return { count: rows.length, open: rows.some(({ state }) => state !== 'landed' && state !== 'withdrawn') }
}

/** One after the other; one that cannot be looked at keeps no other waiting. */
export const each = async <Row>(
  rows: readonly Row[], act: (row: Row, signal: AbortSignal) => Promise<void>, signal: AbortSignal,
): Promise<void> => {
  let failed: Error | undefined
  for (const row of rows) {
    if (signal.aborted) return
    await act(row, signal).catch((error: unknown) => {
      failed = error instanceof Error ? error : new Error(String(error))
    })
  }
  if (failed !== undefined) throw failed
}
