import type { ApiChange } from '@stablegate/contracts'
import { nextTryAtMs, parseRetryAfterMs } from '../domain/retry-schedule.ts'
import type { AddressPolicy } from './address-guard.ts'
import { tryOnce, type Attempt } from './attempt.ts'
import { Connections } from './connections.ts'
import { dressed } from './dress.ts'
import { Offers } from './offers.ts'
import type { Due, Target, Tried } from './queue.ts'
import type { Resolve } from './resolver.ts'
import type { MasterKeys } from '@stablegate/contracts/webhook-keys'
import { signedHeaders } from './signature.ts'
import { Signers } from './signers.ts'

export type LaneSettings = {
  readonly schedule: readonly number[]
  readonly timeoutMs: number
  readonly policy: AddressPolicy
  readonly resolve: Resolve
  readonly masters: MasterKeys
  /** Of the API; messages to older endpoints are walked back through them. */
  readonly changes: readonly ApiChange[]
}

/** What a lane needs of the world; the deliverer gives it. */
export type LanePorts = {
  readonly now: () => number
  /** Of the machine: receivers compare what was signed with their own clock, which no test moves. */
  readonly signedAtMs: () => number
  readonly chance: () => number
  /** The next that are due; fewer than `pageOfDue` are all there are. */
  readonly due: (endpoint: string, kind: 'in_line' | 'retry') => Promise<readonly Due[]>
  /** How the endpoint stands now; undefined where nothing may be sent there by this lane. */
  readonly target: (endpoint: string) => Promise<Target | undefined>
  /** Resolves when it is written. */
  readonly record: (tried: Tried) => Promise<void>
  /** The receiver there wants to be left alone until then. */
  readonly rest: (target: Target, untilMs: number) => Promise<void>
  /** The receiver is gone for good: what `attempt` names told so. */
  readonly gone: (target: Target, attempt: string) => Promise<void>
}

/** How long an endpoint that said 410 rests until it is disabled. */
const goneRestMs = 60_000

/** First or repeated tries that are read at once. */
export const pageOfDue = 64

/** A lane that is never idle looks into the queue so often: for retries, and what others queued. */
const lookEveryMs = 1_000

/**
 * The deliveries of one endpoint, apart from all others: connections of its own, first tries (and
 * what waited for the end of a pause) one after the other in the order of the sequence, repeated
 * tries beside them on their own schedule.
 * What is queued while it stands is offered to it; the queue in the database is read when somebody
 * says that there is something due, and now and then.
 */
export class Lane {
  readonly #settings: LaneSettings
  readonly #ports: LanePorts
  readonly #offers = new Offers()
  readonly #signers: Signers
  readonly #connections: Connections
  #target: Target
  #running: Promise<void> | undefined
  #retrying: Promise<void> | undefined
  #recording: Promise<void> = Promise.resolve()
  /** Sequences of tries that are not written yet: the queue still calls them due, and after a pause in another order. */
  readonly #underWay = new Set<number>()
  /** Resolved when there is something to do. */
  #news = Promise.withResolvers<void>()
  #look = false
  /** Something happened to the endpoint: its secret may have turned, it may lead elsewhere or nothing may go there. */
  #stale = false
  #lookedAtMs = 0
  #stopped = false
  #cut = false
  lastUsedAtMs: number
  /** Nothing is sent after this: the endpoint may be another replica's by then. */
  leaseUntilMs: number

  constructor(target: Target, leaseUntilMs: number, settings: LaneSettings, ports: LanePorts) {
    this.leaseUntilMs = leaseUntilMs
    this.#target = target
    this.#settings = settings
    this.#ports = ports
    this.#signers = new Signers(settings.masters)
    this.#connections = new Connections(settings)
    this.lastUsedAtMs = ports.now()
  }

  /** Also while what it tried is not written yet: the queue still calls that due. */
  get busy(): boolean {
    return this.#running !== undefined
  }

  /** Takes all that is due in the queue, also after a rest. */
  wake(target: Target, onError: (error: unknown) => void): void {
    this.#target = target
    this.#stopped = false
    this.#look = true
    this.#start(onError)
  }

