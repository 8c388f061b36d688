import { accept, reject } from '@stablegate/kernel'
import { orderSlash, slashRefused } from './bond.ts'
import type { CommandCalled, Outcome, Registered } from './command.ts'
import { grantTier } from './onboarding.ts'
import { propose, runsIt } from './propose.ts'

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
  if (act.kind === 'tier') return grantTier(act, state, atMs)
  return accept({
    type: 'acceptor.reinstated',
    data: { acceptor, reason: act.reason, ...people, atMs },
  })
}
