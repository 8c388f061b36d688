import { BrokenInvariant } from '../assert.ts'
import type { Message } from '../decider.ts'
import {
  type AppendResult, AppendTooLarge, EventIdTaken, type EventStore, OutcomeUnknown, StoreUnavailable,
} from '../event-store.ts'
import { UnknownVersion, decodeData } from './event-codec.ts'
import { type AggregateFolder, FoldedStream } from './folded-stream.ts'
import type { Guards, RuntimeLimits } from './limits.ts'
import type { Lru } from './lru.ts'
import type { Alerts, Answer, Clock, Logger } from './ports.ts'
import {
  type Outcome, SpoiltState, type StreamPlan, StreamPlanner, type Waiting, claimEventId,
} from './stream-plan.ts'

export type WriterPorts = {
  readonly store: EventStore
  readonly clock: Clock
  readonly alerts: Alerts
  readonly logger: Logger
  readonly limits: RuntimeLimits
  readonly guards: Guards
  readonly committed: (log: string) => void
  readonly livemode?: boolean | undefined
}

const messageOf = (error: unknown): string => error instanceof Error ? error.message : String(error)

/** The rejection of an id that came with another body before. */
export const commandIdReused = 'command_id_reused'

type Batch = {
  readonly stream: string
  waiting: readonly Waiting[]
  /** The state has been read to the end of its stream since the batch began. */
  fresh: boolean
  /** The revision on which an append was tried whose outcome nobody knows. */
  unknownAt?: number
}

type Tried = { readonly again: boolean; readonly deferred: readonly Waiting[] }

/**
 * Decides batches of commands on streams of one aggregate and appends what was decided. Never two
 * batches of one stream at once: that is the caller's promise.
 */
export class StreamWriter {
  readonly #service: string
  readonly #folder: AggregateFolder
  readonly #planner: StreamPlanner
  readonly #ports: WriterPorts
  readonly #cache: Lru<string, FoldedStream>

  constructor(
    service: string, folder: AggregateFolder, ports: WriterPorts, cache: Lru<string, FoldedStream>,
  ) {
    this.#service = service
    this.#folder = folder
    this.#planner = new StreamPlanner(service, folder, ports)
    this.#ports = ports
    this.#cache = cache
  }

  /** Answers every command of the batch but those it gives back: they come first in the next. */
  async write(stream: string, commands: readonly Waiting[]): Promise<readonly Waiting[]> {
    const batch: Batch = { stream, waiting: commands, fresh: false }
    try {
      for (let attempt = 0; attempt < this.#ports.limits.decideAttempts; attempt += 1) {
        const { again, deferred } = await this.#attempt(batch)
        if (!again) return deferred
      }
      this.#answerAll(batch, { status: 'retry', reason: 'conflicts' })
    } catch (error) {
      // Elsewhere a forgotten id may have come with another body, which nobody has done.
      const isForgotten = error instanceof EventIdTaken && this.#folder.aggregate.tailEvents !== undefined
      if (!(error instanceof StoreUnavailable || isForgotten)) this.#cache.delete(stream)
      const poisoned = error instanceof AppendTooLarge || error instanceof BrokenInvariant
      if (poisoned && batch.waiting.length > 1) return this.#oneByOne(batch)
      if (isForgotten) this.#answerForgotten(batch)
      else this.#answerFailure(batch, error)
    }
    return []
  }

  async #attempt(batch: Batch): Promise<Tried> {
    const folded = await this.#load(batch)
    const plan = this.#plan(batch, folded)
    if (plan === undefined) return { again: batch.waiting.length > 0, deferred: [] }
    const [main] = plan.streams
    if (main === undefined) {
      // Nothing will be appended, so nothing fences a stale state: look at the tail first.
      if (await this.#tailHasMore(batch, plan, folded)) return { again: true, deferred: [] }
    } else {
      const result = await this.#append(batch, folded, plan)
      if (result.status === 'conflict') {
        await this.#resolveConflict(batch, folded, plan, result.stream)
        return { again: batch.waiting.length > 0, deferred: [] }
      }
      this.#keep(folded, plan, result.lastPosition)
    }
    await this.#answer(plan, folded)
    return { again: false, deferred: plan.deferred }
  }

