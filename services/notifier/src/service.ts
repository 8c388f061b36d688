import { randomUUID } from 'node:crypto'
import { apiChanges } from '@stablegate/contracts'
import { defineService } from '@stablegate/kernel'
import { hostOptions } from '@stablegate/host'
import { config, deliverySettings, type NotifierConfig } from './config.ts'
import { isPublicAddress, publicOrLoopback } from './delivery/address-guard.ts'
import { Deliverer } from './delivery/deliverer.ts'
import { FanOutWorker } from './delivery/fan-out-worker.ts'
import { resolver } from './delivery/resolver.ts'
import { deliveryRetentionOf } from './delivery/retention.ts'
import { endpoint } from './domain/endpoint.ts'
import { feed } from './domain/feed.ts'
import { migrations } from './migrations.ts'
import { deliveriesQuery } from './views/deliveries.ts'
import { endpointQuery, endpointsQuery, endpointsView } from './views/endpoints.ts'
import { feedQuery, feedView } from './views/feed.ts'

/** Public events in order, and their way to those who asked for them. */
export const notifier = defineService({
  name: 'notifier',
  aggregates: [feed, endpoint],
  views: [feedView, endpointsView],
  queries: [feedQuery, endpointsQuery, endpointQuery, deliveriesQuery],
  migrations,
  host: hostOptions<NotifierConfig>({
    config,
    workers: (context) => {
      const { allowLoopback, dnsServers, ...settings } = deliverySettings(context.config, context.livemode)
      const deliverer = new Deliverer({
        context, holder: randomUUID(), chance: Math.random,
        settings: {
          ...settings, changes: apiChanges, policy: allowLoopback ? publicOrLoopback : isPublicAddress, resolve: resolver(dnsServers),
        },
      })
      return [deliverer, new FanOutWorker(
        context, (step) => deliverer.queued(step), (fresh) => deliverer.ahead(fresh)), deliveryRetentionOf(context)]
    },
  }),
})
