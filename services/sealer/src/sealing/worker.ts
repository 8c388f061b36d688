import { logNames } from '@stablegate/contracts'
import { RoundsWorker, type HostContext, type Worker } from '@stablegate/host'
import { keyText } from '@stablegate/proof'
import { sealerSettings, type SealerConfig } from '../config.ts'
import type { Contradiction } from '../domain/contradiction.ts'
import { Archive } from '../publish/archive.ts'
import { Publisher } from '../publish/publisher.ts'
import { Fenced, TreeStore } from '../store/tree-store.ts'
import { LogSealer, type Sealed } from './log-sealer.ts'
import { Rests } from './rests.ts'

type Context = HostContext<SealerConfig>

/** Of the time from round to round a round may rest so much. */
const restsShare = 0.25

const gaugesOf = ({ metrics }: Context) => ({
  events: metrics.gauge('stablegate_sealed_events', 'Events of a log that are in its tree', ['log']),
  halted: metrics.gauge('stablegate_sealing_halted', '1 while a log contradicts what was sealed of it', ['log']),
  alerts: metrics.counter('stablegate_alerts_total', 'What a human must look at, by its code', ['code']),
})

/** Alerts once for each contradiction, and says when it is gone. */
const alarm = ({ logger }: Context, gauges: ReturnType<typeof gaugesOf>) => {
  const known = new Map<string, string>()
  return (log: string, found: Contradiction | undefined): void => {
    gauges.halted.set({ log }, found ? 1 : 0)
    const text = found && JSON.stringify(found)
    if (text === known.get(log)) return
    if (found && text !== undefined) {
      known.set(log, text)
      gauges.alerts.inc({ code: found.code })
      logger.error({ alert: found.code, log, ...found }, `alert: ${found.code}: nothing more is signed of ${log}`)
      return
    }
    known.delete(log)
    logger.warn({ log }, 'the log is again what was sealed of it: signing goes on')
  }
}

/** Seals all logs, one after the other, every few seconds. Nobody who appends waits for it. */
export const sealingOf = (context: Context): Worker => {
  const { config, livemode, pool, events, clock, logger } = context
  const settings = sealerSettings(config, livemode)
  const store = new TreeStore(pool)
  const archive = settings.folder === undefined ? undefined : new Archive(settings.folder)
  const gauges = gaugesOf(context)
  const tell = alarm(context, gauges)
  const publisher = new Publisher({
    store, archive, witnesses: settings.witnesses,
    onFailure: (log, reason) => logger.warn({ log, reason }, 'a witness did not cosign'),
  })
  const intervalMs = config.SEALER_INTERVAL_MS
  const rests = new Rests(intervalMs * restsShare)
  const sealers = logNames.map((log) => ({
    log,
    sealer: new LogSealer(log, {
      events, store, archive, settings, lookBackEvents: config.SEALER_LOOK_BACK_EVENTS, now: () => clock.now(),
      rest: (workedMs, signal) => rests.after(workedMs, signal),
    }),
  }))
  const sealed = async (sealer: LogSealer, signal: AbortSignal): Promise<Sealed | undefined> => {
    try {
      return await sealer.round(signal)
    } catch (error) {
      // The other replica has done it.
      if (error instanceof Fenced) return undefined
      throw error
    }
  }
  const round = async (signal: AbortSignal): Promise<void> => {
    const failures: unknown[] = []
    rests.begin()
    for (const { key } of settings.signers) await store.noteKey(keyText(key), clock.now())
    for (const { log, sealer } of sealers) {
      if (signal.aborted) return
      try {
        const now = await sealed(sealer, signal)
        if (now === undefined) continue
        gauges.events.set({ log }, now.tree.size)
        tell(log, now.contradiction)
        await publisher.publish(now.tree)
      } catch (error) {
        // One log that cannot be sealed keeps no other from it.
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
  return new RoundsWorker({ name: 'sealing', context, logs: [], pollMs: intervalMs * (1 - restsShare), round })
}
