/** A file for a spreadsheet ends here; the next one begins after its last line. */
export const maxCsvLines = 10_000
const pageLines = 500

type Page<Row> = { readonly rows: readonly Row[]; readonly hasMore: boolean }
export type PageAsked = { readonly limit: number; readonly before?: string }

/** Page after page of a query, until there are as many as wanted or no more. */
export const allLines = async <Row extends { readonly id: string }>(
  pageOf: (asked: PageAsked) => Promise<Page<Row>>, limit: number, startingAfter: string | undefined,
): Promise<readonly Row[]> => {
  const all: Row[] = []
  for (let before = startingAfter; all.length < limit;) {
    const { rows, hasMore } = await pageOf({ limit: Math.min(pageLines, limit - all.length), ...(before ? { before } : {}) })
    all.push(...rows)
    before = rows.at(-1)?.id
    if (!hasMore || before === undefined) break
  }
  return all
}
