import { BrokenInvariant } from '../assert.ts'
import { malformedCommand } from './command-handler.ts'
import type { RuntimeLimits } from './limits.ts'
import type { Answer, Clock, CommandSender, Envelope, Logger } from './ports.ts'

export type DeliveryPorts = {
  readonly commands: CommandSender
  readonly clock: Clock
  readonly logger: Logger
  readonly limits: RuntimeLimits
}

/** How a consumer's command ended: answered, given up because of a stop, or not to be handled. */
export type Delivered =
  | { readonly status: 'answered' }
  | { readonly status: 'stopped' }
  | { readonly status: 'broken'; readonly reason: string }

const trySend = async (commands: CommandSender, envelope: Envelope): Promise<Answer> => {
  try {
    return await commands.send(envelope)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (error instanceof BrokenInvariant) return { status: 'broken', message: reason }
    return { status: 'retry', reason }
  }
}

/** Sends with the same id until there is an answer that is not `retry`, or the signal aborts. */
export const deliver = async (
  envelope: Envelope, { commands, clock, logger, limits }: DeliveryPorts, signal: AbortSignal,
): Promise<Delivered> => {
  let backoffMs = limits.firstBackoffMs
  while (!signal.aborted) {
    const answer = await trySend(commands, envelope)
    switch (answer.status) {
      case 'accepted':
        return { status: 'answered' }
      case 'rejected': {
        if (answer.code !== malformedCommand) return { status: 'answered' }
        // No decider has seen it: taking this for an answer would lose what it was to bring about.
        return { status: 'broken', reason: `${envelope.type} is malformed: ${answer.detail ?? ''}` }
      }
      case 'broken':
        return { status: 'broken', reason: answer.message }
      case 'retry':
        logger.write('debug', 'a command is sent again', {
          type: envelope.type, commandId: envelope.id, reason: answer.reason, backoffMs,
        })
        await clock.sleep(backoffMs, signal)
        backoffMs = Math.min(backoffMs * 2, limits.longestBackoffMs)
    }
  }
  return { status: 'stopped' }
}
