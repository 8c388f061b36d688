import {
  type Answer,
  type Append,
  type AppendResult,
  type Clock,
  type ConsumerStore,
  type Cursor,
  type Envelope,
  type EventStore,
  type LogBatch,
  type LogHead,
  type MemoryConsumerStore,
  OutcomeUnknown,
  type Publisher,
  StoreUnavailable,
  type StoredEvent,
} from '@stablegate/kernel'
import type { Instance } from './instance.ts'
import { chances } from './faults.ts'
import type { World } from './world.ts'

/** Every call becomes an operation of the scheduler: it runs in one step and is answered in another. */
const asOperation = <T>(world: World, instance: Instance, work: () => T | Promise<T>): Promise<T> =>
  new Promise<T>((resolve, reject) => {
    world.scheduler.later(instance, () => {
      if (!instance.alive) return
      const answer = (deliver: () => void): void => {
        if (world.random.chance(0.5)) world.scheduler.later(instance, deliver)
        else deliver()
      }
      if (world.strikes('store_unavailable', chances.store_unavailable / 4)) {
        reject(new StoreUnavailable('the store did not answer'))
        return
      }
      const done = async (): Promise<T> => work()
      done().then(
        (result) => answer(() => resolve(result)),
        (error: unknown) => answer(() => reject(error)),
      )
    })
  })

export class SimStore implements EventStore {
  readonly #world: World
  readonly #instance: Instance

  constructor(world: World, instance: Instance) {
    this.#world = world
    this.#instance = instance
  }

  /** A dead instance's append may still be on its way, and land or not. */
  append(append: Append): Promise<AppendResult> {
    const { scheduler, random } = this.#world
    const streams = append.streams.map(({ stream }) => stream)
    return new Promise((resolve, reject) => {
      scheduler.later(this.#instance, () => {
        if (!this.#instance.alive && random.chance(0.5)) return
        if (this.#world.strikes('store_unavailable', chances.store_unavailable, streams)) {
          reject(new StoreUnavailable('the store did not answer'))
          return
        }
        if (
          this.#world.strikes(
            'outcome_unknown_not_applied',
            chances.outcome_unknown_not_applied,
            streams,
          )
        ) {
          reject(new OutcomeUnknown('the connection was cut'))
          return
        }
        let result: AppendResult
        try {
          result = this.#world.append(append)
        } catch (error) {
          reject(error)
          return
        }
        if (
          this.#world.strikes('outcome_unknown_applied', chances.outcome_unknown_applied, streams)
        ) {
          reject(new OutcomeUnknown('the connection was cut'))
          return
        }
        scheduler.later(this.#instance, () => resolve(result))
      })
    })
  }

  readStream(stream: string, from: number, limit?: number): Promise<readonly StoredEvent[]> {
    return asOperation(this.#world, this.#instance, () =>
      this.#world.store.readStreamNow(stream, from, limit),
    )
  }

