import type { CommandToSend, Process, RecordedEvent } from '@stablegate/kernel'
import { type OwnerEvent } from './owner.ts'
import type { AcceptorEvent } from './state.ts'

type OwnerOf = { owner: string | undefined }

const react = (
  event: RecordedEvent<AcceptorEvent>,
  { owner }: OwnerOf,
): readonly CommandToSend[] => {
  if (owner === undefined) return []
  const { acceptor } = event.data
  if (event.type === 'acceptor.registered') {
    return [{ type: 'acceptor.owner.note_acceptor', data: { owner, acceptor } }]
  }
  if (event.type !== 'order.recorded') return []
  const { order, outcome } = event.data
  if (outcome !== 'declined' && outcome !== 'silent') return []
  return [{ type: 'acceptor.owner.strike', data: { owner, acceptor, order, outcome } }]
}

const evolve = (state: OwnerOf, event: AcceptorEvent): OwnerOf => {
  if (event.type === 'acceptor.registered') state.owner = event.data.owner
  return state
}

/** Tells an acceptor's owner of its strikes. */
export const strikes: Process<OwnerOf> = {
  name: 'strikes',
  aggregate: 'acceptor',
  initial: () => ({ owner: undefined }),
  evolve: evolve as Process<OwnerOf>['evolve'],
  react,
}

/** Takes all acceptors of an owner with three strikes offline. */
export const bench: Process<undefined> = {
  name: 'bench',
  aggregate: 'owner',
  initial: () => undefined,
  evolve: (state) => state,
  react: (event: RecordedEvent<OwnerEvent>) =>
    event.type === 'owner.benched'
      ? event.data.acceptors.map((acceptor) => ({
          type: 'acceptor.acceptor.take_offline',
          data: { acceptor, reason: 'strikes' },
        }))
      : [],
}
