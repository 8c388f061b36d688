import type { Append, StoredEvent } from '../event-store.ts'
import { PlacedEvent } from '../made-event.ts'

/** What is kept of one log at most; of the last append always all. */
export const maxTailEvents = 2_048
export const maxTailBytes = 8 * 1024 * 1024
/**
 * For so long, or twice as long, at least the newest `freshTailEvents` aside. Who follows reads what
 * is new within milliseconds; what stays for seconds is moved to where only the dear collections reach.
 */
export const keptTailMs = 100
export const freshTailEvents = 64

type Kept = {
  readonly append: Append
  /** Position of the event before its first. */
  readonly previous: number
  readonly last: number
  readonly bytes: number
  readonly atMs: number
  /** As the store gives them; made when somebody asks. */
  events: readonly StoredEvent[] | undefined
}

const sizeOf = ({ streams }: Append): { readonly events: number; readonly bytes: number } => {
  let count = 0
  let bytes = 0
  for (const { events } of streams) {
    count += events.length
    for (const { data, metadata } of events) bytes += data.length + metadata.length
  }
  return { events: count, bytes }
}

const storedOf = ({ append, previous }: Kept): readonly StoredEvent[] => {
  const { log, streams } = append
  let position = previous
  return streams.flatMap(({ stream, expected, events }) => {
    let revision = expected === 'none' ? -1 : expected
    return events.map((event) => {
      position += 1
      revision += 1
      return new PlacedEvent(event, { log, position, stream, revision })
    })
  })
}

/**
 * The newest events of a log as this process appended them, so that whoever follows the log here
 * need not read back what was in memory a moment ago. It holds positions without a gap: where
 * another writer came between, it begins anew behind it.
 */
export class LogTail {
  readonly #now: () => number
  #kept: Kept[] = []
  #bytes = 0

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Takes an append that was committed and whose last event has this position. */
  add(append: Append, lastPosition: number): void {
    const { events, bytes } = sizeOf(append)
    const previous = lastPosition - events
    if (this.#kept.at(-1)?.last !== previous) this.forget()
    const atMs = this.#now()
    this.#kept.push({ append, previous, last: lastPosition, bytes, atMs, events: undefined })
    this.#bytes += bytes
    this.#trim(atMs)
  }

  /** Nothing is known any more: a lost answer, or a connection to perhaps another server. */
  forget(): void {
    this.#kept = []
    this.#bytes = 0
  }

  /** Events that follow the position, empty where they are not (all) here. */
  after(position: number, limit: number): readonly StoredEvent[] {
    const first = this.#kept[0]
    if (first === undefined || position < first.previous) return []
    const found: StoredEvent[] = []
    for (let index = this.#indexAfter(position); index < this.#kept.length; index += 1) {
      const kept = this.#kept[index]
      if (kept === undefined || found.length >= limit) break
      kept.events ??= storedOf(kept)
      for (const event of kept.events) if (event.position > position) found.push(event)
    }
    return found.length > limit ? found.slice(0, limit) : found
  }

  /** The first append that ends behind the position. */
  #indexAfter(position: number): number {
    let [low, high] = [0, this.#kept.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#kept[middle]?.last ?? 0) > position) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Cuts off much at once: a queue that gives up its first each time would be moved each time. */
  #trim(nowMs: number): void {
    const last = this.#kept.at(-1)?.last ?? 0
    const eldest = this.#kept[0]
    const held = last - (eldest?.previous ?? 0)
    const isOld = nowMs - (eldest?.atMs ?? nowMs) > keptTailMs * 2 && held > freshTailEvents * 2
    if (!isOld && held <= maxTailEvents * 2 && this.#bytes <= maxTailBytes) return
    let from = 0
    while (from < this.#kept.length - 1) {
      const kept = this.#kept[from]
      if (kept === undefined) break
      const behind = last - kept.previous
      const few = this.#bytes <= maxTailBytes / 2 && behind <= maxTailEvents
      if (few && (behind <= freshTailEvents || nowMs - kept.atMs <= keptTailMs)) break
      this.#bytes -= kept.bytes
      from += 1
    }
    this.#kept = this.#kept.slice(from)
  }
}
