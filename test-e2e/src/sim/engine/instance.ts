import type { RunningService, Service } from '@stablegate/kernel'
import type { Owner } from './scheduler.ts'

/** One process of a service. When it dies its ports never answer again. */
export type Instance = Owner & {
  readonly service: Service
  readonly number: number
  alive: boolean
  slow: boolean
  /** How far its clock is off. */
  skewMs: number
  running: RunningService | undefined
}
