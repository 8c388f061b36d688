import { BrokenInvariant } from '../assert.ts'
import { encode, survivesCodec } from '../codec.ts'
import type { Decision, Message } from '../decider.ts'
import { type Metadata, type NewEvent, type StreamAppend, maxEventBytes } from '../event-store.ts'
import { MadeEvent } from '../made-event.ts'
import type { Claim } from '../service.ts'
import type { AggregateFolder, FoldedStream } from './folded-stream.ts'
import { eventIdOf } from './ids.ts'
import type { Guards, RuntimeLimits } from './limits.ts'
import type { Answer, Envelope } from './ports.ts'

/** A command whose caller waits for the answer. */
export type Waiting = {
  readonly envelope: Envelope
  /** Parsed. */
  readonly data: unknown
  readonly hash: string
  readonly answer: (answer: Answer) => void
}

/** What became of one command of a batch, before the append. */
export type Outcome =
  | { readonly kind: 'decided'; readonly events: readonly Message[] }
  | { readonly kind: 'known'; readonly first: number; readonly count: number }
  | { readonly kind: 'reused' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'rejected'; readonly code: string }
  | { readonly kind: 'broken'; readonly message: string }

export type ClaimPlan = Claim & { readonly owner: Waiting }

/** Commands of one stream decided together, and the one append that would make it so. */
export type StreamPlan = {
  /** In the order of the batch. */
  readonly outcomes: readonly (readonly [Waiting, Outcome])[]
  readonly streams: readonly StreamAppend[]
  readonly claims: ReadonlyMap<string, ClaimPlan>
  /** Commands that did not fit or claim what an earlier one of this batch claims. */
  readonly deferred: readonly Waiting[]
  /** Events of decisions already folded into the state: it is of no use unless they are stored. */
  readonly folded: number
  /** Folds the last decision, which nobody needed before the append. */
  readonly foldRest: () => void
}

/** Evolving events of this command threw, and the state is spoilt. */
export class SpoiltState extends Error {
  readonly by: Waiting
  constructor(by: Waiting, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.by = by
  }
}

export const claimedEventType = 'claim.taken'

/** The claim's stream under its full name; `service` is put before a name that lacks it. */
export const claimStream = (service: string, stream: string): string =>
  stream.startsWith(`${service}.`) ? stream : `${service}.${stream}`

export const claimEventId = (commandId: string, stream: string): string =>
  eventIdOf(commandId, 0, stream)

type Stamp = { readonly atMs: number; readonly metadata: Metadata; readonly text: string }

type Decided = {
  readonly messages: readonly Message[]
  readonly events: readonly NewEvent[]
  readonly claims: ReadonlyMap<string, ClaimPlan>
  readonly bytes: number
}

const noClaims: ReadonlyMap<string, ClaimPlan> = new Map()

type PlannerPorts = {
  readonly limits: RuntimeLimits
  readonly guards: Guards
  readonly livemode?: boolean | undefined
}

export class StreamPlanner {
  readonly #service: string
  readonly #folder: AggregateFolder
  readonly #limits: RuntimeLimits
  readonly #guards: Guards
  readonly #mode: Pick<Metadata, 'livemode'>

  constructor(service: string, folder: AggregateFolder, { limits, guards, livemode }: PlannerPorts) {
    this.#service = service
    this.#folder = folder
    this.#limits = limits
    this.#guards = guards
    this.#mode = livemode === undefined ? {} : { livemode }
  }

