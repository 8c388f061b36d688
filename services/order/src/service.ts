import { defineService } from '@stablegate/kernel'
import { paymentAggregate } from './domain/aggregate.ts'
import { bankReference } from './domain/bank-reference.ts'
import { outage } from './domain/outage.ts'
import { refund } from './domain/refund.ts'
import { refunding } from './domain/refunding.process.ts'
import { settlement } from './domain/settlement.process.ts'
import { reactions } from './reactions.ts'
import { figures } from './views/figures.ts'
import { earningsQuery, overviewQuery } from './views/overview.ts'
import { foldedPayment } from './views/past.ts'
import { outageRecords } from './views/outage-records.ts'
import { payments } from './views/payments.ts'
import { queries } from './views/queries.ts'
import { refunds } from './views/refunds.ts'
import { timeline } from './views/timeline.ts'

/** Payments by acceptors' orders and on chain, refunds, and the processes that steer all others through them. */
export const order = defineService({
  name: 'order',
  aggregates: [paymentAggregate, refund, bankReference, outage],
  processes: [settlement, refunding],
  reactions,
  views: [payments, refunds, timeline, outageRecords, figures],
  queries: [...queries, foldedPayment, overviewQuery, earningsQuery],
})
