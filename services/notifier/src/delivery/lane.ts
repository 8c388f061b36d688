import type { ApiChange } from '@stablegate/contracts'
import { Pool as HttpPool } from 'undici'
import { nextTryAtMs, parseRetryAfterMs } from '../domain/retry-schedule.ts'
import { maxHeaderBytes, tryOnce, type Attempt } from './attempt.ts'
import { dressed } from './dress.ts'
import { guardedConnector } from './guarded-connector.ts'
import type { AddressPolicy } from './address-guard.ts'
import { Offers } from './offers.ts'
import type { Due, Target, Tried } from './queue.ts'
import type { Resolve } from './resolver.ts'
import { endpointSecret, endpointSigningKey, type MasterKeys } from '@stablegate/contracts/webhook-keys'
import { signedHeaders, type Signer } from './signature.ts'

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
  readonly due: (endpoint: string, kind: 'fresh' | 'retry') => Promise<readonly Due[]>
  /** How the endpoint stands now; undefined where nothing may be sent there by this lane. */
  readonly target: (endpoint: string) => Promise<Target | undefined>
  /** Resolves when it is written. */
  readonly record: (tried: Tried) => Promise<void>
  readonly pause: (endpoint: string, untilMs: number) => Promise<void>
  /** The receiver is gone for good: what `attempt` names told so. */
  readonly gone: (target: Target, attempt: string) => Promise<void>
}

/** How long an endpoint that said 410 rests until it is disabled. */
const goneRestMs = 60_000

/** A receiver that cannot even be connected to is given up sooner than one that thinks. */
const maxConnectMs = 5_000

/** A lane that is never idle looks into the queue so often: for retries, and what others queued. */
const lookEveryMs = 1_000

/**
 * The deliveries of one endpoint, apart from all others: connections of its own, first tries one
 * after the other in the order of the sequence, repeated tries beside them on their own schedule.
 * What is queued while it stands is offered to it; the queue in the database is read when somebody
 * says that there is something due, and now and then.
 */
export class Lane {
  readonly #settings: LaneSettings
  readonly #ports: LanePorts
  readonly #offers = new Offers()
  readonly #signerOf = new Map<string, Signer>()
  #target: Target
  readonly #url: URL
  #http: HttpPool | undefined
  #running: Promise<void> | undefined
  #retrying: Promise<void> | undefined
  #recording: Promise<void> = Promise.resolve()
  /** Resolved when there is something to do. */
  #news = Promise.withResolvers<void>()
  #look = false
  /** Something happened to the endpoint: its secret may have turned, or it is switched off. */
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
    this.#url = new URL(target.url)
    this.#settings = settings
    this.#ports = ports
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

  /** Ends after the tries under way; one that hangs is cut off, and counts as not made. */
  async stop(cutAfter: Promise<void>): Promise<void> {
    this.#stopped = true
    await Promise.race([this.#running, cutAfter])
    this.#cut = this.busy
    await this.#http?.destroy()
    await this.#running
    this.#http = undefined
  }

  get #mayGoOn(): boolean {
    return !this.#stopped && this.#ports.now() < this.leaseUntilMs
  }

  #start(onError: (error: unknown) => void): void {
    this.lastUsedAtMs = this.#ports.now()
    this.#news.resolve()
    this.#news = Promise.withResolvers()
    this.#running ??= this.#run().catch(onError).finally(() => { this.#running = undefined })
  }

  async #run(): Promise<void> {
    this.#lookedAtMs = this.#ports.now()
    try {
      while (this.#mayGoOn) {
        if (this.#mustLook) await this.#takeQueued()
        else if (!this.#offers.isEmpty) await this.#takeOffered()
        else if (!await this.#newsBeforeTheEnd()) break
      }
    } finally {
      // Whatever was not taken is in the queue.
      if (!this.#offers.isEmpty) this.#offers.forget()
      await Promise.allSettled([this.#retrying, this.#recording])
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
    await this.#takeDue('fresh')
  }

  async #takeDue(kind: 'fresh' | 'retry'): Promise<void> {
    while (this.#mayGoOn) {
      // Read only when all is written, or the same tries would come once more.
      await this.#recording
      const due = await this.#ports.due(this.#target.endpoint, kind)
      if (due.length === 0) {
        if (kind === 'fresh') this.#offers.begin()
        return
      }
      for (const delivery of due) {
        if (!this.#mayGoOn) return
        if (kind === 'fresh') this.#offers.took(delivery.sequence)
        await this.#deliver(delivery)
      }
    }
  }

  #signer(kind: Signer['kind'], keyId: string, version: number): Signer {
    const name = `${kind} ${keyId} ${version}`
    const { endpoint } = this.#target
    const { masters } = this.#settings
    const signer = this.#signerOf.get(name) ?? (kind === 'hmac'
      ? { kind, secret: endpointSecret(masters, keyId, endpoint, version) }
      : { kind, key: endpointSigningKey(masters, keyId, endpoint, version) })
    this.#signerOf.set(name, signer)
    return signer
  }

  #signers(nowMs: number): readonly Signer[] {
    const { keyId, secretVersion, previous, ed25519 } = this.#target
    const of = (key: string, version: number): Signer[] =>
      [this.#signer('hmac', key, version), ...(ed25519 ? [this.#signer('ed25519', key, version)] : [])]
    const old = previous && nowMs < previous.untilMs ? of(previous.keyId, previous.version) : []
    return [...of(keyId, secretVersion), ...old]
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
    const { endpoint } = this.#target
    const startedAtMs = this.#ports.now()
    const { timeoutMs, policy, resolve, changes } = this.#settings
    const body = dressed(delivery.body, this.#target.apiVersion, changes)
    this.#http ??= new HttpPool(this.#url.origin, {
      connections: 2, pipelining: 1,
      connect: guardedConnector({ policy, resolve, timeoutMs: Math.min(timeoutMs, maxConnectMs) }),
      maxHeaderSize: maxHeaderBytes,
    })
    const headers = signedHeaders(delivery.messageId, this.#ports.signedAtMs(), body, this.#signers(startedAtMs))
    const attempt = await tryOnce(this.#http, this.#url, headers, body, timeoutMs)
    if (this.#cut) return
    const nowMs = this.#ports.now()
    const retryAfterMs = parseRetryAfterMs(attempt.retryAfter, nowMs) ?? 0
    this.#recording = this.#ports.record({
      endpoint, sequence: delivery.sequence, triesBefore: delivery.tries,
      ...this.#next(delivery, attempt, nowMs, retryAfterMs),
      atMs: startedAtMs, durationMs: Math.max(0, Math.round(nowMs - startedAtMs)), outcome: attempt.outcome,
      status: attempt.status ?? null, responseHead: attempt.responseHead, detail: attempt.detail,
    })
    if (attempt.outcome === 'gone') {
      this.#stopped = true
      // Nothing more goes there while the log decides; to be switched on again ends this rest.
      await this.#ports.pause(endpoint, nowMs + goneRestMs)
      await this.#ports.gone(this.#target, `${delivery.messageId}:${startedAtMs}`)
    } else if (retryAfterMs > 0 && attempt.outcome !== 'delivered') {
      // The receiver asked for a rest: nothing at all goes there until then.
      this.#stopped = true
      await this.#ports.pause(endpoint, nowMs + retryAfterMs)
    }
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
