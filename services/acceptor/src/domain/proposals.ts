import { accept, reject } from '@stablegate/kernel'
import { orderSlash, slashRefused } from './bond.ts'
import type { CommandCalled, Outcome, Registered } from './command.ts'
import type { Proposal } from './state.ts'

/**
 * Rule 19: what takes or gives back the power over money needs two people. The first says what and
 * why; nothing happens until another one, who names the very proposal, says yes. A newer proposal
 * of its kind takes the place of an older one.
 */
const propose = (
  { id, actor, atMs }: Pick<CommandCalled<'reinstate'>, 'id' | 'actor' | 'atMs'>,
  state: Registered,
  act: Proposal['act'],
): Outcome =>
  accept({
    type: 'acceptor.act_proposed',
    data: { acceptor: state.registration.acceptor, proposal: id, act, by: actor, atMs },
  })

/** Nobody judges an acceptor they run. */
const runsIt = (
  { registration }: Registered,
  { relatedOwners = [] }: { readonly relatedOwners?: readonly string[] | undefined },
): boolean => relatedOwners.includes(registration.owner)

export const proposeSlash = (command: CommandCalled<'slash_bond'>, state: Registered): Outcome => {
  const { acceptor: _acceptor, relatedOwners: _owners, ...slash } = command.data
  if (runsIt(state, command.data)) return reject('conflict_of_interest')
  const refused = slashRefused(slash, state)
  return refused ? reject(refused) : propose(command, state, { kind: 'slash', ...slash })
}

export const proposeReinstatement = (
  command: CommandCalled<'reinstate'>,
  state: Registered,
): Outcome => {
  if (!state.suspended) return accept()
  if (runsIt(state, command.data)) return reject('conflict_of_interest')
  return propose(command, state, { kind: 'reinstate', reason: command.data.reason })
}

export const approveAct = (
  { data, actor, atMs }: CommandCalled<'approve_act'>,
  state: Registered,
): Outcome => {
  const { acceptor } = data
  const proposal = [...state.proposals.values()].find(({ id }) => id === data.proposal)
  if (!proposal) return reject('nothing_proposed')
  if (runsIt(state, data)) return reject('conflict_of_interest')
  if (proposal.by === actor) return reject('requester_cannot_approve')
  const { act } = proposal
  const people = { proposedBy: proposal.by, approvedBy: actor }
  if (act.kind === 'slash') return orderSlash(act, state, people, atMs)
  return accept({
    type: 'acceptor.reinstated',
    data: { acceptor, reason: act.reason, ...people, atMs },
  })
}
