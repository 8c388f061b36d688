import { AsyncLocalStorage } from 'node:async_hooks'
import type { LoggerService } from '@nestjs/common'
import type { Logger as KernelLogger } from '@stablegate/kernel'
import { pino, type Logger } from 'pino'

/** What every log line of a request or command carries. */
export type Trail = { readonly correlationId: string; readonly commandId?: string }

const trails = new AsyncLocalStorage<Trail>()

/** Runs the work so that its log lines and the commands it sends carry the trail. */
export const onTrail = <T>(trail: Trail, work: () => T): T => trails.run(trail, work)

/** The correlation id of the request or command that is being handled here, if any. */
export const currentCorrelationId = (): string | undefined => trails.getStore()?.correlationId

/** Names of fields whose values never reach a log. */
const redacted = [
  'authorization', 'cookie', 'secret', 'password', 'token', '*.authorization', '*.cookie', '*.secret',
  '*.password', '*.token', 'req.headers.authorization', 'req.headers.cookie',
]

/** One JSON line a record on standard error; standard output belongs to what a command answers. */
export const makeLogger = (level: string): Logger =>
  pino({
    level,
    base: { pid: process.pid },
    mixin: () => trails.getStore() ?? {},
    redact: { paths: redacted, censor: '[redacted]' },
    formatters: { level: (label) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
  }, pino.destination({ dest: 2, sync: true }))

/** The kernel's log lines in the process' log. */
export const kernelLogger = (logger: Logger): KernelLogger => ({
  write: (level, message, details) => {
    logger[level](details ?? {}, message)
  },
})

const contextOf = (rest: readonly unknown[]): string | undefined => {
  const last = rest.at(-1)
  return typeof last === 'string' ? last : undefined
}

/** Nest's log lines in the process' log; its chatter about routes and modules is for debugging. */
export const nestLogger = (logger: Logger): LoggerService => {
  const write = (level: 'debug' | 'warn' | 'error' | 'trace') =>
    (message: unknown, ...rest: unknown[]): void => {
      const context = contextOf(rest)
      if (message instanceof Error) logger[level]({ err: message, context }, message.message)
      else logger[level]({ context }, String(message))
    }
  return {
    log: write('debug'), debug: write('debug'), verbose: write('trace'),
    warn: write('warn'), error: write('error'), fatal: write('error'),
  }
}
