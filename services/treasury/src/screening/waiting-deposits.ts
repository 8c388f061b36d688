import type { ChainName } from '@stablegate/contracts'
import type { ReadonlyKysely } from 'kysely/readonly'
import type { DepositRow, DepositTables } from '../views/deposits.ts'
import { stopsOf, type IncidentTables } from '../views/incidents.ts'

/** Deposits to screen; none while an incident stops crediting (rule 15): they wait in `unapplied`. */
export const waitingDeposits = (db: ReadonlyKysely<DepositTables & IncidentTables>, chain: ChainName) =>
  async (limit: number): Promise<readonly DepositRow[] | undefined> => {
    if ((await stopsOf(db, chain)).has('crediting')) return undefined
    return db.selectFrom('deposits').selectAll().where('chain', '=', chain).where('state', '=', 'booked')
      .orderBy('position').limit(limit).execute()
  }
