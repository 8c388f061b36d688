import type { Service } from '@stablegate/kernel'
import { boot, type BootOptions, type Running } from './boot.ts'
import { ConfigError, readVariables, processVariables } from './config.ts'

const exitCodes = { stopped: 0, failed: 1, misconfigured: 78 } as const

/**
 * The whole main of a service's process: boots, and stops gracefully on SIGTERM or SIGINT. A second
 * signal or the deadline ends the process hard; what was in flight then is sent again by its callers.
 */
export const run = async (
  services: Service | readonly Service[], options: BootOptions = {},
): Promise<Running> => {
  let running: Running
  try {
    running = await boot(services, options)
  } catch (error) {
    console.error(error instanceof ConfigError ? error.message : error)
    process.exit(error instanceof ConfigError ? exitCodes.misconfigured : exitCodes.failed)
  }
  const { SHUTDOWN_DEADLINE_MS: deadlineMs } = readVariables(
    processVariables, { ...options.env ?? process.env, ...options.config })
  let signals = 0
  const stop = (): void => {
    signals += 1
    if (signals > 1) process.exit(exitCodes.failed)
    setTimeout(() => {
      console.error(`still not stopped after ${deadlineMs} ms, giving up`)
      process.exit(exitCodes.failed)
    }, deadlineMs).unref()
    running.stop().then(
      () => process.exit(exitCodes.stopped),
      (error: unknown) => {
        console.error(error)
        process.exit(exitCodes.failed)
      })
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  return running
}
