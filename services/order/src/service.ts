import { defineService } from '@stablegate/kernel'
import { paymentAggregate } from './domain/aggregate.ts'
import { bankReference } from './domain/bank-reference.ts'
import { outage } from './domain/outage.ts'
import { settlement } from './domain/settlement.process.ts'
import { reactions } from './reactions.ts'
import { outageRecords } from './views/outage-records.ts'
import { payments } from './views/payments.ts'
import { queries } from './views/queries.ts'
import { timeline } from './views/timeline.ts'

/** Payments and their orders: every state, clock and right of the chart, and the process that steers all others. */
export const order = defineService({
  name: 'order',
  aggregates: [paymentAggregate, bankReference, outage],
  processes: [settlement],
  reactions,
  views: [payments, timeline, outageRecords],
  queries,
})
