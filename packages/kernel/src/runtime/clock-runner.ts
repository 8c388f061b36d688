import type { EventStore } from '../event-store.ts'
import type { Outage } from '../service.ts'
import type { LogConsumer } from './log-consumer.ts'
import { clockCommandId } from './ids.ts'
import type { RuntimeLimits } from './limits.ts'
import type {
  Alerts, Answer, Clock, CommandSender, ConsumerStore, DueClock, Logger,
} from './ports.ts'

export type ClockRunnerPorts = {
  readonly store: EventStore
  readonly consumers: ConsumerStore
  readonly commands: CommandSender
  readonly clock: Clock
  readonly alerts: Alerts
  readonly logger: Logger
  readonly limits: RuntimeLimits
}

/**
 * Fires deadlines that are due. A fact that was in any log of this service's inputs when the
 * deadline fell due is worked in first, so no clock overtakes what was in time; the decider then
 * judges whether it still waits for that very clock.
 */
export class ClockRunner {
  readonly #service: string
  readonly #inputs: readonly LogConsumer[]
  readonly #recordsOutages: boolean
  readonly #ports: ClockRunnerPorts
  /** Firings that were answered while their rows stay: they must not spin. */
  #settled = new Set<string>()
  #stop: AbortController | undefined
  #running: Promise<void> = Promise.resolve()

  constructor(
    service: string, inputs: readonly LogConsumer[], recordsOutages: boolean,
    ports: ClockRunnerPorts,
  ) {
    this.#service = service
    this.#inputs = inputs
    this.#recordsOutages = recordsOutages
    this.#ports = ports
  }

  start(): void {
    if (this.#stop !== undefined) return
    const stop = new AbortController()
    this.#stop = stop
    this.#running = this.#run(stop.signal)
  }

  async stop(): Promise<void> {
    this.#stop?.abort()
    await this.#running
    this.#stop = undefined
  }

  async #run(stop: AbortSignal): Promise<void> {
    const { clock, limits, logger } = this.#ports
    while (!stop.aborted) {
      let fired = 0
      try {
        fired = await this.#fireDue(stop)
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        logger.write('warn', 'clocks were not fired', { service: this.#service, reason })
      }
      if (fired === 0 && !stop.aborted) await clock.sleep(limits.clockPollMs, stop)
    }
  }

  /** Answers how many were answered for good, so that a long list is worked through at once. */
  async #fireDue(stop: AbortSignal): Promise<number> {
    const { clock } = this.#ports
    const nowMs = clock.now()
    const before = await this.#due(nowMs)
    if (before.length === 0) return 0
    await this.#inputsPassed(stop)
    if (stop.aborted) return 0
    // What was worked in meanwhile may have ended the clock: only rows that are still there fire.
    const due = await this.#due(nowMs)
    if (due.length === 0) return 0
    const outages = await this.#outages(nowMs)
    const fired = await Promise.all(due.map((row) => this.#fire(row, outages)))
    return fired.filter((settled) => settled).length
  }

  async #due(nowMs: number): Promise<readonly DueClock[]> {
    const { consumers, limits } = this.#ports
    const limit = limits.dueClocks + this.#settled.size
    const rows = await consumers.dueClocks(nowMs, limit)
    const ids = new Set(rows.map((row) => row.clockId))
    this.#settled = new Set([...this.#settled].filter((clockId) => ids.has(clockId)))
    return rows.filter((row) => !this.#settled.has(row.clockId))
  }

  /** Heads are read after the due time; every input must have been worked in up to them. */
  async #inputsPassed(stop: AbortSignal): Promise<void> {
    const logs = [...new Set([this.#service, ...this.#inputs.map(({ log }) => log)])]
    const heads = new Map<string, number>()
    for (const log of logs) heads.set(log, (await this.#ports.store.head(log)).position)
    await Promise.all(this.#inputs.map((input) => input.passed(heads.get(input.log) ?? 0, stop)))
  }

  async #outages(nowMs: number): Promise<readonly Outage[]> {
    if (!this.#recordsOutages) return []
    const { consumers, limits } = this.#ports
    return consumers.outages(Math.max(0, nowMs - limits.outageSpanMs), nowMs)
  }

  async #fire(row: DueClock, outages: readonly Outage[]): Promise<boolean> {
    const { commands, logger } = this.#ports
    const { clockId, aggregate, key, kind, dueAtMs } = row
    let answer: Answer
    try {
      answer = await commands.send({
        id: clockCommandId(clockId),
        type: `${this.#service}.${aggregate}.clock`,
        data: { key, kind, clockId, dueAtMs, outages },
        actor: `${this.#service}/clock`,
        correlationId: clockId,
        causationId: clockId,
      })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      answer = { status: 'retry', reason }
    }
    const details = { service: this.#service, stream: row.stream, kind, clockId }
    if (answer.status === 'retry') {
      logger.write('debug', 'a clock is fired again', { ...details, reason: answer.reason })
      return false
    }
    if (answer.status === 'broken') this.#ports.alerts.raise('clock_broken', details)
    if (answer.status === 'rejected') {
      logger.write('info', 'a clock was refused', { ...details, code: answer.code })
    }
    this.#settled.add(clockId)
    return true
  }
}
