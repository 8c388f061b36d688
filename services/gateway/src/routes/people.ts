import { id, idFrom, userCommands, userEvents, userRole, type UserRole } from '@stablegate/contracts'
import { z } from 'zod'
import { sha256 } from '../crypto/master-key.ts'
import { partyOf } from '../domain/user.ts'
import type { Accepted } from '../gateway.ts'
import { fromAs, page } from '../http/paging.ts'
import { Problem } from '../http/problem.ts'
import { get, post, type Call, type Reply, type Route } from '../http/route.ts'
import { acted, iso, list, listOf, nothing, params, reason, text, time } from '../http/wire.ts'
import { hashPassword } from '../users/password.ts'
import type { WithCookies } from '../users/sessions.ts'
import type { UserRow } from '../views/users.ts'
import { newPassword } from './session.ts'

const invitationMs = 7 * 86_400_000
const email = z.email().max(200).describe('Nothing is mailed: the link is yours to hand over')

type Asker = Call<'merchant' | 'acceptor' | 'operator'>
const askers = ['merchant', 'acceptor', 'operator'] as const

/** Whose people the caller manages. */
const authorityOf = ({ caller }: Asker): string => {
  switch (caller.role) {
    case 'merchant': return caller.merchant
    case 'acceptor': return caller.acceptor
    case 'operator': return 'operator'
  }
}

/** The secret of a link is a function of the request, as that of a key; the log has its digest. */
const linkOf = (call: Call, user: string): { readonly link: string; readonly linkHash: string } => {
  const secret = call.gateway.master.digest('invitation', user, call.seed).toString('base64url')
  const { publicUrl, passkeyOrigin } = call.gateway.settings
  const host = call.browser.headers['host']
  const origin = passkeyOrigin === undefined && typeof host === 'string' ? `http://${host}` : publicUrl.origin
  return { link: `${origin}/app/join#${user}.${secret}`, linkHash: sha256(secret) }
}

const linkAnswer = acted.extend({
  link: z.string().describe('Shown in this answer only; works for seven days, once'),
  approval_needed: z.boolean().describe('True: another operator approves before the link works'),
})

const answerOf = (user: string, { events, position }: Accepted, more: object = {}): Reply =>
  ({ body: { id: user, object: 'user', events: events.map(({ type }) => type), ...more }, position })

const withLink = (user: string, link: string, accepted: Accepted): Reply =>
  answerOf(user, accepted, { link, approval_needed: accepted.events.some(({ type }) => type === userEvents.changeProposed.type) })

/** The party that a new person belongs to, which the caller must be, or an operator for a party that is. */
const holderFor = async (call: Asker, role: UserRole, given: string | undefined): Promise<string | null> => {
  const party = partyOf(role)
  const { caller, gateway } = call
  if (caller.role !== 'operator') {
    if (party !== caller.role || given !== undefined) throw new Problem('role_of_other_party')
    return caller.role === 'merchant' ? caller.merchant : caller.acceptor
  }
  if (party === 'operator') return null
  // An agent has no stream of its own: it is whoever merchants' terms name.
  if (party === 'agent' && given?.startsWith('agt_')) return given
  const stream = party === 'merchant' ? `gateway.merchant-${given ?? ''}` : `acceptor.acceptor-${given ?? ''}`
  if (given === undefined || !await gateway.exists(stream)) throw new Problem('not_found')
  return given
}

const newPerson = {
  email, role: userRole,
  holder: z.union([id('merchant'), id('acceptor'), id('agent')]).optional().describe('For operators: whose person it is'),
  operator: id('operator').optional().describe('For operators: the id under which this person acts already, by API key'),
}

const invited = async (
  call: Asker, { email: address, role, holder, operator }: z.output<z.ZodObject<typeof newPerson>>, linkHash: string, user: string,
): Promise<Accepted> => {
  const { gateway, seed, caller } = call
  if (operator !== undefined && (caller.role !== 'operator' || partyOf(role) !== 'operator')) throw new Problem('role_of_other_party')
  return gateway.send(call, userCommands.invite, {
    user, role, holder: await holderFor(call, role, holder), operator: operator ?? null, by: caller.person,
    emailHash: gateway.master.digest('fingerprint', 'email', address.toLowerCase()).toString('hex'),
    sealedEmail: await gateway.vault.seal(user, `${seed}:email`, address.toLowerCase()),
    linkHash, expiresAtMs: (call.prepared as number) + invitationMs,
  })
}

