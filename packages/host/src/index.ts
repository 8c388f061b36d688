export { boot, type BootOptions, type ConsumerStatus, type HostStatus, type Running } from './boot.ts'
export type { CommandClient, SendOptions } from './commands.ts'
export {
  HOST, hostOptions, type EventReader, type HostContext, type HostOptions, type Worker,
} from './host-options.ts'
export type { Metrics } from './metrics.ts'
export type { After, AskOptions, QueryAnswer, QueryClient } from './queries.ts'
