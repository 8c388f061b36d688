import { defineService } from '@stablegate/kernel'
import { acceptor as acceptorAggregate } from './domain/acceptor.ts'
import { bondProcess } from './domain/bond.process.ts'
import { owner } from './domain/owner.ts'
import { profile } from './domain/profile.ts'
import { bench, strikes } from './domain/strikes.process.ts'
import { reactions } from './reactions.ts'
import { acceptorsView, getAcceptor, listAcceptors } from './views/acceptors.ts'
import {
  getPaymentAccount,
  paymentAccounts,
  paymentAccountsView,
} from './views/payment-accounts.ts'
import { quotes, quotesView } from './views/quotes.ts'
import { payersView, payerStanding } from './views/payers.ts'
import { recordedOrdersView, reputationExplained } from './views/recorded-orders.ts'
import { withdrawalBlocks, withdrawalBlocksView } from './views/withdrawal-blocks.ts'

/** Acceptors: who they are, what they offer, what they may do, and what their word is worth. */
export const acceptor = defineService({
  name: 'acceptor',
  aggregates: [acceptorAggregate, owner],
  processes: [profile, bondProcess, strikes, bench],
  reactions,
  views: [acceptorsView, paymentAccountsView, quotesView, withdrawalBlocksView, recordedOrdersView, payersView],
  queries: [
    getAcceptor,
    listAcceptors,
    getPaymentAccount,
    paymentAccounts,
    quotes,
    withdrawalBlocks,
    reputationExplained,
    payerStanding,
  ],
})

export type { Reputation } from './domain/reputation.ts'
export type { WithdrawalBlocks } from './views/withdrawal-blocks.ts'
