import { call, type Item } from '../../api/client.ts'

export type Origin = Item<'listOriginsOfFunds'>

const pageSize = 50
/** So many orders at most are gathered into one bundle. */
const maxOrders = 2_000

/** All accepted orders of a time, newest first, page by page; `isWhole` says that none was left out. */
export const gatherOrigins = async (
  fromMs: number, toMs: number,
): Promise<{ readonly origins: readonly Origin[]; readonly isWhole: boolean }> => {
  const origins: Origin[] = []
  let after: string | undefined
  for (let seen = 0; seen < maxOrders; seen += pageSize) {
    const { data, has_more: hasMore } = await call('listOriginsOfFunds', {
      query: { limit: pageSize, ...(after === undefined ? {} : { starting_after: after }) },
    })
    origins.push(...data.filter(({ accepted_at: at }) => Date.parse(at) >= fromMs && Date.parse(at) < toMs))
    const last = data.at(-1)
    if (!hasMore || last === undefined || Date.parse(last.accepted_at) < fromMs) return { origins, isWhole: true }
    after = last.order
  }
  return { origins, isWhole: false }
}

export const originOfOrder = async (order: string): Promise<readonly Origin[]> =>
  (await call('listOriginsOfFunds', { query: { order } })).data
