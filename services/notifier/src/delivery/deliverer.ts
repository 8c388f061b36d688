import { notifierCommands } from '@stablegate/contracts'
import { Together, type HostContext, type Worker } from '@stablegate/host'
import type { Pool } from 'pg'
import type { FanOutStep } from './fan-out.ts'
import { Lane, pageOfDue, type LanePorts, type LaneSettings } from './lane.ts'
import {
  claimTargets, dueDeliveries, heldTarget, leaseMs, recordTried, releaseTargets, renewTargets, restTarget, type Due,
  type Target, type Tried,
} from './queue.ts'

/** How often the queue is looked at when nobody says that there is something new. */
const pollMs = 200
/** A lane without work keeps its connections and its lease this long. */
const idleMs = 30_000
const renewEveryMs = leaseMs / 4
/** Between two writes of what was tried, and tries in one: however many webhooks go out, writes are few. */
const recordRestMs = 25
const maxRecorded = 500
/** How long a stop waits for receivers that are about to answer. */
const stopGraceMs = 3_000

export type DelivererOptions = {
  readonly context: Pick<HostContext, 'pool' | 'commands' | 'logger' | 'clock' | 'machineClock'>
  /** Name of this replica in leases, different at every start. */
  readonly holder: string
  readonly settings: LaneSettings
  readonly chance: () => number
}

/**
 * Sends what is queued. Endpoints are leased one by one, so that replicas share them, each
 * endpoint is worked on by one, and what a crashed one held goes on elsewhere. At least once.
 */
export class Deliverer implements Worker {
  readonly name = 'deliverer'
  readonly #options: DelivererOptions
  readonly #pool: Pool
  readonly #lanes = new Map<string, Lane>()
  /** Lanes that were given up and have not ended yet: until then their endpoints are not taken up again here. */
  readonly #ending = new Map<string, { readonly lane: Lane; readonly ended: Promise<void> }>()
  /** What is lost in a crash before it is written is sent once more: a webhook comes at least once. */
  readonly #recorder: Together<Tried>
  readonly #stopping = new AbortController()
  #looping: Promise<void> | undefined
  #claiming: Promise<void> | undefined
  #renewedAtMs = 0

