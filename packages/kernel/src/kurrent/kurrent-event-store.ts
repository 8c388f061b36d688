import {
  AppendConsistencyViolationError, BACKWARDS, END, FORWARDS, KurrentDBClient, NO_STREAM, START,
  WrongExpectedVersionError, binaryEvent, streamNameFilter,
} from '@kurrent/kurrentdb-client'
import type { AppendStreamRequest, RecordedEvent } from '@kurrent/kurrentdb-client'
import { checkAppend } from '../append-rules.ts'
import { OutcomeUnknown, StoreUnavailable } from '../event-store.ts'
import type {
  Append, AppendResult, EventStore, ExpectedRevision, LogHead, StoredEvent, StreamAppend,
} from '../event-store.ts'
import { isNoStream, refusalOf, unavailable } from './errors.ts'
import { fromKurrent, positionOf, safe, toKurrent } from './event-form.ts'

const defaultLimit = 1000
const defaultResolveTimeoutMs = 20_000
const resolveRetryMs = 100
const minimumServer = [25, 1] as const

/** Has no dot, so it belongs to no log. Its last event is the incarnation of the whole store. */
const incarnationStream = 'stablegate-incarnation'

export type KurrentDbEventStoreOptions = {
  /** `kurrentdb://...` or `esdb://...`. */
  readonly url: string
  /** How long an append whose answer was lost is tried again. Default 20 s. */
  readonly resolveTimeoutMs?: number
}

/** The client asks every server for its version and keeps the answer to itself. */
type Capabilities = { readonly capabilities: Promise<{ readonly serverVersion: string }> }

const refuseOldServer = async (client: KurrentDBClient): Promise<void> => {
  const { serverVersion } = await (client as unknown as Capabilities).capabilities
  const [major = 0, minor = 0] = serverVersion.split('.').map(Number)
  const [wantedMajor, wantedMinor] = minimumServer
  const enough = major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
  if (!enough) {
    throw new StoreUnavailable(
      `KurrentDB ${serverVersion} has no multi-stream append: ${minimumServer.join('.')} is needed`,
    )
  }
}

const connect = (url: string): KurrentDBClient => KurrentDBClient.connectionString(url)

const lastEvent = async (
  client: KurrentDBClient, stream: string,
): Promise<RecordedEvent | undefined> => {
  const options = {
    direction: BACKWARDS, fromRevision: END, maxCount: 1, requiresLeader: true,
  } as const
  try {
    for await (const { event } of client.readStream(stream, options)) return event
    return undefined
  } catch (error) {
    if (isNoStream(error)) return undefined
    throw error
  }
}

const writeIncarnation = async (
  client: KurrentDBClient, expected: typeof NO_STREAM | 'any',
): Promise<string> => {
  const id = crypto.randomUUID()
  const event = binaryEvent({ id, type: 'incarnation-minted', data: Buffer.from(id) })
  await client.appendToStream(incarnationStream, [event], { streamState: expected })
  return id
}

/** The current incarnation, made by whoever comes first. */
const ensureIncarnation = async (client: KurrentDBClient): Promise<string> => {
  const known = await lastEvent(client, incarnationStream)
  if (known !== undefined) return known.id
  try {
    return await writeIncarnation(client, NO_STREAM)
  } catch (error) {
    const other = await lastEvent(client, incarnationStream)
    if (other === undefined) throw error
    return other.id
  }
}

/** To be run once after a restore, before any service starts. Gives the new id. */
export const mintKurrentIncarnation = async (url: string): Promise<string> => {
  const client = connect(url)
  try {
    return await writeIncarnation(client, 'any')
  } finally {
    await client.dispose()
  }
}

/**
 * The event store in KurrentDB. A log is `$all` filtered by the prefix `<log>.`: positions increase
 * but are not dense. The `$ce-` streams are no way to read a log: they lag behind.
 */
export class KurrentDbEventStore implements EventStore {
  readonly #client: KurrentDBClient
  readonly #incarnation: string
  readonly #resolveTimeoutMs: number
  #closed = false

  private constructor(client: KurrentDBClient, incarnation: string, resolveTimeoutMs: number) {
    this.#client = client
    this.#incarnation = incarnation
    this.#resolveTimeoutMs = resolveTimeoutMs
  }

  /** Throws `StoreUnavailable` where no server answers or it is older than 25.1. */
  static async open(options: KurrentDbEventStoreOptions): Promise<KurrentDbEventStore> {
    const client = connect(options.url)
    try {
      await refuseOldServer(client)
      const incarnation = await ensureIncarnation(client)
      const timeoutMs = options.resolveTimeoutMs ?? defaultResolveTimeoutMs
      return new KurrentDbEventStore(client, incarnation, timeoutMs)
    } catch (error) {
      await client.dispose()
      throw unavailable(error)
    }
  }

