import { z } from 'zod'
import { id } from './ids.ts'
import { message } from './message.ts'

/** What a person who signs in may be; the gateway knows what each may do. */
export const userRoles = [
  'merchant_owner', 'merchant_developer', 'merchant_finance', 'merchant_viewer', 'acceptor_owner', 'acceptor_agent', 'agent_owner',
  'operator_admin', 'operator_finance', 'operator_support', 'accountant', 'auditor',
] as const
export const userRole = z.enum(userRoles)
export type UserRole = z.output<typeof userRole>

/** Who asks: a user, an operator or an API key, by id. */
const person = z.union([id('user'), id('operator'), id('key')])
const digest = z.string().regex(/^[0-9a-f]{64}$/)
const reason = z.string().min(1).max(200)
const user = { user: id('user') }

/** Whose people the asking person manages: of one merchant or acceptor, or the operator's and everybody's. */
const authority = z.union([id('merchant'), id('acceptor'), id('agent'), z.literal('operator')])

/** What is done to a user; by an operator only when a second one said yes. */
export const userChange = z.discriminatedUnion('kind', [
  /** A link by which the person sets a password, once; only the digest of its secret is kept. */
  z.object({ kind: z.literal('link'), linkHash: digest, expiresAtMs: z.number() }),
  z.object({ kind: z.literal('role'), role: userRole }),
  z.object({ kind: z.literal('enable') }),
])
export type UserChange = z.output<typeof userChange>

const invited = {
  ...user, role: userRole, holder: z.union([id('merchant'), id('acceptor'), id('agent')]).nullable(),
  /** The person's id as an operator: the same that an API key of this person has. */
  operator: id('operator').nullable(),
  emailHash: digest, sealedEmail: z.string().max(2000), by: person,
}

export const userCommands = {
  invite: message('gateway.user.invite', z.object({ ...invited, linkHash: digest, expiresAtMs: z.number() })),
  change: message('gateway.user.change', z.object({ ...user, change: userChange, authority, by: person, reason })),
  approve: message('gateway.user.approve', z.object({ ...user, by: person })),
  disable: message('gateway.user.disable', z.object({ ...user, authority, by: person, reason })),
  join: message('gateway.user.join', z.object({ ...user, linkHash: digest })),
}

/** Agents have people since the second version; nothing else is different. */
const withAgents = { version: 2, upcast: { 1: (data: unknown) => data } }

export const userEvents = {
  invited: message('user.invited', z.object({ ...invited, atMs: z.number() }), withAgents),
  changeProposed: message('user.change_proposed', z.object({
    ...user, change: userChange, by: person, reason, atMs: z.number(),
  }), withAgents),
  changed: message('user.changed', z.object({
    ...user, change: userChange, people: z.array(person).min(1).max(2), reason, atMs: z.number(),
  }), withAgents),
  /** `generation` counts the links that were taken: what was set by an older one is void. */
  joined: message('user.joined', z.object({ ...user, generation: z.int().min(1), atMs: z.number() })),
  disabled: message('user.disabled', z.object({ ...user, by: person, reason, atMs: z.number() })),
}
