import type { Route } from '../http/route.ts'
import { acceptorRoutes } from './acceptors.ts'
import { acceptorSelfRoutes } from './acceptor-self.ts'
import { agentRoutes } from './agent.ts'
import { bundleRoutes } from './bundles.ts'
import { checkoutRoutes } from './checkout.ts'
import { failedMatchRoutes } from './failed-matches.ts'
import { feeInvoiceRoutes } from './fee-invoices.ts'
import { journalRoutes } from './journal.ts'
import { custodyRoutes } from './custody.ts'
import { checkpointRoutes } from './checkpoints.ts'
import { keyRoutes } from './keys.ts'
import { liveRoutes } from './live.ts'
import { merchantProposalRoutes } from './merchant-proposals.ts'
import { merchantSettingsRoutes } from './merchant-settings.ts'
import { merchantRoutes } from './merchants.ts'
import { moneyRoutes } from './money.ts'
import { onChainRoutes } from './on-chain.ts'
import { operationRoutes } from './operations.ts'
import { orderRoutes } from './orders.ts'
import { originRoutes } from './origin-of-funds.ts'
import { overviewRoutes } from './overview.ts'
import { paymentRoutes } from './payments.ts'
import { payoutLineRoutes } from './payout-lines.ts'
import { payoutRoutes } from './payouts.ts'
import { peopleRoutes } from './people.ts'
import { refundRoutes } from './refunds.ts'
import { repairRoutes } from './repairs.ts'
import { serviceRoutes } from './services.ts'
import { sessionRoutes } from './session.ts'
import { suspenseRoutes } from './suspense.ts'
import { testModeRoutes } from './test-mode.ts'
import { treasuryRoutes } from './treasury.ts'
import { webhookRoutes } from './webhooks.ts'

/** The whole API. What is not here does not exist. */
export const routes: readonly Route[] = [
  ...paymentRoutes, ...checkoutRoutes, ...merchantRoutes, ...merchantProposalRoutes, ...merchantSettingsRoutes, ...keyRoutes,
  ...acceptorRoutes, ...acceptorSelfRoutes, ...orderRoutes, ...onChainRoutes, ...refundRoutes, ...moneyRoutes, ...webhookRoutes,
  ...operationRoutes, ...repairRoutes, ...sessionRoutes, ...peopleRoutes, ...liveRoutes, ...treasuryRoutes, ...payoutRoutes,
  ...originRoutes, ...overviewRoutes, ...payoutLineRoutes, ...feeInvoiceRoutes, ...journalRoutes, ...serviceRoutes,
  ...checkpointRoutes, ...bundleRoutes, ...testModeRoutes, ...failedMatchRoutes, ...agentRoutes, ...suspenseRoutes, ...custodyRoutes,
]