  async #load(batch: Batch): Promise<FoldedStream> {
    const cached = this.#cache.get(batch.stream)
    if (cached !== undefined) return cached
    const folded = new FoldedStream(this.#folder, batch.stream)
    const { begins } = this.#folder.aggregate
    const isNew = begins !== undefined && !batch.fresh
      && batch.waiting.every(({ envelope }) => begins.includes(envelope.type))
    if (!isNew) {
      await folded.readOn(this.#ports.store, this.#ports.limits.pageEvents)
      batch.fresh = true
    }
    this.#cache.set(batch.stream, folded)
    return folded
  }

  #plan(batch: Batch, folded: FoldedStream): StreamPlan | undefined {
    try {
      return this.#planner.plan(folded, batch.waiting, this.#ports.clock.now())
    } catch (error) {
      if (!(error instanceof SpoiltState)) throw error
      this.#cache.delete(batch.stream)
      this.#answerBroken(error.by, error.message)
      batch.waiting = batch.waiting.filter((waiting) => waiting !== error.by)
      return undefined
    }
  }

  async #tailHasMore(batch: Batch, plan: StreamPlan, folded: FoldedStream): Promise<boolean> {
    const decidedOnState = plan.outcomes.some(
      ([, { kind }]) => kind === 'rejected' || kind === 'nothing' || kind === 'broken',
    )
    if (!decidedOnState) return false
    if (!batch.fresh && this.#ports.guards.redecideOnTail) {
      batch.fresh = true
      if (await folded.readOn(this.#ports.store, this.#ports.limits.pageEvents)) return true
    }
    // The lost append may still land here: a refusal given now could turn out to be untrue.
    if (batch.unknownAt !== folded.revision) return false
    throw new StoreUnavailable('the outcome of an earlier append is still unknown')
  }

  async #append(batch: Batch, folded: FoldedStream, plan: StreamPlan): Promise<AppendResult> {
    try {
      return await this.#ports.store.append({ log: this.#service, streams: plan.streams })
    } catch (error) {
      const nothingWritten = error instanceof StoreUnavailable || error instanceof EventIdTaken
      if (plan.folded > 0 || !nothingWritten) this.#cache.delete(batch.stream)
      if (!(error instanceof OutcomeUnknown)) throw error
      batch.unknownAt = folded.revision - plan.folded
      // What was decided may stand or not: read again, and known ids tell which.
      this.#ports.logger.write('warn', 'outcome of an append is unknown', { stream: batch.stream })
      return { status: 'conflict', stream: folded.stream, actual: 'none' }
    }
  }

