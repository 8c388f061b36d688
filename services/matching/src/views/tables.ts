import type { ReadonlyKysely } from 'kysely/readonly'
import type { PoliciesRow } from './policies.ts'
import type { ReferencesRow } from './references.ts'
import type { SeatsRow } from './seats.ts'

/** The read models of this service by their names. */
export type Db = ReadonlyKysely<{
  readonly seats: SeatsRow
  readonly price_references: ReferencesRow
  readonly book_policies: PoliciesRow
}>
