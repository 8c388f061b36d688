import type { Item } from '../../api/client.ts'
import type { Money } from '../../format/money.ts'

/** What the desk reads; what has not come yet is left out. */
export type Sources = {
  readonly cases?: readonly Item<'listCases'>[] | undefined
  readonly payouts?: readonly Item<'listPayouts'>[] | undefined
  readonly incidents?: readonly Item<'listIncidents'>[] | undefined
  readonly services?: readonly Item<'listParked'>[] | undefined
  readonly deposits?: readonly Item<'listDeposits'>[] | undefined
  readonly suspense?: readonly Item<'listSuspense'>[] | undefined
  readonly dispatches?: readonly Item<'listDispatches'>[] | undefined
  readonly users?: readonly Item<'listUsers'>[] | undefined
  readonly outages?: readonly Item<'listOutages'>[] | undefined
  readonly repairs?: readonly Item<'listRepairs'>[] | undefined
  readonly acceptors?: readonly Item<'listAcceptors'>[] | undefined
  /** Those of whom something waits for a second operator. */
  readonly proposals?: readonly (Item<'listMerchants'> | Item<'listAcceptors'>)[] | undefined
}

/** `stopped`: something does not run until a person acts. `due`: has a clock. `yes`: another person asked. `look`: the rest. */
export const urgencies = ['stopped', 'due', 'yes', 'look'] as const
export type Urgency = (typeof urgencies)[number]

export const waitingKinds = ['incident', 'service', 'parked', 'dispatch', 'case', 'payout', 'person', 'outage', 'repair', 'deposit',
  'acceptor', 'proposal'] as const

/** One thing that waits for a person. */
export type Waiting = {
  readonly key: string
  readonly urgency: Urgency
  readonly kind: (typeof waitingKinds)[number]
  /** A word of the API that says more than the kind, such as `dispute`. */
  readonly word: string
  readonly detail: string
  /** What does not run meanwhile. */
  readonly stops?: readonly string[]
  readonly amount: Money | null
  readonly since: string | null
  readonly due: string | null
  /** Who asked, where it waits for another's yes. */
  readonly askedBy: string | null
  /** The page where it is done. */
  readonly at: string
}

const none = { amount: null, since: null, due: null, askedBy: null } as const

const ofCase = (one: Item<'listCases'>): Waiting => ({
  key: `case:${one.payment}:${one.kind}`, kind: 'case', word: one.kind, detail: one.reason.replaceAll('_', ' '),
  urgency: one.proposed_by !== null ? 'yes' : one.escalated || one.due_at !== null ? 'due' : 'look',
  amount: one.stake?.fiat ?? one.stake?.usdt ?? null, since: one.opened_at, due: one.due_at, askedBy: one.proposed_by,
  at: `/operator/payments/${one.payment}`,
})

const ofPayout = (one: Item<'listPayouts'>): Waiting => ({
  key: `payout:${one.id}`, urgency: 'yes', kind: 'payout', word: `${one.approved_by.length}/${one.approvals_needed}`,
  detail: one.owner, amount: one.amount, since: one.requested_at, due: null, askedBy: one.owner, at: `/operator/payouts/${one.id}`,
})

const ofIncident = (one: Item<'listIncidents'>): Waiting => ({
  key: `incident:${one.id}`, urgency: one.state === 'closing' ? 'yes' : one.stops.length > 0 ? 'stopped' : 'look', kind: 'incident',
  word: one.kind, detail: one.detail || one.cause, stops: one.stops, amount: one.amount, since: one.opened_at, due: null,
  askedBy: one.state === 'closing' ? one.operators.at(-1) ?? null : null, at: '/operator/incidents',
})

const ofService = ({ service, reachable, parked }: Item<'listParked'>): readonly Waiting[] => [
  ...(reachable ? [] : [{ ...none, key: `service:${service}`, urgency: 'stopped' as const, kind: 'service' as const, word: service,
    detail: '', at: '/operator/system' }]),
  ...parked.map((one): Waiting => ({
    ...none, key: `parked:${service}:${one.consumer}:${one.log}:${one.position}`, urgency: 'stopped', kind: 'parked',
    word: `${service} · ${one.consumer}`, detail: one.reason, since: one.parked_at, at: '/operator/system',
  })),
]

