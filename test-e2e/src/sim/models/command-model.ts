import { clockCommandId } from '@stablegate/kernel'
import type { StoredEvent } from '@stablegate/kernel'
import { Violation } from '../engine/violation.ts'

type ClockChanges = readonly {
  readonly kind: string
  readonly clockId?: string
  readonly off?: true
}[]

/** What must hold of every event, whatever it is about. */
export class CommandModel {
  /** By stream and command: the last revision it made. */
  readonly #lastBy = new Map<string, Map<string, number>>()
  /** By the id of the command a clock sends: that clock. */
  readonly #clocks = new Map<
    string,
    { readonly stream: string; readonly kind: string; readonly clockId: string }
  >()
  readonly #awaited = new Map<string, Map<string, string>>()

  apply(event: StoredEvent, commandId: string, data: unknown): void {
    this.#countsOnce(event, commandId)
    this.#wasAwaited(event, commandId)
    const clocks = (data as { readonly clocks?: ClockChanges }).clocks
    if (clocks) this.#noteClocks(event.stream, clocks)
  }

  /** All events of a command stand together: a second decision of it would stand apart. */
  #countsOnce(event: StoredEvent, commandId: string): void {
    let last = this.#lastBy.get(event.stream)
    if (!last) this.#lastBy.set(event.stream, (last = new Map()))
    const revision = last.get(commandId)
    if (revision !== undefined && revision !== event.revision - 1) {
      throw new Violation(
        'a command counts once',
        `${event.type} at ${event.stream}:${event.revision}, before at ${revision}`,
      )
    }
    last.set(commandId, event.revision)
  }

  /** A clock acts only on a stream that waits for that very clock; its first event is looked at. */
  #wasAwaited(event: StoredEvent, commandId: string): void {
    const clock = this.#clocks.get(commandId)
    if (!clock || clock.stream !== event.stream) return
    this.#clocks.delete(commandId)
    const awaited = this.#awaited.get(clock.stream)?.get(clock.kind)
    if (awaited !== clock.clockId) {
      throw new Violation(
        'a deadline acts only while it is awaited',
        `${event.type} at ${event.stream}:${event.revision} by ${clock.kind} ${clock.clockId}`,
      )
    }
  }

  #noteClocks(stream: string, changes: ClockChanges): void {
    let awaited = this.#awaited.get(stream)
    if (!awaited) this.#awaited.set(stream, (awaited = new Map()))
    for (const { kind, clockId } of changes) {
      if (clockId === undefined) awaited.delete(kind)
      else {
        awaited.set(kind, clockId)
        this.#clocks.set(clockCommandId(clockId), { stream, kind, clockId })
      }
    }
  }
}
