import { useRead } from '../../api/hooks.ts'
import { waitingOf, type Waiting } from './waiting.ts'

const limit = 100
/** Clocks of cases run out and services fall silent without an event. */
const everyMs = 15_000

/** Everything that waits for a person, and whether all of it could be read. */
export const useWaiting = (): { readonly items: readonly Waiting[] | undefined; readonly isPart: boolean } => {
  const cases = useRead('listCases', { query: { limit } }, { everyMs })
  const payouts = useRead('listPayouts', { query: { limit, status: 'approving' } })
  const incidents = useRead('listIncidents', { query: { limit, open: 'true' } })
  const services = useRead('listParked', {}, { everyMs })
  const held = useRead('listDeposits', { query: { limit, state: 'held' } })
  const suspense = useRead('listSuspense', { query: { limit } }, { everyMs })
  const blocked = useRead('listDeposits', { query: { limit, state: 'blocked' } })
  const dispatches = useRead('listDispatches', { query: { limit, status: 'halted' } })
  const users = useRead('listUsers', { query: { limit } })
  const outages = useRead('listOutages', {})
  const repairs = useRead('listRepairs', {})
  const acceptors = useRead('listAcceptors', { query: { limit, status: 'registered' } })
  const merchantsAsked = useRead('listMerchants', { query: { limit, waiting: 'true' } })
  const acceptorsAsked = useRead('listAcceptors', { query: { limit, waiting: 'true' } })
  const deposits = [held, blocked]
  const reads = [cases, payouts, incidents, services, suspense, ...deposits, dispatches, users, outages, repairs, acceptors,
    merchantsAsked, acceptorsAsked]
  return {
    items: reads.some(({ isPending }) => isPending)
      ? undefined
      : waitingOf({
          cases: cases.data?.data, payouts: payouts.data?.data, incidents: incidents.data?.data, services: services.data?.data,
          deposits: deposits.flatMap(({ data }) => data?.data ?? []), suspense: suspense.data?.data,
          dispatches: dispatches.data?.data, users: users.data?.data,
          outages: outages.data?.data, repairs: repairs.data?.data, acceptors: acceptors.data?.data,
          proposals: [...merchantsAsked.data?.data ?? [], ...acceptorsAsked.data?.data ?? []],
        }),
    isPart: reads.some(({ error }) => error !== null),
  }
}