/** The time of the first try, so that a repetition is the same command. */
const prepare = (call: Call): Promise<number> => Promise.resolve(call.nowMs)

/** Takes a link: who holds it sets the password, once. A repetition after a crash completes the same. */
const join = async (
  call: Call, user: string, secret: string, who: { readonly name: string; readonly password: string },
): Promise<{ readonly email: string; readonly isNew: boolean }> => {
  const { gateway } = call
  const linkHash = sha256(secret)
  // What takes long comes first; from the command on all is quick.
  const passwordHash = await hashPassword(who.password)
  const accepted = await gateway.send({ ...call, seed: `join.${user}.${linkHash}` }, userCommands.join, { user, linkHash })
  const joined = accepted.events.find(({ type }) => type === userEvents.joined.type)
  const { generation } = userEvents.joined.parse(joined?.data)
  const row = await gateway.ask<UserRow | null>('gateway', 'user', { user }, accepted.position)
  const address = row && await gateway.vault.open(row.sealed_email)
  if (address === null || address === undefined) throw new Problem('invitation_unknown')
  const isNew = await gateway.sessions.keepCredentials({ id: user, email: address, name: who.name, generation }, passwordHash)
  return { email: address, isNew }
}

const joinRoute = post({
  operation: 'join', path: '/v1/session/join', tag: 'Session', summary: 'Takes an invitation: sets name and password, and signs in',
  roles: ['public'], session: true, answer: z.object({}).loose().describe('The session'),
  body: z.strictObject({ invitation: z.string().max(120), name: text(80), password: newPassword }),
  codes: ['csrf_invalid', 'invitation_unknown', 'invitation_used', 'invitation_expired', 'invitation_unapproved', 'user_disabled'],
  handle: async (call) => {
    const { sessions } = call.gateway
    const [, user, secret] = /^(usr_[0-9A-Za-z]{1,40})\.([\w-]{43})$/.exec(call.body.invitation) ?? []
    if (user === undefined || secret === undefined) throw new Problem('invitation_unknown')
    sessions.assertOwnPage(call.browser)
    const { email: address, isNew } = await join(call, user, secret, call.body)
    if (!isNew) throw new Problem('invitation_used')
    const { value, cookies }: WithCookies<object> = await sessions.signIn(call.browser, address, call.body.password)
    return { body: { ...value, livemode: call.gateway.livemode }, cookies }
  },
})

const userAnswer = z.object({
  id: z.string(), object: z.literal('user'), email: z.string().nullable(), role: userRole, holder: z.string().nullable(),
  operator: z.string().nullable(), status: z.enum(['invited', 'active', 'disabled']),
  proposed: z.object({ change: z.string(), by: z.string() }).nullable().describe('What waits for a second person'),
  created_at: time,
})

const shown = async (call: Call, row: UserRow): Promise<object> => ({
  id: row.id, object: 'user', email: await call.gateway.vault.open(row.sealed_email) ?? null, role: row.role,
  holder: row.party === 'operator' ? null : row.party, operator: row.operator === '' ? null : row.operator, status: row.status,
  proposed: row.proposed === '' ? null : { change: row.proposed, by: row.proposed_by }, created_at: iso(row.created_at_ms),
})

const here = params('user')
const changeCodes = ['user_unknown', 'not_oneself', 'user_disabled'] as const

/** Demo people: whole at once, with a known password and authenticator. */
const addTestUser = post({
  operation: 'addTestUser', path: '/v1/test_users', tag: 'People',
  summary: 'Test mode only: somebody who can sign in at once, with this password and authenticator', roles: ['operator'],
  scope: 'administer', status: 201, answer: acted, codes: ['test_mode_only', 'email_taken', 'role_of_other_party'], prepare,
  body: z.strictObject({
    ...newPerson, name: text(80), password: newPassword,
    totp_secret: z.string().regex(/^[A-Z2-7]{16,64}$/).optional().describe('Base32, without padding'),
  }),
  handle: async (call) => {
    const { gateway, body, seed } = call
    if (gateway.livemode) throw new Problem('test_mode_only')
    const user = idFrom('user', seed)
    const secret = gateway.master.digest('invitation', user, seed).toString('base64url')
    const accepted = await invited(call, body, sha256(secret), user)
    await gateway.send(call, userCommands.approve, { user, by: 'opr_testmode' }, 1)
    await join(call, user, secret, body)
    if (body.totp_secret !== undefined) await gateway.sessions.keepTotp(user, body.totp_secret)
    return answerOf(user, accepted)
  },
})

