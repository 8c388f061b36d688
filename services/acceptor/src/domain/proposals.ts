import { accept, reject } from '@stablegate/kernel'
import { orderSlash, slashRefused } from './bond.ts'
import type { CommandCalled, Outcome, Registered } from './command.ts'
import { grantTier } from './onboarding.ts'
import { propose, runsIt } from './propose.ts'
import type { Proposal } from './state.ts'

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
  if (state.screening?.outcome === 'reject') return reject('screening_rejected')
  if (runsIt(state, command.data)) return reject('conflict_of_interest')
  return propose(command, state, { kind: 'reinstate', reason: command.data.reason })
}

const waiting = (id: string, state: Registered): Proposal | undefined =>
  [...state.proposals.values()].find((one) => one.id === id)

export const approveAct = (
  { data, actor, atMs }: CommandCalled<'approve_act'>,
  state: Registered,
): Outcome => {
  const { acceptor } = data
  const proposal = waiting(data.proposal, state)
  if (!proposal) return reject('nothing_proposed')
  if (runsIt(state, data)) return reject('conflict_of_interest')
  if (proposal.by === actor) return reject('requester_cannot_approve')
  const { act } = proposal
  const people = { proposedBy: proposal.by, approvedBy: actor }
  if (act.kind === 'slash') return orderSlash(act, state, people, atMs)
  if (act.kind === 'tier') return grantTier(act, state, atMs)
  if (state.screening?.outcome === 'reject') return reject('screening_rejected')
  return accept({
    type: 'acceptor.reinstated',
    data: { acceptor, reason: act.reason, ...people, atMs },
  })
}

/**
 * Nothing was done yet, so one person is enough to say no; who asked may think better of it. Nobody
 * strikes down what others propose of an acceptor they run.
 */
export const rejectAct = (
  { data, actor, atMs }: CommandCalled<'reject_act'>,
  state: Registered,
): Outcome => {
  const { acceptor, reason } = data
  const proposal = waiting(data.proposal, state)
  if (!proposal) return reject('nothing_proposed')
  if (runsIt(state, data)) return reject('conflict_of_interest')
  const { id, act, by } = proposal
  return accept({
    type: 'acceptor.act_rejected',
    data: { acceptor, proposal: id, kind: act.kind, proposedBy: by, rejectedBy: actor, reason, atMs },
  })
}
