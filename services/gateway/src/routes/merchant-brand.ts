import type { Call } from '../http/route.ts'
import type { MerchantRow } from '../views/merchants.ts'

/** How a merchant shows itself to customers. */
export type Brand = {
  /** As the operator verified it: nobody calls themselves by another's. */
  readonly name: string
  readonly displayName: string | null
  readonly colour: string | null
}

const brands = new Map<string, Brand & { readonly untilMs: number }>()
const maxBrands = 10_000
/** A new name shows after this at the latest. */
const keptMs = 10_000

/** Rule 18: the page says who is paid. The name is empty where the merchant is not known yet. */
export const brandOf = async (call: Call, merchant: string): Promise<Brand> => {
  const kept = brands.get(merchant)
  if (kept && call.nowMs < kept.untilMs) return kept
  const row = await call.gateway.host.views.selectFrom('merchants').select(['name', 'settings']).where('id', '=', merchant)
    .executeTakeFirst() as Pick<MerchantRow, 'name' | 'settings'> | undefined
  if (!row) return { name: '', displayName: null, colour: null }
  if (brands.size >= maxBrands) brands.clear()
  const { displayName = null, colour = null } = row.settings
  const brand = { name: row.name, displayName, colour, untilMs: call.nowMs + keptMs }
  brands.set(merchant, brand)
  return brand
}
