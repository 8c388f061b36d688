import { neighbourhoodOf } from './address-list.ts'
import type { Scope } from './scopes.ts'

/** Whom a route serves. `public` is everybody; each other role is somebody in particular. */
export type Role = 'public' | 'session' | 'merchant' | 'acceptor' | 'agent' | 'operator' | 'accountant' | 'auditor'

/** A person who signed in, as the routes know them. */
export type Person = { readonly user: string; readonly secondFactorAtMs: number | undefined; readonly hasSecondFactor: boolean }

/** Somebody in particular, by key or signed in. */
type Somebody = {
  readonly scopes: readonly Scope[]
  /** Who it is, where who asks and who approves must be two: an operator, a user, or a key. */
  readonly person: string
  readonly signedIn?: Person | undefined
  /** What a key's requests speak unless they say otherwise; without, the newest version. */
  readonly apiVersion?: string
}

export type Caller =
  | { readonly role: 'public'; readonly ip: string }
  /** A checkout session, by the digest of its secret; which payment it is bound to the payment knows. */
  | { readonly role: 'session'; readonly sessionHash: string }
  | { readonly role: 'merchant'; readonly merchant: string } & Somebody
  | { readonly role: 'acceptor'; readonly acceptor: string } & Somebody
  /** Who referred merchants for a share of their fees. */
  | { readonly role: 'agent'; readonly agent: string } & Somebody
  /** `owners`: beneficial owners whose acceptors this operator runs. */
  | { readonly role: 'operator'; readonly operator: string; readonly owners: readonly string[] } & Somebody
  | { readonly role: 'accountant' | 'auditor' } & Somebody

export type CallerOf<R extends Role> = Caller extends infer C
  ? C extends { readonly role: infer Own } ? Own & R extends never ? never : C & { readonly role: Own & R } : never
  : never

export const isSomebody = (caller: Caller): caller is Exclude<Caller, { readonly role: 'public' | 'session' }> =>
  caller.role !== 'public' && caller.role !== 'session'

const asPerson = (party: string, { signedIn }: Somebody): string => (signedIn ? `${party}/${signedIn.user}` : party)

/** Who acts, as events say it: the party, and the person where one signed in. */
export const actorOf = (caller: Caller): string => {
  switch (caller.role) {
    case 'public': return 'customer'
    case 'session': return 'customer'
    case 'merchant': return asPerson(`merchant:${caller.merchant}`, caller)
    case 'acceptor': return asPerson(`acceptor:${caller.acceptor}`, caller)
    case 'agent': return asPerson(`agent:${caller.agent}`, caller)
    case 'operator': return `operator:${caller.operator}`
    case 'accountant':
    case 'auditor': return `${caller.role}:${caller.person}`
  }
}

/** The operator that an actor was, as answers name operators everywhere. */
export const operatorOf = (actor: string): string => actor.replace(/^operator:/, '')

/** Whose idempotency keys and whose budget of requests these are. */
export const subjectOf = (caller: Caller): string => {
  switch (caller.role) {
    case 'public': return `ip:${neighbourhoodOf(caller.ip)}`
    case 'session': return `session:${caller.sessionHash}`
    case 'merchant': return caller.signedIn?.user ?? caller.merchant
    case 'acceptor': return caller.signedIn?.user ?? caller.acceptor
    case 'agent': return caller.signedIn?.user ?? caller.agent
    case 'operator': return caller.signedIn?.user ?? caller.operator
    case 'accountant':
    case 'auditor': return caller.person
  }
}

/** Who has money here of its own: whose balance, statement and payouts are shown. */
export type Holder = CallerOf<'merchant' | 'acceptor' | 'agent'>

export const holderOf = (caller: Holder): string => {
  switch (caller.role) {
    case 'merchant': return caller.merchant
    case 'acceptor': return caller.acceptor
    case 'agent': return caller.agent
  }
}

/** Of a caller who has none of its own, nothing: it sees what its role lets it. */
export const ownOf = (caller: Caller): string | undefined =>
  caller.role === 'merchant' || caller.role === 'acceptor' || caller.role === 'agent' ? holderOf(caller) : undefined