  /** Decides in order on the folded state. Throws `SpoiltState`; answers all else as outcomes. */
  plan(folded: FoldedStream, batch: readonly Waiting[], nowMs: number): StreamPlan {
    const expected = folded.revision === -1 ? 'none' : folded.revision
    const atMs = Math.max(nowMs, folded.lastAtMs)
    const outcomes: (readonly [Waiting, Outcome])[] = []
    const events: NewEvent[] = []
    const claims = new Map<string, ClaimPlan>()
    const claimAppends: StreamAppend[] = []
    let bytes = 0
    let foldedEvents = 0
    let foldRest: (() => void) | undefined
    let taken = 0
    for (const waiting of batch) {
      foldRest?.()
      if (foldRest !== undefined) foldedEvents = events.length
      foldRest = undefined
      const stamp = this.#stamp(waiting, atMs)
      const decided = this.#decide(folded, waiting, stamp)
      if ('kind' in decided) {
        outcomes.push([waiting, decided])
        taken += 1
        continue
      }
      const fits = events.length === 0
        || (events.length + decided.events.length <= this.#limits.batchEvents
          && bytes + decided.bytes <= this.#limits.batchBytes)
      const clash = claims.size > 0 && [...decided.claims.keys()].some((stream) => claims.has(stream))
      // Order is kept: nobody behind a command that waits for the next batch goes before it.
      if (!fits || clash) break
      for (const event of decided.events) events.push(event)
      for (const [stream, claim] of decided.claims) {
        claims.set(stream, claim)
        claimAppends.push(this.#claimAppend(folded.stream, stream, claim, stamp))
      }
      bytes += decided.bytes
      taken += 1
      outcomes.push([waiting, { kind: 'decided', events: decided.messages }])
      foldRest = () => {
        try {
          folded.apply(waiting.envelope.id, waiting.hash, atMs, decided.messages)
        } catch (error) {
          throw new SpoiltState(waiting, error)
        }
      }
    }
    const main = { stream: folded.stream, expected, events } as const
    return {
      outcomes, claims,
      streams: events.length === 0 ? [] : [main, ...claimAppends],
      deferred: batch.slice(taken),
      folded: foldedEvents,
      foldRest: foldRest ?? (() => undefined),
    }
  }

  #stamp({ envelope, hash }: Waiting, atMs: number): Stamp {
    const metadata: Metadata = {
      atMs,
      actor: envelope.actor,
      commandId: envelope.id,
      commandHash: hash,
      correlationId: envelope.correlationId,
      causationId: envelope.causationId,
      ...(envelope.traceparent === undefined ? {} : { traceparent: envelope.traceparent }),
      ...this.#mode,
    }
    return { atMs, metadata, text: JSON.stringify(metadata) }
  }

  #decide(folded: FoldedStream, waiting: Waiting, stamp: Stamp): Outcome | Decided {
    const { id, type, actor } = waiting.envelope
    const known = this.#guards.knownCommandId ? folded.known(id) : undefined
    if (known !== undefined) {
      if (known.hash !== waiting.hash) return { kind: 'reused' }
      return { kind: 'known', first: known.first, count: known.count }
    }
    try {
      const command = { id, type, data: waiting.data, atMs: stamp.atMs, actor }
      const decision: Decision<Message, string> =
        this.#folder.aggregate.decider.decide(command, folded.state)
      if ('rejected' in decision) return { kind: 'rejected', code: decision.rejected }
      if (decision.events.length === 0) return { kind: 'nothing' }
      return this.#recordable(folded, waiting, decision.events, stamp)
    } catch (error) {
      return { kind: 'broken', message: error instanceof Error ? error.message : String(error) }
    }
  }

  // Events are parsed before they are kept: what cannot be read back must never be written.
  #recordable(
    folded: FoldedStream, owner: Waiting, made: readonly Message[], stamp: Stamp,
  ): Decided {
    const messages: Message[] = []
    const events: NewEvent[] = []
    let claims = noClaims
    const stampBytes = Buffer.byteLength(stamp.text)
    let bytes = 0
    for (const [ordinal, { type, data }] of made.entries()) {
      const spec = this.#folder.events.get(type)
      if (spec === undefined) throw new BrokenInvariant(`"${type}" is no event of ${folded.stream}`)
      const message = { type, data: spec.parse(data) }
      const text = encode(message.data)
      const size = Buffer.byteLength(text) + stampBytes
      if (size > maxEventBytes) throw new BrokenInvariant(`"${type}" has ${size} bytes`)
      bytes += size
      messages.push(message)
      const id = eventIdOf(owner.envelope.id, ordinal, folded.stream)
      // What would come back otherwise than it is must be read back by this process, too.
      events.push(survivesCodec(message.data)
        ? new MadeEvent(id, text, stamp.text, { spec, data: message.data, metadata: stamp.metadata })
        : { id, type, version: spec.version, data: text, metadata: stamp.text })
      for (const claim of this.#folder.aggregate.claims?.(message) ?? []) {
        const stream = claimStream(this.#service, claim.stream)
        claims = new Map([...claims, [stream, { ...claim, owner }]])
      }
    }
    return { messages, events, claims, bytes }
  }

  #claimAppend(by: string, stream: string, { owner }: ClaimPlan, stamp: Stamp): StreamAppend {
    const event: NewEvent = {
      id: claimEventId(owner.envelope.id, stream),
      type: claimedEventType, version: 1, data: encode({ by }), metadata: stamp.text,
    }
    return { stream, expected: 'none', events: [event] }
  }
}
