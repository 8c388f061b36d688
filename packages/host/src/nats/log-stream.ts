import {
  DiscardPolicy, JetStreamApiError, RetentionPolicy, StorageType, type JetStreamManager, type StreamInfo,
} from '@nats-io/jetstream'
import { nanos } from '@nats-io/transport-node'
import { logStream, logSubject } from './subjects.ts'

export type LogStreamLimits = { readonly maxBytes: number; readonly replicas: number }

const maxAgeMs = 24 * 60 * 60 * 1000
const streamNotFound = 10_059
const nameInUse = 10_058

const isApiError = (error: unknown, code: number): boolean =>
  error instanceof JetStreamApiError && error.code === code

/** The stream of a log, undefined when the server has none. */
export const streamOf = async (
  manager: JetStreamManager, log: string,
): Promise<StreamInfo | undefined> => {
  try {
    return await manager.streams.info(logStream(log))
  } catch (error) {
    if (isApiError(error, streamNotFound)) return undefined
    throw error
  }
}

/**
 * Gives the stream of a log, made where it is not there. Only what nats-server 2.9 has; no message
 * ids, for the consumers' cursors drop what comes twice.
 */
export const ensureStream = async (
  manager: JetStreamManager, log: string, limits: LogStreamLimits,
): Promise<StreamInfo> => {
  const found = await streamOf(manager, log)
  if (found !== undefined) return found
  try {
    return await manager.streams.add({
      name: logStream(log),
      subjects: [logSubject(log)],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      max_age: nanos(maxAgeMs),
      max_bytes: limits.maxBytes,
      num_replicas: limits.replicas,
    })
  } catch (error) {
    // Another process made it first.
    if (isApiError(error, nameInUse)) return await manager.streams.info(logStream(log))
    throw error
  }
}