const ofDeposit = (one: Item<'listDeposits'>): Waiting => ({
  key: `deposit:${one.id}`, urgency: one.proposed === null ? 'look' : 'yes', kind: 'deposit', word: one.state,
  detail: one.reason ?? one.holder, amount: one.amount, since: one.at, due: null, askedBy: one.proposed_by,
  at: `/operator/treasury?state=${one.state}`,
})

const ofSuspense = ({ account, source, payment, remainder, since }: Item<'listSuspense'>): Waiting => ({
  key: `suspense:${account}`, urgency: source === null || source.proposed === null ? 'look' : 'yes', kind: 'deposit', word: 'suspense',
  detail: payment ?? source?.reason ?? source?.holder ?? '', amount: remainder, since, due: null, askedBy: source?.proposed_by ?? null,
  at: '/operator/treasury',
})

const ofProposals = (one: Item<'listMerchants'> | Item<'listAcceptors'>): readonly Waiting[] => one.proposals.map((proposal) => ({
  key: `proposal:${proposal.id}`, urgency: 'yes', kind: 'proposal', word: proposal.kind, detail: one.name,
  amount: 'loss' in proposal ? proposal.loss ?? proposal.penalty : null, since: proposal.proposed_at, due: null,
  askedBy: proposal.proposed_by, at: '/operator/proposals',
}))

/** Deposits in these states rest until two people say what becomes of them; what is in suspense is listed by its items. */
export const restingStates: readonly string[] = ['held', 'blocked']

const byUrgency = (a: Waiting, b: Waiting): number =>
  urgencies.indexOf(a.urgency) - urgencies.indexOf(b.urgency)
  || (a.due ?? '9').localeCompare(b.due ?? '9')
  || (a.since ?? '9').localeCompare(b.since ?? '9')
  || a.key.localeCompare(b.key)

/** Everything that waits for a person, most urgent first: what is stopped, then by clock, then by age. */
export const waitingOf = ({ cases = [], payouts = [], incidents = [], services = [], deposits = [], suspense = [], dispatches = [],
  users = [], outages = [], repairs = [], acceptors = [], proposals = [] }: Sources): readonly Waiting[] => [
  ...cases.map(ofCase),
  ...proposals.flatMap(ofProposals),
  ...payouts.filter(({ status }) => status === 'approving').map(ofPayout),
  ...incidents.filter(({ state }) => state !== 'closed').map(ofIncident),
  ...services.flatMap(ofService),
  ...deposits.filter(({ state }) => restingStates.includes(state)).map(ofDeposit),
  ...suspense.map(ofSuspense),
  ...dispatches.filter(({ status }) => status === 'halted').map((one): Waiting => ({
    ...none, key: `dispatch:${one.id}`, urgency: 'stopped', kind: 'dispatch', word: one.kind, detail: one.reason ?? '',
    at: '/operator/treasury',
  })),
  ...users.flatMap(({ id, email, proposed }): readonly Waiting[] => (proposed === null ? [] : [{
    ...none, key: `person:${id}`, urgency: 'yes', kind: 'person', word: proposed.change, detail: email ?? id, askedBy: proposed.by,
    at: '/operator/people',
  }])),
  ...outages.filter(({ state }) => state === 'proposed').map((one): Waiting => ({
    ...none, key: `outage:${one.id}`, urgency: 'yes', kind: 'outage', word: '', detail: one.reason, since: one.from,
    askedBy: one.operators[0] ?? null, at: '/operator/system',
  })),
  ...repairs.filter(({ state }) => state === 'requested').map((one): Waiting => ({
    ...none, key: `repair:${one.id}`, urgency: 'yes', kind: 'repair', word: `${one.action} ${one.service}`, detail: one.reason,
    since: one.asked_at, askedBy: one.operators[0] ?? null, at: '/operator/system',
  })),
  ...acceptors.filter(({ status }) => status === 'registered').map((one): Waiting => ({
    ...none, key: `acceptor:${one.id}`, urgency: 'look', kind: 'acceptor', word: '', detail: one.name, since: one.registered_at,
    at: `/operator/acceptors/${one.id}`,
  })),
].toSorted(byUrgency)
