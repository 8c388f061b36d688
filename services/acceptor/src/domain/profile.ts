import { ledgerOf, type AcceptorProfile } from '@stablegate/contracts'
import { encode, type CommandToSend, type Process } from '@stablegate/kernel'
import { evolve } from './evolve.ts'
import { reputationOf } from './reputation.ts'
import { newAcceptor, securedMicro, type AcceptorEvent, type AcceptorState } from './state.ts'
import { openCapMicro } from './tiers.ts'

/** Matching hears of reputation in steps, so that not every settled order is news to it. */
const scoreStep = 10

/** All that matching must know; undefined for one that was never verified. */
export const profileOf = (
  acceptor: string,
  state: AcceptorState,
): Omit<AcceptorProfile, 'revision'> | undefined => {
  const { registration, caps, related } = state
  if (!registration || !caps) return undefined
  const { score } = reputationOf(state.orders, related)
  return {
    acceptor,
    owner: registration.owner,
    active: !state.suspended,
    online: state.online,
    autoAccept: state.autoAccept,
    score: Math.floor(score / scoreStep) * scoreStep,
    maxOpenOrders: caps.maxOpenOrders,
    maxOpenMicro: openCapMicro(caps, securedMicro(state)),
    maxPerDayMicro: caps.maxPerDayMicro,
    maxPerMonthMicro: caps.maxPerMonthMicro,
    quotes: [...state.quotes.values()],
    accounts: [...state.accounts.values()]
      .filter(({ enabled }) => enabled)
      .map(({ enabled: _enabled, ...account }) => account),
    relatedMerchants: [...related.merchants],
    relatedPayers: [...related.payers],
  }
}

type ProfileState = {
  readonly acceptor: AcceptorState
  profile: Omit<AcceptorProfile, 'revision'> | undefined
  text: string
  /** Whether the event folded last changed what matching must know. */
  isNews: boolean
}

const evolveProfile = (state: ProfileState, event: AcceptorEvent): ProfileState => {
  evolve(state.acceptor, event)
  state.profile = profileOf(event.data.acceptor, state.acceptor)
  const text = state.profile ? encode(state.profile) : ''
  state.isNews = text !== state.text
  state.text = text
  return state
}

/** Tells matching the whole profile at every change of it, with the revision that it is of. */
export const profile: Process<ProfileState> = {
  name: 'profile',
  aggregate: 'acceptor',
  initial: () => ({ acceptor: newAcceptor(), profile: undefined, text: '', isNews: false }),
  evolve: evolveProfile as Process<ProfileState>['evolve'],
  react: (event, state): readonly CommandToSend[] => {
    const { registration } = state.acceptor
    if (!state.isNews || !state.profile || !registration) return []
    return [
      {
        type: 'matching.book.note_acceptor',
        data: {
          ledger: ledgerOf(registration.livemode),
          profile: { ...state.profile, revision: event.revision },
        },
      },
    ]
  },
}
