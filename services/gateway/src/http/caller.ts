/** Whom a route serves. `public` is everybody; each other role is somebody in particular. */
export type Role = 'public' | 'session' | 'merchant' | 'acceptor' | 'operator'

export type Caller =
  | { readonly role: 'public'; readonly ip: string }
  /** A checkout session, by the digest of its secret; which payment it is bound to the payment knows. */
  | { readonly role: 'session'; readonly sessionHash: string }
  | { readonly role: 'merchant'; readonly merchant: string; readonly scopes: readonly string[] }
  | { readonly role: 'acceptor'; readonly acceptor: string; readonly scopes: readonly string[] }
  /** `owners`: beneficial owners whose acceptors this operator runs. */
  | { readonly role: 'operator'; readonly operator: string; readonly owners: readonly string[] }

export type CallerOf<R extends Role> = Extract<Caller, { readonly role: R }>

/** Who acts, as events say it. */
export const actorOf = (caller: Caller): string => {
  switch (caller.role) {
    case 'public': return 'customer'
    case 'session': return 'customer'
    case 'merchant': return `merchant:${caller.merchant}`
    case 'acceptor': return `acceptor:${caller.acceptor}`
    case 'operator': return `operator:${caller.operator}`
  }
}

/** Whose idempotency keys and whose budget of requests these are. */
export const subjectOf = (caller: Caller): string => {
  switch (caller.role) {
    case 'public': return `ip:${caller.ip}`
    case 'session': return `session:${caller.sessionHash}`
    case 'merchant': return caller.merchant
    case 'acceptor': return caller.acceptor
    case 'operator': return caller.operator
  }
}
