import type { Call } from '../http/route.ts'

/** Names are given once, for ever; as many are kept as fit. */
const names = new Map<string, string>()
const maxNames = 10_000

/** Rule 18: the page says who is paid. Empty where the merchant is not known yet. */
export const merchantName = async (call: Call, merchant: string): Promise<string> => {
  const kept = names.get(merchant)
  if (kept !== undefined) return kept
  const row = await call.gateway.host.views.selectFrom('merchants').select('name').where('id', '=', merchant)
    .executeTakeFirst() as { readonly name: string } | undefined
  if (!row) return ''
  if (names.size >= maxNames) names.clear()
  names.set(merchant, row.name)
  return row.name
}
