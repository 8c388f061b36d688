import type { Message } from '../decider.ts'
import { assertThat } from '../assert.ts'
import type { AnyAggregate, Service } from '../service.ts'
import { commandHash } from './command-hash.ts'
import { type AggregateFolder, type FoldedStream, folderOf } from './folded-stream.ts'
import { Lru } from './lru.ts'
import type { Answer, Envelope } from './ports.ts'
import type { Waiting } from './stream-plan.ts'
import { StreamWriter, type WriterPorts } from './stream-writer.ts'

/** The rejection of a command whose body is not of its type: the caller's fault, for good. */
export const malformedCommand = 'malformed_command'

const maxIdLength = 200
const maxStreamNameBytes = 512

type Route = { readonly folder: AggregateFolder; readonly writer: StreamWriter }

type Queue = { readonly route: Route; readonly stream: string; waiting: Waiting[] }

const messageOf = (error: unknown): string => error instanceof Error ? error.message : String(error)

/** Throws on a manifest that cannot be served: types are `<service>.<aggregate>.<verb>`. */
const checkTypes = (service: string, aggregate: AnyAggregate): void => {
  assertThat(/^[a-z][A-Za-z0-9_]*$/.test(aggregate.name), `aggregate name "${aggregate.name}"`)
  const prefix = `${service}.${aggregate.name}.`
  for (const { type } of aggregate.commands) {
    assertThat(type.startsWith(prefix), `command "${type}" does not begin with "${prefix}"`)
  }
}

/**
 * Decides the commands of one service. Commands of one stream queue up while an append is in
 * flight, are then decided together in order and appended once; streams do not wait for each other.
 */
export class CommandHandler {
  readonly #service: string
  readonly #ports: WriterPorts
  readonly #routes = new Map<string, Route>()
  readonly #queues = new Map<string, Queue>()
  readonly #draining = new Set<Promise<void>>()
  #waiting = 0
  #stopping = false

  constructor(service: Service, ports: WriterPorts) {
    this.#service = service.name
    this.#ports = ports
    const cache = new Lru<string, FoldedStream>(ports.limits.cachedStreams)
    for (const aggregate of service.aggregates) {
      checkTypes(service.name, aggregate)
      const folder = folderOf(aggregate)
      const route = { folder, writer: new StreamWriter(service.name, folder, ports, cache) }
      for (const { type } of aggregate.commands) this.#routes.set(type, route)
    }
  }

  /** Commands that are not answered yet. */
  get waiting(): number {
    return this.#waiting
  }

  /** Never throws and answers after the commit. */
  handle(envelope: Envelope): Promise<Answer> {
    if (this.#stopping) return Promise.resolve<Answer>({ status: 'retry', reason: 'stopping' })
    const route = this.#routes.get(envelope.type)
    if (route === undefined) return this.#broken(envelope, `${this.#service} has no such command`)
    const { id } = envelope
    if (typeof id !== 'string' || id.length === 0 || id.length > maxIdLength) {
      return this.#malformed(`an id has 1 to ${maxIdLength} characters`)
    }
    let data: unknown
    let hash: string
    try {
      data = route.folder.commands.get(envelope.type)?.parse(envelope.data)
      hash = commandHash(envelope.type, envelope.data)
    } catch (error) {
      return this.#malformed(messageOf(error))
    }
    return this.#route(route, { type: envelope.type, data }, envelope, hash)
  }

  /** Refuses new commands with `retry` and resolves when all others are answered. */
  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all(this.#draining)
  }

  #route(route: Route, command: Message, envelope: Envelope, hash: string): Promise<Answer> {
    let stream: string
    try {
      const { aggregate } = route.folder
      stream = `${this.#service}.${aggregate.name}-${aggregate.key(command)}`
    } catch (error) {
      return this.#broken(envelope, messageOf(error))
    }
    const named = stream.isWellFormed() && !stream.includes('\0') && !stream.endsWith('-')
    if (!named || Buffer.byteLength(stream) > maxStreamNameBytes) {
      return this.#malformed('its key cannot name a stream')
    }
    return this.#enqueue(route, stream, envelope, command.data, hash)
  }

  #enqueue(
    route: Route, stream: string, envelope: Envelope, data: unknown, hash: string,
  ): Promise<Answer> {
    const { waitingPerStreamCommands, waitingInServiceCommands } = this.#ports.limits
    let queue = this.#queues.get(stream)
    const overloaded = this.#waiting >= waitingInServiceCommands
      || (queue !== undefined && queue.waiting.length >= waitingPerStreamCommands)
    if (overloaded) return Promise.resolve<Answer>({ status: 'retry', reason: 'overloaded' })
    this.#waiting += 1
    return new Promise((resolve) => {
      let answered = false
      const answer = (value: Answer): void => {
        if (answered) return
        answered = true
        this.#waiting -= 1
        resolve(value)
      }
      const waiting: Waiting = { envelope, data, hash, answer }
      if (queue !== undefined) {
        queue.waiting.push(waiting)
        return
      }
      queue = { route, stream, waiting: [waiting] }
      this.#queues.set(stream, queue)
      const draining = this.#drain(queue).finally(() => this.#draining.delete(draining))
      this.#draining.add(draining)
    })
  }

  async #drain(queue: Queue): Promise<void> {
    const { folder, writer } = queue.route
    const size = folder.aggregate.batch ?? this.#ports.limits.batchCommands
    while (queue.waiting.length > 0) {
      const batch = queue.waiting.splice(0, size)
      const deferred = await writer.write(queue.stream, batch)
      if (deferred.length > 0) queue.waiting = [...deferred, ...queue.waiting]
    }
    this.#queues.delete(queue.stream)
  }

  #malformed(detail: string): Promise<Answer> {
    const short = detail.slice(0, 1_000)
    return Promise.resolve<Answer>({ status: 'rejected', code: malformedCommand, detail: short })
  }

  #broken({ type, id, correlationId }: Envelope, message: string): Promise<Answer> {
    this.#ports.alerts.raise('command_broken', { type, commandId: id, correlationId, message })
    return Promise.resolve<Answer>({ status: 'broken', message: `${type}: ${message}` })
  }
}