  async append(append: Append): Promise<AppendResult> {
    this.#assertOpen()
    checkAppend(append)
    const deadlineAtMs = Date.now() + this.#resolveTimeoutMs
    const requests = append.streams.map(({ stream, expected, events }): AppendStreamRequest => ({
      streamName: stream,
      expectedState: expected === 'none' ? NO_STREAM : BigInt(expected),
      events: events.map(toKurrent),
    }))
    for (;;) {
      try {
        await this.#client.multiStreamAppend(requests)
        return await this.#appended(append)
      } catch (error) {
        const refusal = refusalOf(error)
        if (refusal !== undefined) throw refusal
        const settled = await this.#settle(append, error).catch(() => undefined)
        if (settled !== undefined) return settled
        if (Date.now() > deadlineAtMs) {
          throw new OutcomeUnknown(`the outcome of an append to ${append.log} is not known`, {
            cause: error,
          })
        }
        // Sent again as it was: its ids and expected revisions let it happen only once.
        await new Promise((resolve) => setTimeout(resolve, resolveRetryMs))
      }
    }
  }

  async readStream(
    stream: string, from: number, limit = defaultLimit,
  ): Promise<readonly StoredEvent[]> {
    this.#assertOpen()
    const options = {
      direction: FORWARDS, fromRevision: BigInt(from), maxCount: limit, requiresLeader: true,
    } as const
    const events: StoredEvent[] = []
    try {
      for await (const { event } of this.#client.readStream(stream, options)) {
        if (event !== undefined) events.push(fromKurrent(event))
      }
    } catch (error) {
      if (!isNoStream(error)) throw unavailable(error)
    }
    return events
  }

  async lastOf(stream: string): Promise<StoredEvent | undefined> {
    this.#assertOpen()
    try {
      const last = await lastEvent(this.#client, stream)
      return last && fromKurrent(last)
    } catch (error) {
      throw unavailable(error)
    }
  }

  async readLog(log: string, after: number, limit = defaultLimit): Promise<readonly StoredEvent[]> {
    this.#assertOpen()
    const events: StoredEvent[] = []
    // A read begins at a commit, so records of the same append before `after` come once more. The
    // stream of the answer is left as soon as enough was seen.
    const place = { commit: BigInt(after), prepare: BigInt(after) }
    const options = {
      direction: FORWARDS, fromPosition: after === 0 ? START : place, requiresLeader: true,
      filter: streamNameFilter({ prefixes: [`${log}.`] }),
    } as const
    try {
      for await (const { event } of this.#client.readAll(options)) {
        if (event === undefined || positionOf(event) <= after) continue
        events.push(fromKurrent(event))
        if (events.length >= limit) break
      }
    } catch (error) {
      throw unavailable(error)
    }
    return events
  }

  async head(log: string): Promise<LogHead> {
    this.#assertOpen()
    const options = {
      direction: BACKWARDS, fromPosition: END, maxCount: 1, requiresLeader: true,
      filter: streamNameFilter({ prefixes: [`${log}.`] }),
    } as const
    try {
      const minted = await lastEvent(this.#client, incarnationStream)
      let position = 0
      for await (const { event } of this.#client.readAll(options)) {
        if (event !== undefined) position = positionOf(event)
      }
      return { incarnation: minted?.id ?? this.#incarnation, position }
    } catch (error) {
      throw unavailable(error)
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#client.dispose()
  }

  /** What an append that failed left behind; undefined where one cannot say. */
  async #settle(append: Append, error: unknown): Promise<AppendResult | undefined> {
    if (await this.#isWritten(append)) return await this.#appended(append)
    const isConflict = error instanceof WrongExpectedVersionError
      || error instanceof AppendConsistencyViolationError
    for (const { stream, expected } of append.streams) {
      const last = await lastEvent(this.#client, stream)
      const actual: ExpectedRevision = last === undefined ? 'none' : safe(last.revision)
      if (actual !== expected && isConflict) return { status: 'conflict', stream, actual }
    }
    return undefined
  }

  async #isWritten(append: Append): Promise<boolean> {
    const [first] = append.streams
    const event = first?.events[0]
    if (first === undefined || event === undefined) return false
    const revision = first.expected === 'none' ? 0 : first.expected + 1
    const [found] = await this.readStream(first.stream, revision, 1)
    return found?.id === event.id
  }

  async #appended(append: Append): Promise<AppendResult> {
    const positions = await Promise.all(append.streams.map((part) => this.#lastPositionOf(part)))
    return { status: 'appended', lastPosition: Math.max(...positions) }
  }

  /** The server answers with the place of the commit; cursors count records. */
  async #lastPositionOf({ stream, expected, events }: StreamAppend): Promise<number> {
    const revision = (expected === 'none' ? -1 : expected) + events.length
    const [last] = await this.readStream(stream, revision, 1)
    if (last === undefined) throw new StoreUnavailable(`KurrentDB lost revision ${revision}`)
    return last.position
  }

  #assertOpen(): void {
    if (this.#closed) throw new StoreUnavailable('the event store is closed')
  }
}
