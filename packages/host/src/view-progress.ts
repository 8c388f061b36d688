import { setTimeout as sleep } from 'node:timers/promises'
import { assertThat, viewConsumer, type Service } from '@stablegate/kernel'
import pg from 'pg'
import type { ConsumerGroup } from './consumer-groups.ts'
import { schemaOf } from './postgres/prepare.ts'
import type { ProcessParts } from './process-parts.ts'
import type { After } from './queries.ts'
import { realClock } from './real-clock.ts'

const afterTimeoutMs = 2_000
const lookAgainMs = 20
const fillPollMs = 20

const quote = pg.escapeIdentifier

/**
 * Only of a view that is folded here and now is the position in memory true. While it starts, the
 * memory is of an earlier time, and a database that crashed since may have lost what was folded:
 * then the cursor beside the rows is asked.
 */
const runsHere = ({ isHeld, running }: ConsumerGroup): boolean =>
  isHeld() && running.status().consumers[0]?.state === 'running'

/** How far the service's views are: for queries that carry `after`, and for being filled at all. */
export class ViewProgress {
  readonly #parts: ProcessParts
  readonly #service: Service
  readonly #groups: readonly ConsumerGroup[]
  readonly #cursors: string
  readonly #views: string
  #unfilled: readonly ConsumerGroup[]

  constructor(parts: ProcessParts, service: Service, groups: readonly ConsumerGroup[]) {
    this.#parts = parts
    this.#service = service
    this.#groups = groups.filter(({ view }) => view !== undefined)
    for (const { name, reads = [] } of service.queries) {
      const unknown = reads.find((read) => !service.views.some((view) => view.name === read))
      assertThat(unknown === undefined, `${service.name}.${name} reads ${unknown}, which is none of its views`)
    }
    this.#unfilled = this.#groups
    this.#cursors = `${quote(schemaOf(service))}.host_cursors`
    this.#views = `${quote(schemaOf(service))}.host_views`
  }

  /** Names of views whose tables were never filled up to a head; queries wait for them. */
  unfilled(): readonly string[] {
    return this.#unfilled.map(({ view }) => view === undefined ? '' : viewConsumer(view))
  }

  /** Waits up to 2 s for every view of that log, or those that are read, to have passed the position. */
  async reached({ log, position }: After, reads?: readonly string[]): Promise<boolean> {
    const deadlineAtMs = performance.now() + afterTimeoutMs
    let behind = this.#groups.filter(({ view }) => (view?.log ?? this.#service.name) === log
      && (reads === undefined || reads.includes(view?.name ?? '')))
    for (;;) {
      behind = await this.#behind(behind, log, position)
      if (behind.length === 0) return true
      if (performance.now() > deadlineAtMs || this.#parts.stopping.aborted) return false
      await this.#hurried(behind, log, position)
    }
  }

  /** Resolves when those that fold here have passed the position, but soon in any case. */
  async #hurried(groups: readonly ConsumerGroup[], log: string, position: number): Promise<void> {
    const enough = new AbortController()
    const late = realClock.sleep(lookAgainMs, enough.signal)
    const passed = Promise.all(
      groups.filter(runsHere).map(({ running }) => running.passed(log, position, enough.signal)))
    await (groups.every(runsHere) ? Promise.race([passed, late]) : late)
    // With a reason, so that no error with a stack is made for every question.
    enough.abort('enough')
    await passed
  }

  /** Resolves when all views were filled once; false when the process stops before. */
  async filled(): Promise<boolean> {
    while (this.#unfilled.length > 0) {
      if (this.#parts.stopping.aborted) return false
      try {
        await this.#lookForFilled()
      } catch (error) {
        this.#parts.logger.warn({ err: error }, 'cannot see whether the views are filled')
      }
      if (this.#unfilled.length > 0) await sleep(fillPollMs)
    }
    return true
  }

  async #behind(
    groups: readonly ConsumerGroup[], log: string, position: number,
  ): Promise<ConsumerGroup[]> {
    const behind = groups.filter((group) =>
      !runsHere(group) || (group.running.status().consumers[0]?.position ?? 0) < position)
    const elsewhere = behind.filter((group) => !runsHere(group))
    if (elsewhere.length === 0) return behind
    const names = elsewhere.map(({ view }) => view === undefined ? '' : viewConsumer(view))
    const { rows } = await this.#parts.folds.query<{ consumer: string }>(
      `select consumer from ${this.#cursors}
       where log = $1 and consumer = any($2) and position >= $3`, [log, names, position])
    const passed = new Set(rows.map(({ consumer }) => consumer))
    return behind.filter(({ view }) => view === undefined || !passed.has(viewConsumer(view)))
  }

  async #lookForFilled(): Promise<void> {
    const here = this.#unfilled.filter((group) => {
      const consumer = group.running.status().consumers[0]
      return group.isHeld() && consumer?.state === 'running' && !consumer.rebuilding
    })
    if (here.length > 0) {
      await this.#parts.folds.query(
        `update ${this.#views} set filled = true
         where name || ':' || version = any($1)`,
        [here.map(({ view }) => `${view?.name}:${view?.version}`)])
    }
    const { rows } = await this.#parts.folds.query<{ key: string }>(
      `select name || ':' || version as key from ${this.#views} where filled`)
    const filled = new Set(rows.map(({ key }) => key))
    this.#unfilled = this.#unfilled.filter(({ view }) => !filled.has(`${view?.name}:${view?.version}`))
  }
}
