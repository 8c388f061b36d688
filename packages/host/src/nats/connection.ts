import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import type { Logger } from 'pino'

const reconnectWaitMs = 250
const pingMs = 5_000
const connectTimeoutMs = 3_000
const retryMs = 250

export type BusConnection = {
  readonly nats: NatsConnection
  readonly isConnected: () => boolean
  /** Called after every reconnect: what the server held may be gone. */
  readonly onReconnect: (listener: () => void) => void
}

const follow = async (
  nats: NatsConnection, logger: Logger, onState: (connected: boolean) => void,
): Promise<void> => {
  for await (const status of nats.status()) {
    switch (status.type) {
      case 'disconnect':
        logger.warn({ server: status.server }, 'NATS connection lost')
        onState(false)
        break
      case 'reconnect':
        logger.info({ server: status.server }, 'NATS connection is back')
        onState(true)
        break
      case 'error':
        logger.warn({ err: status.error }, 'NATS error')
        break
      default:
        break
    }
  }
}

/** Connects before the deadline, then reconnects for ever. */
export const connectNats = async (
  urls: string, name: string, deadlineMs: number, logger: Logger,
): Promise<BusConnection> => {
  const deadlineAtMs = performance.now() + deadlineMs
  for (;;) {
    try {
      const nats = await connect({
        servers: urls.split(',').map((url) => url.trim()),
        name,
        timeout: connectTimeoutMs,
        maxReconnectAttempts: -1,
        reconnectTimeWait: reconnectWaitMs,
        reconnectJitter: reconnectWaitMs,
        pingInterval: pingMs,
        maxPingOut: 2,
        // A stack for each request, in case it fails, costs more than the request.
        noAsyncTraces: true,
      })
      return connectionOf(nats, logger)
    } catch (error) {
      if (performance.now() > deadlineAtMs) {
        throw new Error(`no NATS server answers at NATS_URL within ${deadlineMs} ms`, { cause: error })
      }
      logger.warn({ err: error }, 'NATS does not answer yet')
      await sleep(retryMs)
    }
  }
}

const connectionOf = (nats: NatsConnection, logger: Logger): BusConnection => {
  let connected = true
  const listeners: (() => void)[] = []
  void follow(nats, logger, (now) => {
    connected = now
    if (now) for (const listener of listeners) listener()
  })
  return {
    nats,
    isConnected: () => connected && !nats.isClosed(),
    onReconnect: (listener) => { listeners.push(listener) },
  }
}
