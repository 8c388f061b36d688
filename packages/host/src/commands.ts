import type { Answer } from '@stablegate/kernel'

export type SendOptions = {
  /** Made by the caller, counts once for ever: a retry sends the same one. */
  readonly id: string
  readonly actor: string
  /** Default: the id. */
  readonly correlationId?: string
  /** Default: the id. */
  readonly causationId?: string
  readonly traceparent?: string
  /** How long the same id is sent again while nobody answers; then `retry` is returned. Default 10 s. */
  readonly timeoutMs?: number
}

/** Sends commands to the service named in their type (`<service>.<aggregate>.<verb>`). */
export interface CommandClient {
  /**
   * Sends until answered or the time is over. "No responders", time-outs and `retry` answers are
   * retried with the same id. Never throws for what the network does: the last answer is `retry`.
   */
  send(type: string, data: unknown, options: SendOptions): Promise<Answer>
}
