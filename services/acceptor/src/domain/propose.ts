import { accept, reject } from '@stablegate/kernel'
import type { CommandCalled, Outcome, Registered } from './command.ts'
import type { Proposal } from './state.ts'

/**
 * Rule 19: what takes or gives back the power over money needs two people. The first says what and
 * why; nothing happens until another one, who names the very proposal, says yes. A newer proposal
 * of its kind takes the place of an older one.
 */
export const propose = (
  { id, actor, atMs }: Pick<CommandCalled<'reinstate'>, 'id' | 'actor' | 'atMs'>,
  state: Registered,
  act: Proposal['act'],
): Outcome =>
  accept({
    type: 'acceptor.act_proposed',
    data: { acceptor: state.registration.acceptor, proposal: id, act, by: actor, atMs },
  })

/** Nobody judges an acceptor they run. */
export const runsIt = (
  { registration }: Registered,
  { relatedOwners = [] }: { readonly relatedOwners?: readonly string[] | undefined },
): boolean => relatedOwners.includes(registration.owner)

export const proposeTier = (command: CommandCalled<'set_tier'>, state: Registered): Outcome => {
  const { tier, reason } = command.data
  if (runsIt(state, command.data)) return reject('conflict_of_interest')
  return propose(command, state, { kind: 'tier', tier, reason })
}
