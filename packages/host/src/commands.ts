import type { Answer, Clock, Envelope } from '@stablegate/kernel'
import { currentCorrelationId } from './logging.ts'

export type SendOptions = {
  /** Made by the caller, counts once for ever: a retry sends the same one. */
  readonly id: string
  readonly actor: string
  /** Default: that of the request being handled, else the id. */
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

/** Carries one command and throws when no answer comes within the time. */
export type SendOnce = (envelope: Envelope, timeoutMs: number) => Promise<Answer>

const defaultTimeoutMs = 10_000
/** A replica that hangs is not waited out: the next try may meet another one. */
const attemptTimeoutMs = 3_000
const firstWaitMs = 20
const longestWaitMs = 1_000

const envelopeOf = (type: string, data: unknown, options: SendOptions): Envelope => ({
  id: options.id,
  type,
  data,
  actor: options.actor,
  correlationId: options.correlationId ?? currentCorrelationId() ?? options.id,
  causationId: options.causationId ?? options.id,
  ...(options.traceparent === undefined ? {} : { traceparent: options.traceparent }),
})

const attempt = async (
  sendOnce: SendOnce, envelope: Envelope, timeoutMs: number,
): Promise<Answer> => {
  try {
    return await sendOnce(envelope, timeoutMs)
  } catch (error) {
    return { status: 'retry', reason: error instanceof Error ? error.message : String(error) }
  }
}

export const makeCommandClient = (sendOnce: SendOnce, clock: Clock): CommandClient => ({
  send: async (type, data, options) => {
    const envelope = envelopeOf(type, data, options)
    const deadlineAtMs = clock.now() + (options.timeoutMs ?? defaultTimeoutMs)
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      const leftMs = Math.max(1, deadlineAtMs - clock.now())
      const answer = await attempt(sendOnce, envelope, Math.min(leftMs, attemptTimeoutMs))
      if (answer.status !== 'retry' || clock.now() + waitMs > deadlineAtMs) return answer
      await clock.sleep(waitMs)
    }
  },
})