  lastOf(stream: string): Promise<StoredEvent | undefined> {
    return asOperation(this.#world, this.#instance, () => this.#world.store.lastOfNow(stream))
  }

  readLog(log: string, after: number, limit?: number): Promise<readonly StoredEvent[]> {
    return asOperation(this.#world, this.#instance, () =>
      this.#world.store.readLogNow(log, after, limit),
    )
  }

  head(log: string): Promise<LogHead> {
    return asOperation(this.#world, this.#instance, () => this.#world.store.headNow(log))
  }

  async close(): Promise<void> {}
}

/** The consumers' store of a service, shared by its instances; each call is one transaction. */
export const simConsumers = (
  world: World,
  instance: Instance,
  inner: MemoryConsumerStore,
): ConsumerStore => {
  const read = <T>(work: () => Promise<T>): Promise<T> => asOperation(world, instance, work)
  const write = (work: () => Promise<boolean>): Promise<boolean> =>
    asOperation(world, instance, async () => {
      if (world.strikes('outcome_unknown_not_applied', chances.outcome_unknown_not_applied))
        throw new OutcomeUnknown('cut')
      const done = await work()
      if (world.strikes('outcome_unknown_applied', chances.outcome_unknown_applied))
        throw new OutcomeUnknown('cut')
      return done
    })
  return {
    cursor: (consumer, log) => read(() => inner.cursor(consumer, log)),
    advance: (consumer, log, from, to, park) =>
      write(() => {
        world.checkCursor(consumer, from, to)
        return inner.advance(consumer, log, from, to, park)
      }),
    fold: (view, log, from, to, events) =>
      write(async () => {
        world.checkCursor(view.name, from, to)
        world.checkFold(view.name, from, to, events)
        return inner.fold(view, log, from, to, events)
      }),
    parked: (consumer, log) => read(() => inner.parked(consumer, log)),
    unpark: (consumer, log, position) => read(() => inner.unpark(consumer, log, position)),
    dueClocks: (nowMs, limit) => read(() => inner.dueClocks(nowMs, limit)),
    outages: (fromMs, toMs) => read(() => inner.outages(fromMs, toMs)),
  }
}

export const simClock = (world: World, instance: Instance): Clock => ({
  now: () => Math.floor(world.scheduler.nowMs) + instance.skewMs,
  sleep: (delayMs, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) {
        resolve()
        return
      }
      const wake = (): void => {
        signal?.removeEventListener('abort', woken)
        resolve()
      }
      const cancel = world.scheduler.at(world.scheduler.nowMs + delayMs, instance, wake)
      const woken = (): void => {
        cancel()
        resolve()
      }
      signal?.addEventListener('abort', woken, { once: true })
    }),
})

export const simPublisher = (world: World, instance: Instance): Publisher => ({
  publish: (batch: LogBatch) =>
    asOperation(world, instance, () => {
      if (world.strikes('publish_failed', chances.publish_failed, streamsOf(batch)))
        throw new Error('no stream')
      world.publish(batch)
    }),
  lastPublished: (log) =>
    asOperation<Cursor | undefined>(world, instance, () => world.held.get(log)),
})

export const streamsOf = (batch: LogBatch): readonly string[] =>
  batch.events.map(({ stream }) => stream)

/** Request and reply over a network that loses, repeats and delays both. */
export const sendCommand = (
  world: World,
  sender: Instance | undefined,
  envelope: Envelope,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { scheduler, random } = world
    const service = envelope.type.slice(0, envelope.type.indexOf('.'))
    const streams = [streamHint(envelope)]
    const timeoutMs = random.between(2_000, 8_000)
    const callOff = scheduler.at(scheduler.nowMs + timeoutMs, sender, () =>
      reject(new Error('no answer in time')),
    )
    const answered = (answer: Answer): void => {
      if (world.strikes('answer_lost', chances.answer_lost, streams)) return
      scheduler.later(sender, () => {
        callOff()
        resolve(answer)
      })
    }
    const arrive = (): void => {
      const target = world.targetOf(service)
      if (!target) {
        callOff()
        reject(new Error('no responders'))
        return
      }
      void world.handle(target, envelope).then((answer) => {
        if (target.alive) answered(answer)
      })
    }
    if (world.strikes('command_lost', chances.command_lost, streams)) return
    if (world.strikes('command_late', chances.command_late, streams)) {
      scheduler.at(scheduler.nowMs + random.between(1_000, 120_000), undefined, arrive)
      return
    }
    scheduler.later(undefined, arrive)
    if (world.strikes('command_repeated', chances.command_repeated, streams))
      scheduler.later(undefined, arrive)
  })

/** What a command is about, as far as its envelope tells: the payment in its data. */
const streamHint = ({ data }: Envelope): string => {
  const about = data as {
    readonly payment?: unknown
    readonly memo?: { readonly payment?: unknown }
    readonly key?: unknown
    readonly subject?: unknown
  }
  const payment = about.payment ?? about.memo?.payment ?? about.key ?? about.subject
  return typeof payment === 'string' ? payment : ''
}