  async #resolveConflict(
    batch: Batch, folded: FoldedStream, plan: StreamPlan, conflicting: string,
  ): Promise<void> {
    const claim = plan.claims.get(conflicting)
    if (claim !== undefined && batch.fresh) {
      const [taken] = await this.#ports.store.readStream(conflicting, 0, 1)
      // Our own event there: an earlier try of the same command went through after all.
      if (taken?.id !== claimEventId(claim.owner.envelope.id, conflicting)) {
        claim.owner.answer({ status: 'rejected', code: claim.rejected })
        batch.waiting = batch.waiting.filter((waiting) => waiting !== claim.owner)
      }
    }
    batch.fresh = true
    // A state that holds events nobody stored is thrown away; a clean one reads on.
    if (plan.folded > 0) this.#cache.delete(batch.stream)
    else if (this.#cache.get(batch.stream) === folded) {
      await folded.readOn(this.#ports.store, this.#ports.limits.pageEvents)
    }
  }

  #keep(folded: FoldedStream, plan: StreamPlan, lastPosition: number): void {
    this.#ports.committed(this.#service)
    try {
      plan.foldRest()
      folded.stored(lastPosition)
      if (this.#folder.aggregate.rests?.(folded.state) === true) this.#cache.delete(folded.stream)
    } catch (error) {
      // The facts stand; a state that cannot fold them must not be decided on.
      this.#cache.delete(folded.stream)
      const details = { stream: folded.stream, message: messageOf(error) }
      this.#ports.alerts.raise('command_broken', details)
    }
  }

  async #answer(plan: StreamPlan, folded: FoldedStream): Promise<void> {
    const position = folded.lastPosition
    const [main] = plan.streams
    const base = main === undefined || main.expected === 'none' ? -1 : main.expected
    const decided: Message[] = []
    const recorded: (() => Promise<void>)[] = []
    for (const [waiting, outcome] of plan.outcomes) {
      if (outcome.kind === 'decided') decided.push(...outcome.events)
      if (outcome.kind !== 'known') this.#answerOne(waiting, outcome, position)
      else if (main !== undefined && outcome.first > base) {
        // The same command twice in one batch: its events are the ones just stored.
        const from = outcome.first - base - 1
        const events = decided.slice(from, from + outcome.count)
        waiting.answer({ status: 'accepted', events, log: this.#service, position })
      } else recorded.push(() => this.#answerRecorded(waiting, folded.stream, outcome))
    }
    for (const answer of recorded) await answer()
  }

  #answerOne(
    waiting: Waiting, outcome: Exclude<Outcome, { kind: 'known' }>, position: number,
  ): void {
    switch (outcome.kind) {
      case 'decided':
        waiting.answer({
          status: 'accepted', events: outcome.events, log: this.#service, position,
        })
        return
      case 'nothing':
        waiting.answer({ status: 'accepted', events: [], log: this.#service, position })
        return
      case 'rejected':
        waiting.answer({ status: 'rejected', code: outcome.code })
        return
      case 'reused':
        waiting.answer({ status: 'rejected', code: commandIdReused })
        return
      case 'broken':
        this.#answerBroken(waiting, outcome.message)
    }
  }

  async #answerRecorded(
    waiting: Waiting, stream: string, { first, count }: { first: number; count: number },
  ): Promise<void> {
    try {
      const stored = await this.#ports.store.readStream(stream, first, count)
      const events = stored.map((event) => {
        const spec = this.#folder.events.get(event.type)
        if (spec === undefined) throw new UnknownVersion(`${stream} holds "${event.type}"`)
        return { type: event.type, data: decodeData(spec, event) }
      })
      const position = stored.at(-1)?.position ?? 0
      waiting.answer({ status: 'accepted', events, log: this.#service, position })
    } catch (error) {
      waiting.answer({ status: 'retry', reason: messageOf(error) })
    }
  }

  #answerBroken(waiting: Waiting, message: string): void {
    const { type, id, correlationId } = waiting.envelope
    this.#ports.alerts.raise('command_broken', { type, commandId: id, correlationId, message })
    waiting.answer({ status: 'broken', message })
  }

  #answerAll(batch: Batch, answer: Answer): void {
    for (const waiting of batch.waiting) waiting.answer(answer)
  }

  // One command's events must not be refused because of another's that waited at the same time.
  async #oneByOne(batch: Batch): Promise<readonly Waiting[]> {
    for (const waiting of batch.waiting) await this.write(batch.stream, [waiting])
    return []
  }

  /** Its id is known no more, its events stand: what it said then is not looked for. */
  #answerForgotten(batch: Batch): void {
    const { stream } = batch
    this.#ports.logger.write('info', 'a command came again that was decided long ago', { stream })
    const position = this.#cache.get(stream)?.lastPosition ?? 0
    this.#answerAll(batch, { status: 'accepted', events: [], log: this.#service, position })
  }

  #answerFailure(batch: Batch, error: unknown): void {
    const reason = messageOf(error)
    const stream = batch.stream
    this.#ports.logger.write('warn', 'commands were not decided', { stream, reason })
    if (error instanceof BrokenInvariant || error instanceof AppendTooLarge) {
      for (const waiting of batch.waiting) this.#answerBroken(waiting, reason)
      return
    }
    if (error instanceof UnknownVersion) {
      this.#ports.alerts.raise('command_broken', { stream, message: reason })
    }
    this.#answerAll(batch, { status: 'retry', reason })
  }
}
