import type { ReadonlyKysely } from 'kysely/readonly'
import type { FailedMatchesRow } from './failed-matches.ts'
import type { OpenOrdersRow } from './open-orders.ts'
import type { PassedByRow } from './passed-by.ts'
import type { PoliciesRow } from './policies.ts'
import type { ReferencesRow } from './references.ts'
import type { SeatsRow } from './seats.ts'

/** The read models of this service by their names. */
export type Db = ReadonlyKysely<{
  readonly seats: SeatsRow
  readonly open_orders: OpenOrdersRow
  readonly price_references: ReferencesRow
  readonly book_policies: PoliciesRow
  readonly failed_matches: FailedMatchesRow
  readonly passed_by: PassedByRow
}>