  constructor(options: DelivererOptions) {
    this.#options = options
    this.#pool = options.context.pool
    this.#recorder = new Together({
      call: async (tried) => {
        await recordTried(this.#pool, tried)
        return []
      },
      maxItems: maxRecorded, restMs: recordRestMs, clock: options.context.clock,
    })
  }

  start(): void {
    this.#renewedAtMs = this.#now()
    this.#looping = this.#loop()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#looping
    await this.#claiming
    const cutAfter = this.#options.context.clock.sleep(stopGraceMs)
    for (const [endpoint, lane] of this.#lanes) this.#end(endpoint, lane)
    await Promise.all([...this.#ending.values()].flatMap(({ lane, ended }) => [lane.stop(cutAfter), ended]))
    await this.#recorder.idle()
  }

  status(): Readonly<Record<string, unknown>> {
    return { lanes: this.#lanes.size, busy: [...this.#lanes.values()].filter((lane) => lane.busy).length }
  }

  /** Lanes we hold take what was just queued at once; for other endpoints there may be one to claim. */
  queued({ fresh, look, anew }: Omit<FanOutStep, 'more'>): void {
    const warn = (error: unknown): void => this.#warn(error)
    if (anew) for (const lane of this.#lanes.values()) lane.forgetOffers()
    let unknown = false
    for (const [endpoint, due] of [...fresh, ...[...look].map((name) => [name, undefined] as const)]) {
      const lane = this.#lanes.get(endpoint)
      if (lane) lane.offer(due, warn)
      else unknown = true
    }
    if (unknown) this.#claim()
  }

  /** What is on its way into the queue, to those who hold a lane; answers the endpoints that took it. */
  ahead(fresh: ReadonlyMap<string, readonly Due[]>): ReadonlySet<string> {
    const taken = new Set<string>()
    for (const [endpoint, due] of fresh) {
      const lane = this.#lanes.get(endpoint)
      if (lane === undefined) continue
      lane.offer(due, (error) => this.#warn(error))
      taken.add(endpoint)
    }
    return taken
  }

  #now(): number {
    return this.#options.context.clock.now()
  }

  #warn(error: unknown): void {
    this.#options.context.logger.warn({ err: error }, 'webhook delivery')
  }

  async #loop(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      try {
        if (this.#now() - this.#renewedAtMs >= renewEveryMs) await this.#renew()
        this.#claim()
        await this.#claiming
      } catch (error) {
        this.#warn(error)
      }
      await this.#options.context.clock.sleep(pollMs, signal)
    }
  }

  #claim(): void {
    if (this.#stopping.signal.aborted) return
    this.#claiming ??= this.#claimOnce()
      .catch((error: unknown) => this.#warn(error))
      .finally(() => { this.#claiming = undefined })
  }

  async #claimOnce(): Promise<void> {
    const busy = [...[...this.#lanes].filter(([, lane]) => lane.busy).map(([endpoint]) => endpoint), ...this.#ending.keys()]
    const nowMs = this.#now()
    for (const target of await claimTargets(this.#pool, this.#options.holder, nowMs, busy)) {
      const lane = this.#lanes.get(target.endpoint)
        ?? new Lane(target, nowMs + leaseMs, this.#options.settings, this.#ports)
      lane.leaseUntilMs = nowMs + leaseMs
      this.#lanes.set(target.endpoint, lane)
      lane.wake(target, (error) => this.#warn(error))
    }
  }

  async #renew(): Promise<void> {
    const nowMs = this.#now()
    for (const [endpoint, lane] of this.#lanes) {
      if (!lane.busy && nowMs - lane.lastUsedAtMs >= idleMs) this.#end(endpoint, lane)
    }
    const held = [...this.#lanes.keys()]
    const kept = new Map((await renewTargets(this.#pool, this.#options.holder, nowMs, held))
      .map((target) => [target.endpoint, target]))
    this.#renewedAtMs = nowMs
    for (const endpoint of held) {
      const lane = this.#lanes.get(endpoint)
      const target = kept.get(endpoint)
      if (target) lane?.renew(target, nowMs + leaseMs)
      // What is under way as its owner pauses it may end: it counts, and is not sent once more after the pause.
      else if (lane) this.#end(endpoint, lane)
    }
  }

  /** Gives a lane and its lease up. Not to be waited for while others have leases to be renewed: a receiver may hang. */
  #end(endpoint: string, lane: Lane): void {
    this.#lanes.delete(endpoint)
    const ended = lane.stop()
      .then(() => releaseTargets(this.#pool, this.#options.holder, [endpoint]))
      .catch((error: unknown) => this.#warn(error))
      .finally(() => this.#ending.delete(endpoint))
    this.#ending.set(endpoint, { lane, ended })
  }

  async #gone(target: Target, attempt: string): Promise<void> {
    const { endpoint, owner, url } = target
    await this.#options.context.commands.send(
      notifierCommands.disableEndpoint.type, { endpoint, owner, reason: 'gone', url },
      { id: `gone:${endpoint}:${attempt}`, actor: 'notifier' })
  }

  get #ports(): LanePorts {
    return {
      now: () => this.#now(),
      signedAtMs: () => this.#options.context.machineClock.now(),
      chance: this.#options.chance,
      due: (endpoint, kind) => dueDeliveries(this.#pool, endpoint, this.#now(), kind, pageOfDue),
      target: (endpoint) => heldTarget(this.#pool, this.#options.holder, this.#now(), endpoint),
      record: (tried) => {
        const recorded = this.#recorder.add(tried)
        // The lane awaits its last one; the others fail with it.
        recorded.catch(() => undefined)
        return recorded
      },
      rest: (target, untilMs) => restTarget(this.#pool, target, untilMs),
      gone: (target, attempt) => this.#gone(target, attempt),
    }
  }
}