  /** Still ours, and this is how the endpoint stands. */
  renew(target: Target, leaseUntilMs: number): void {
    this.#target = target
    this.leaseUntilMs = leaseUntilMs
  }

  /**
   * Takes what was just queued, given in the order of the sequence; without it, looks at the endpoint
   * anew and takes all that is due. A lane that rests, or whose lease is over, leaves it in the queue.
   */
  offer(fresh: readonly Due[] | undefined, onError: (error: unknown) => void): void {
    if (!this.#mayGoOn) {
      this.#offers.forget()
      return
    }
    if (fresh !== undefined) this.#offers.add(fresh)
    else {
      this.#look = true
      this.#stale = true
    }
    this.#start(onError)
  }

  /** Somebody else may have queued: what is offered is not all there is. */
  forgetOffers(): void {
    this.#offers.forget()
  }

  /** Ends after the tries under way, which end by their time-out; with `cutAfter` one that hangs is cut off then, as not made. */
  async stop(cutAfter?: Promise<void>): Promise<void> {
    this.#stopped = true
    await (cutAfter ? Promise.race([this.#running, cutAfter]) : this.#running)
    this.#cut = this.busy
    await this.#connections.destroy()
    await this.#running
  }

  get #mayGoOn(): boolean {
    return !this.#stopped && this.#ports.now() < this.leaseUntilMs
  }

  #start(onError: (error: unknown) => void): void {
    this.lastUsedAtMs = this.#ports.now()
    this.#news.resolve()
    this.#news = Promise.withResolvers()
    this.#running ??= this.#turn(onError)
  }

  /** What is offered while a run comes to its end begins the next one: nobody else would for a while. */
  async #turn(onError: (error: unknown) => void): Promise<void> {
    let hasFailed = false
    try {
      await this.#run()
    } catch (error) {
      hasFailed = true
      onError(error)
    }
    // In one step with the look at what is left, or there would be a gap again.
    this.#running = undefined
    // A database that is down is not asked without end: whoever claims the endpoint next finds it all in the queue.
    if (!hasFailed && this.#hasNews && this.#mayGoOn) this.#start(onError)
    else if (!this.#offers.isEmpty) this.#offers.forget()
  }

  get #hasNews(): boolean {
    return this.#look || !this.#offers.isEmpty
  }

  async #run(): Promise<void> {
    this.#lookedAtMs = this.#ports.now()
    try {
      while (this.#mayGoOn) {
        if (this.#mustLook) await this.#takeQueued()
        else if (!this.#offers.isEmpty) await this.#takeOffered()
        else if (!await this.#newsBeforeTheEnd() && !this.#hasNews) break
      }
    } finally {
      await Promise.allSettled([this.#retrying])
      await Promise.allSettled([this.#recording])
      this.#recording = Promise.resolve()
      this.lastUsedAtMs = this.#ports.now()
    }
  }

  get #mustLook(): boolean {
    return this.#look || !this.#offers.areAll || this.#ports.now() - this.#lookedAtMs >= lookEveryMs
  }

  /** True when there is more to do before the repeated tries are made and the last ones written. */
  async #newsBeforeTheEnd(): Promise<boolean> {
    const end = Promise.all([this.#retrying, this.#recording]).then(() => false)
    return await Promise.race([this.#news.promise.then(() => true), end])
  }

  async #takeOffered(): Promise<void> {
    for (let next = this.#offers.take(); next; next = this.#offers.take()) {
      await this.#deliver(next)
      if (!this.#mayGoOn || this.#mustLook) return
    }
  }

  async #takeQueued(): Promise<void> {
    this.#look = false
    this.#lookedAtMs = this.#ports.now()
    this.#retrying ??= this.#takeDue('retry').finally(() => { this.#retrying = undefined })
    // Its failure is met where its end is waited for.
    this.#retrying.catch(() => undefined)
    await this.#takeDue('in_line')
  }

  /**
   * Does not wait until what was tried is written, which is a while: that is left out of what is found,
   * also where it was written after the look had begun.
   */
  async #takeDue(kind: 'in_line' | 'retry'): Promise<void> {
    while (this.#mayGoOn) {
      if (kind === 'retry') await this.#recording
      const { forgotten } = this.#offers
      const underWay = new Set(this.#underWay)
      const found = await this.#ports.due(this.#target.endpoint, kind)
      const due = found.filter(({ sequence }) => !underWay.has(sequence) && !this.#underWay.has(sequence))
      for (const delivery of due) {
        if (!this.#mayGoOn) return
        if (kind === 'in_line') this.#offers.took(delivery.sequence)
        await this.#deliver(delivery)
      }
      const areAll = found.length < pageOfDue
      if (kind === 'in_line' && areAll) {
        this.#offers.begin(forgotten)
        return
      }
      if (due.length > 0) continue
      if (areAll) return
      // A whole page that is not written yet hides what comes behind it.
      await this.#recording
    }
  }

  async #refresh(): Promise<void> {
    this.#stale = false
    const target = await this.#ports.target(this.#target.endpoint)
    if (target === undefined) this.#stopped = true
    else this.#target = target
  }

  async #deliver(delivery: Due): Promise<void> {
    if (this.#stale) await this.#refresh()
    if (!this.#mayGoOn) return
    const target = this.#target
    const { endpoint, url } = target
    const startedAtMs = this.#ports.now()
    const { timeoutMs, changes } = this.#settings
    const body = dressed(delivery.body, target.apiVersion, changes)
    const to = new URL(url)
    const headers = signedHeaders(delivery.messageId, this.#ports.signedAtMs(), body, this.#signers.of(target, startedAtMs))
    this.#underWay.add(delivery.sequence)
    const attempt = await tryOnce(this.#connections.to(to.origin), to, headers, body, timeoutMs)
    if (this.#cut) return
    const nowMs = this.#ports.now()
    const retryAfterMs = parseRetryAfterMs(attempt.retryAfter, nowMs) ?? 0
    const recording = this.#record(delivery, {
      endpoint, url, sequence: delivery.sequence, triesBefore: delivery.tries, dueBeforeMs: delivery.dueAtMs,
      ...this.#next(delivery, attempt, nowMs, retryAfterMs),
      atMs: startedAtMs, durationMs: Math.max(0, Math.round(nowMs - startedAtMs)), outcome: attempt.outcome,
      status: attempt.status ?? null, responseHead: attempt.responseHead, detail: attempt.detail,
    })
    this.#recording = Promise.all([this.#recording, recording]).then(() => undefined)
    // Its failure is met where all are waited for.
    this.#recording.catch(() => undefined)
    const written = (): void => { this.#underWay.delete(delivery.sequence) }
    recording.then(written, written)
    if (attempt.outcome === 'gone') {
      this.#stopped = true
      // Nothing more goes there while the log decides; to be switched on again ends this rest.
      await this.#ports.rest(target, nowMs + goneRestMs)
      await this.#ports.gone(target, `${delivery.messageId}:${startedAtMs}`)
    } else if (retryAfterMs > 0 && attempt.outcome !== 'delivered') {
      // The receiver asked for a rest: nothing at all goes there until then.
      this.#stopped = true
      await this.#ports.rest(target, nowMs + retryAfterMs)
    }
  }

  /** The queue must have it first. If it never came there, who knows what else did not: all is looked at anew. */
  async #record({ written }: Due, tried: Tried): Promise<void> {
    if (written === undefined || await written) await this.#ports.record(tried)
    else this.#offers.forget()
  }

  #next(
    delivery: Due, attempt: Attempt, nowMs: number, retryAfterMs: number,
  ): Pick<Tried, 'state' | 'dueAtMs'> {
    if (attempt.outcome === 'delivered') return { state: 'delivered', dueAtMs: nowMs }
    const { schedule } = this.#settings
    const dueAtMs = nextTryAtMs(schedule, delivery.tries + 1, nowMs, this.#ports.chance(), retryAfterMs)
    return dueAtMs === undefined ? { state: 'failed', dueAtMs: nowMs } : { state: 'pending', dueAtMs }
  }
}
