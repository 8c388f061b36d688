import type { Service } from '@stablegate/kernel'
import { z } from 'zod'
import { ConfigError, processVariables, readVariables } from './config.ts'
import { openEventStore, prepareEventStore, renewIncarnation } from './event-store.ts'
import { acceptRestored } from './postgres/after-restore.ts'
import { dropOldViews, prepareDatabase } from './postgres/prepare.ts'
import { modulesGiven, servicesIn } from './service-modules.ts'

const usage = `usage: node packages/host/dist/migrate.js [--drop-old-views | --after-restore] [module ...]

Prepares the event store and the schemas of all services that the modules export, such as
services/ledger/dist/service.js; SERVICES may name them instead, separated by commas. Needs
EVENT_STORE_URL and DATABASE_URL with the rights of the owner. Safe to run again.
--drop-old-views also drops the tables of views in versions that these programs do not have; run it
when no older program runs any more.
--after-restore is run once after the event store was restored from a backup, with the modules of
all services, while none of them runs: it gives the log a new incarnation and consumers their
cursors in it, and empties the views that had read further than the restored log goes.`

const variables = processVariables.pick({ EVENT_STORE_URL: true, DATABASE_URL: true })
  .extend({ SERVICES: z.string().optional() })

const afterRestore = async (
  { EVENT_STORE_URL: storeUrl, DATABASE_URL: databaseUrl }: z.output<typeof variables>,
  services: readonly Service[],
): Promise<void> => {
  await renewIncarnation(storeUrl)
  const store = await openEventStore(storeUrl)
  try {
    for (const { service, emptied, setBack } of await acceptRestored(databaseUrl, store, services)) {
      const told = [
        ...emptied.map((name) => `${name} is filled anew`), ...setBack.map((name) => `${name} was set back`),
      ]
      console.error(`${service}: ${told.length === 0 ? 'nothing was lost' : told.join(', ')}`)
    }
  } finally {
    await store.close()
  }
}

const main = async (): Promise<void> => {
  const args = process.argv.slice(2)
  const names = modulesGiven(args.filter((arg) => !arg.startsWith('--')), process.env['SERVICES'])
  if (args.includes('--help') || names.length === 0) {
    console.error(usage)
    process.exitCode = args.includes('--help') ? 0 : 64
    return
  }
  const config = readVariables(variables, process.env)
  const services = await servicesIn(names)
  await prepareEventStore(config.EVENT_STORE_URL)
  await prepareDatabase(config.DATABASE_URL, services)
  console.error(`prepared the event store and ${services.map(({ name }) => name).join(', ')}`)
  if (args.includes('--after-restore')) return afterRestore(config, services)
  if (!args.includes('--drop-old-views')) return
  for (const service of services) {
    const dropped = await dropOldViews(config.DATABASE_URL, service)
    if (dropped.length > 0) console.error(`${service.name}: dropped ${dropped.join(', ')}`)
  }
}

try {
  await main()
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error)
  process.exitCode = 1
}
