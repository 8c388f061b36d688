import type { KeyScope } from '@stablegate/contracts'

/** What a route asks of its caller besides the role: keys have scopes, roles of people are sets of them. */
export const scopes = ['read', 'operate', 'develop', 'keys', 'money', 'judge', 'administer'] as const
export type Scope = (typeof scopes)[number]

/** Acts for which a person shows a second factor again: money, and what could be used to get at it. */
export const freshScopes: ReadonlySet<Scope> = new Set(['keys', 'money', 'judge', 'administer'])

/** How long a second factor stays fresh. */
export const freshMs = 5 * 60_000

const written: readonly Scope[] = scopes.filter((scope) => scope !== 'read')

/** `write` is the scope of keys from before there were finer ones: all but reading. */
export const scopesOfKey = (given: readonly KeyScope[]): readonly Scope[] =>
  given.flatMap((scope) => (scope === 'write' ? written : [scope]))
