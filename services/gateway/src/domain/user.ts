import {
  userCommands, userEvents, type CommandOf, type MessagesOf, type UserChange, type UserRole,
} from '@stablegate/contracts'
import { accept, reject, unreachable, type Aggregate, type Claim, type Decider, type Decision } from '@stablegate/kernel'

export type UserCommand = CommandOf<typeof userCommands>
export type UserEvent = MessagesOf<typeof userEvents>

export const userRejections = [
  'user_exists', 'user_unknown', 'not_oneself', 'role_of_other_party', 'user_disabled', 'user_not_disabled', 'nothing_proposed',
  'requester_cannot_approve', 'invitation_unknown', 'invitation_used', 'invitation_expired', 'invitation_unapproved', 'email_taken',
] as const
export type UserRejection = (typeof userRejections)[number]

type Link = { readonly linkHash: string; readonly expiresAtMs: number; readonly state: 'proposed' | 'open' | 'used' }
type Proposed = { readonly change: UserChange; readonly by: string; readonly reason: string }

type UserState = {
  readonly role?: UserRole
  readonly holder: string | null
  readonly operator: string | null
  readonly disabled: boolean
  readonly generation: number
  readonly link?: Link
  readonly proposed?: Proposed | undefined
}
type Outcome = Decision<UserEvent, UserRejection>
type Of<Verb extends keyof typeof userCommands> = Extract<UserCommand, { type: (typeof userCommands)[Verb]['type'] }>

/**
 * Rule 19: what an operator does to people needs a second one. To the operator's own, or one could make
 * the second; to those of others, or one could sign in as a merchant and ask for its money.
 */
const needsTwo = (role: UserRole, by: string): boolean => partyOf(role) === 'operator' || by.startsWith('opr_')

/** Whose person somebody of this role is. */
export const partyOf = (role: UserRole): 'merchant' | 'acceptor' | 'agent' | 'operator' => {
  if (role.startsWith('merchant_')) return 'merchant'
  if (role.startsWith('agent_')) return 'agent'
  return role.startsWith('acceptor_') ? 'acceptor' : 'operator'
}

const fits = (role: UserRole, holder: string | null): boolean => {
  switch (partyOf(role)) {
    case 'merchant': return holder?.startsWith('mer_') === true
    case 'acceptor': return holder?.startsWith('acc_') === true
    case 'agent': return holder?.startsWith('agt_') === true
    case 'operator': return holder === null
  }
}

const proposedOrDone = (role: UserRole, user: string, proposed: Proposed, atMs: number): UserEvent => needsTwo(role, proposed.by)
  ? { type: 'user.change_proposed', data: { user, ...proposed, atMs } }
  : changed(user, proposed, [proposed.by], atMs)

const changed = (user: string, { change, reason }: Proposed, people: string[], atMs: number): UserEvent =>
  ({ type: 'user.changed', data: { user, change, people, reason, atMs } })

const invite = ({ data, atMs }: Of<'invite'>, state: UserState): Outcome => {
  const { linkHash, expiresAtMs, ...invited } = data
  if (state.role) return reject('user_exists')
  if (!fits(data.role, data.holder)) return reject('role_of_other_party')
  return accept(
    { type: 'user.invited', data: { ...invited, atMs } },
    proposedOrDone(data.role, data.user, {
      change: { kind: 'link', linkHash, expiresAtMs }, by: data.by, reason: 'invitation',
    }, atMs))
}

/** The same person under any of their ids. */
const isPerson = (by: string, user: string, state: UserState): boolean => by === user || by === state.operator

const change = ({ data, atMs }: Of<'change'>, state: UserState & { role: UserRole }): Outcome => {
  const { user, authority: _, ...proposed } = data
  if (isPerson(data.by, user, state)) return reject('not_oneself')
  if (proposed.change.kind === 'role' && !fits(proposed.change.role, state.holder)) return reject('role_of_other_party')
  if (proposed.change.kind === 'enable' && !state.disabled) return reject('user_not_disabled')
  if (proposed.change.kind !== 'enable' && state.disabled) return reject('user_disabled')
  return accept(proposedOrDone(state.role, user, proposed, atMs))
}