export const peopleRoutes: readonly Route[] = [
  joinRoute,
  post({
    operation: 'invite', path: '/v1/invitations', tag: 'People',
    summary: 'A link by which somebody becomes a user; one that an operator makes works once another operator approved', roles: askers,
    scope: 'administer', status: 201, answer: linkAnswer, codes: ['email_taken', 'role_of_other_party'], prepare,
    body: z.strictObject(newPerson),
    handle: async (call) => {
      const user = idFrom('user', call.seed)
      const { link, linkHash } = linkOf(call, user)
      return withLink(user, link, await invited(call, call.body, linkHash, user))
    },
  }),
  get({
    operation: 'listUsers', path: '/v1/users', tag: 'People', summary: 'People of the own party; for operators everybody, by id',
    roles: [...askers, 'auditor'], answer: listOf(userAnswer),
    query: page.extend({ holder: z.string().max(60).optional().describe('For operators: a merchant, an acceptor, or `operator`') }),
    handle: async (call) => {
      const { limit, holder } = call.query
      const own = call.caller.role === 'auditor' ? 'operator' : authorityOf(call as Asker)
      const party = own === 'operator' ? holder : own
      const { items, hasMore } = await call.gateway.ask<{ items: UserRow[]; hasMore: boolean }>('gateway', 'users', {
        limit, ...(party ? { party } : {}), ...fromAs('startingAfter', call.query),
      }, call.after)
      return { body: list(await Promise.all(items.map((row) => shown(call, row))), hasMore) }
    },
  }),
  post({
    operation: 'setUserRole', path: '/v1/users/:user/role', tag: 'People',
    summary: 'Another role in the same party; by an operator, once another approved',
    roles: askers, scope: 'administer', params: here, body: z.strictObject({ role: userRole, reason }), answer: acted,
    codes: [...changeCodes, 'role_of_other_party'],
    handle: async (call) => {
      const { user } = call.params
      return answerOf(user, await call.gateway.send(call, userCommands.change, {
        user, change: { kind: 'role', role: call.body.role }, authority: authorityOf(call), by: call.caller.person,
        reason: call.body.reason,
      }))
    },
  }),
  post({
    operation: 'resetUser', path: '/v1/users/:user/reset', tag: 'People',
    summary: 'A new link: once taken, the password is new and factors are set up anew; by an operator, once another approved',
    roles: askers, scope: 'administer', params: here, body: z.strictObject({ reason }), answer: linkAnswer, codes: changeCodes, prepare,
    handle: async (call) => {
      const { user } = call.params
      const { link, linkHash } = linkOf(call, user)
      return withLink(user, link, await call.gateway.send(call, userCommands.change, {
        user, change: { kind: 'link', linkHash, expiresAtMs: (call.prepared as number) + invitationMs },
        authority: authorityOf(call), by: call.caller.person, reason: call.body.reason,
      }))
    },
  }),
  post({
    operation: 'disableUser', path: '/v1/users/:user/disable', tag: 'People', summary: 'Signs the person out, for good', roles: askers,
    scope: 'administer', params: here, body: z.strictObject({ reason }), answer: acted, codes: changeCodes,
    handle: async (call) => {
      const { user } = call.params
      return answerOf(user, await call.gateway.send(call, userCommands.disable, {
        user, authority: authorityOf(call), by: call.caller.person, reason: call.body.reason,
      }))
    },
  }),
  post({
    operation: 'enableUser', path: '/v1/users/:user/enable', tag: 'People',
    summary: 'Lets a disabled person in again; by an operator, once another approved',
    roles: askers, scope: 'administer', params: here, body: z.strictObject({ reason }), answer: acted,
    codes: ['user_unknown', 'not_oneself', 'user_not_disabled'],
    handle: async (call) => {
      const { user } = call.params
      return answerOf(user, await call.gateway.send(call, userCommands.change, {
        user, change: { kind: 'enable' }, authority: authorityOf(call), by: call.caller.person, reason: call.body.reason,
      }))
    },
  }),
  post({
    operation: 'approveUser', path: '/v1/users/:user/approve', tag: 'People',
    summary: 'The second operator\'s yes to what another proposed about somebody', roles: ['operator'], scope: 'administer',
    params: here, body: nothing, answer: acted, codes: ['user_unknown', 'nothing_proposed', 'requester_cannot_approve'],
    handle: async (call) => {
      const { user } = call.params
      return answerOf(user, await call.gateway.send(call, userCommands.approve, { user, by: call.caller.person }))
    },
  }),
  addTestUser,
]
