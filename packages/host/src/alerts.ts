import type { Alerts } from '@stablegate/kernel'
import type { Logger } from 'pino'
import type { Metrics } from './metrics.ts'

/** Alerts are error lines with a code and a counter that an alert manager watches. */
export const makeAlerts = (logger: Logger, metrics: Metrics): Alerts => {
  const raised = metrics.counter(
    'stablegate_alerts_total', 'What a human must look at, by its code', ['code'])
  return {
    raise: (code, details) => {
      raised.inc({ code })
      logger.error({ ...details, alert: code }, `alert: ${code}`)
    },
  }
}