const approve = ({ data, atMs }: Of<'approve'>, state: UserState & { role: UserRole }): Outcome => {
  const { proposed } = state
  if (!proposed) return reject('nothing_proposed')
  if (proposed.by === data.by || isPerson(data.by, data.user, state)) return reject('requester_cannot_approve')
  return accept(changed(data.user, proposed, [proposed.by, data.by], atMs))
}

const disable = ({ data, atMs }: Of<'disable'>, state: UserState): Outcome => {
  if (isPerson(data.by, data.user, state)) return reject('not_oneself')
  if (state.disabled) return reject('user_disabled')
  return accept({ type: 'user.disabled', data: { user: data.user, by: data.by, reason: data.reason, atMs } })
}

const join = ({ data, atMs }: Of<'join'>, { link, disabled, generation }: UserState): Outcome => {
  if (link?.linkHash !== data.linkHash) return reject('invitation_unknown')
  if (disabled) return reject('user_disabled')
  if (link.state === 'used') return reject('invitation_used')
  if (link.state === 'proposed') return reject('invitation_unapproved')
  if (atMs > link.expiresAtMs) return reject('invitation_expired')
  return accept({ type: 'user.joined', data: { user: data.user, generation: generation + 1, atMs } })
}

const isRuledBy = (authority: string, { holder }: UserState): boolean => authority === 'operator' || authority === holder

const decide = (command: UserCommand, state: UserState): Outcome => {
  if (command.type === 'gateway.user.invite') return invite(command, state)
  const { role } = state
  if (command.type === 'gateway.user.join') return role ? join(command, state) : reject('invitation_unknown')
  if (!role) return reject('user_unknown')
  if ('authority' in command.data && !isRuledBy(command.data.authority, state)) return reject('user_unknown')
  switch (command.type) {
    case 'gateway.user.change': return change(command, { ...state, role })
    case 'gateway.user.approve': return approve(command, { ...state, role })
    case 'gateway.user.disable': return disable(command, state)
    default: return unreachable(command)
  }
}

const changedState = (state: UserState, made: UserChange): UserState => {
  switch (made.kind) {
    case 'link': return { ...state, link: { ...made, state: 'open' } }
    case 'role': return { ...state, role: made.role }
    case 'enable': return { ...state, disabled: false }
    default: return unreachable(made)
  }
}

const evolve = (state: UserState, event: UserEvent): UserState => {
  switch (event.type) {
    case 'user.invited': {
      const { role, holder, operator } = event.data
      return { ...state, role, holder, operator }
    }
    case 'user.change_proposed': {
      const { change: wanted, by, reason } = event.data
      return {
        ...state, proposed: { change: wanted, by, reason },
        // The first link is known before it opens anything, so that its holder learns what it waits for.
        ...(wanted.kind === 'link' && !state.link ? { link: { ...wanted, state: 'proposed' as const } } : {}),
      }
    }
    case 'user.changed': return { ...changedState(state, event.data.change), proposed: undefined }
    case 'user.joined':
      return { ...state, generation: event.data.generation, ...(state.link ? { link: { ...state.link, state: 'used' } } : {}) }
    // What was asked for before is asked for anew: a yes of then is none of now.
    case 'user.disabled': return { ...state, disabled: true, proposed: undefined }
    default: return unreachable(event)
  }
}

export const userDecider: Decider<UserCommand, UserEvent, UserState, UserRejection> = {
  initial: () => ({ holder: null, operator: null, disabled: false, generation: 0 }), decide, evolve,
}

const claims = (event: UserEvent): readonly Claim<UserRejection>[] => event.type === 'user.invited'
  ? [{ stream: `gateway.user_email-${event.data.emailHash}`, rejected: 'email_taken' }]
  : []

/** A person who signs in: whose, in which role, and who said so. Passwords and factors are not facts of the log. */
export const user: Aggregate<UserCommand, UserEvent, UserState, UserRejection> = {
  name: 'user',
  decider: userDecider,
  commands: Object.values(userCommands),
  events: Object.values(userEvents),
  rejections: userRejections,
  key: (command) => (command as UserCommand).data.user,
  claims,
}
