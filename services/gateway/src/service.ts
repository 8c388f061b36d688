import 'reflect-metadata'
import { HOST, hostOptions, type HostContext } from '@stablegate/host'
import { defineService } from '@stablegate/kernel'
import { config, gatewaySettings, type GatewayConfig } from './config.ts'
import { key } from './domain/key.ts'
import { merchant } from './domain/merchant.ts'
import { repair } from './domain/repair.ts'
import { user } from './domain/user.ts'
import { Gateway } from './gateway.ts'
import { MasterKey } from './crypto/master-key.ts'
import { Vault } from './crypto/vault.ts'
import { controllerOf } from './http/api.controller.ts'
import { Authenticator } from './http/authenticate.ts'
import { Pipeline } from './http/pipeline.ts'
import { RateLimit } from './http/rate-limit.ts'
import { setUp, unread } from './http/set-up.ts'
import { botKeeperOf } from './test-mode/bot-keeper.ts'
import { subject } from './domain/subject.ts'
import { routes } from './routes/index.ts'
import { migrations } from './store/migrations.ts'
import { subjectKeys } from './store/subject-keys.ts'
import { retentionOf } from './store/retention.ts'
import { KeyRewrap } from './store/rewrap.ts'
import { keysQuery, keysView } from './views/keys.ts'
import { merchantQuery, merchantsQuery, merchantsView } from './views/merchants.ts'
import { repairsQuery, repairsView } from './views/repairs.ts'
import { userQuery, usersQuery, usersView } from './views/users.ts'

const pipelineOf = (host: HostContext<GatewayConfig>): Pipeline => {
  const settings = gatewaySettings(host.config, host.livemode)
  const door = new Gateway(host, settings)
  const authenticator = new Authenticator({
    keys: host.views, operators: settings.operators, sessions: door.sessions, onUse: (used) => door.keyUses.note(used),
      livemode: host.livemode, now: () => host.clock.now(), refused: new RateLimit(settings.perAddress),
  })
  const limits = {
    key: new RateLimit(settings.perKey), holder: new RateLimit(settings.perHolder), address: new RateLimit(settings.perAddress),
  }
  return new Pipeline(door, authenticator, limits)
}

/** Only while the master key is being changed. */
const keyRewrapOf = (context: HostContext<GatewayConfig>): readonly KeyRewrap[] => {
  const { masterKey } = gatewaySettings(context.config, context.livemode)
  const master = new MasterKey(masterKey)
  return master.isChanging ? [new KeyRewrap(context, new Vault(master, subjectKeys(context.pool)))] : []
}

/** The only door: who calls, may they, once; then a command to the service that decides. */
export const gateway = defineService({
  name: 'gateway',
  aggregates: [merchant, key, repair, user, subject],
  views: [merchantsView, keysView, repairsView, usersView],
  queries: [merchantQuery, merchantsQuery, keysQuery, repairsQuery, usersQuery, userQuery],
  migrations,
  host: hostOptions<GatewayConfig>({
    config,
    controllers: [controllerOf('ApiController', routes)],
    providers: [{ provide: Pipeline, useFactory: pipelineOf, inject: [HOST] }],
    workers: (context) => [retentionOf(context), ...keyRewrapOf(context), ...botKeeperOf(context)],
    setUp: setUp(routes),
    http: { unread },
  }),
})

export { openApi } from './http/openapi.ts'
export { problemCatalog, problemKind } from './http/problem-catalog.ts'
export { routes } from './routes/index.ts'
