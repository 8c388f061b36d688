import { headers, type MsgHdrs } from '@nats-io/transport-node'
import { decode, encode, type Answer, type CommandSender } from '@stablegate/kernel'
import type { SendOnce } from '../commands.ts'
import type { AskOnce, QueryAnswer } from '../queries.ts'
import type { Telemetry } from '../telemetry.ts'
import type { Inbox } from './inbox.ts'
import { commandSubject, querySubject } from './subjects.ts'

/** A command that was not answered by then is sent again; a busy service answers within it. */
const commandTimeoutMs = 5_000
/** Longer than a query may wait for `after`; a replica that died in the middle is not waited out. */
const queryTimeoutMs = 3_000

const text = new TextDecoder()

const traced = (traceparent: string | undefined): MsgHdrs | undefined => {
  if (traceparent === undefined) return undefined
  const carried = headers()
  carried.set('traceparent', traceparent)
  return carried
}

const request = async (
  inbox: Inbox, subject: string, body: string, timeoutMs: number, traceparent?: string,
): Promise<unknown> => {
  const reply = await inbox.request(subject, body, timeoutMs, traced(traceparent))
  return decode(text.decode(reply.data))
}

/** Commands as Nest requests; one inbox for all answers, where Nest's client subscribes for each. */
export const natsSendOnce = (inbox: Inbox, telemetry: Telemetry): SendOnce =>
  (envelope, timeoutMs) =>
    telemetry.span(`send ${envelope.type}`, 'client', envelope.traceparent, async (traceparent) => {
      const carried = traceparent === undefined ? envelope : { ...envelope, traceparent }
      return await request(
        inbox, commandSubject(envelope.type), encode(carried), timeoutMs, traceparent) as Answer
    })

/** The runtime's port: it retries by itself. */
export const natsCommandSender = (sendOnce: SendOnce): CommandSender => ({
  send: (envelope) => sendOnce(envelope, commandTimeoutMs),
})

/** What the server says in place of an answer when it could make none. */
type NoAnswer = { readonly status: 'broken'; readonly message: string }

export const natsAskOnce = (inbox: Inbox): AskOnce =>
  async (service, name, question, timeoutMs) => {
    const answer = await request(
      inbox, querySubject(service, name), encode(question), Math.min(timeoutMs, queryTimeoutMs),
    ) as QueryAnswer | NoAnswer
    return answer.status === 'broken' ? { status: 'unavailable', reason: answer.message } : answer
  }
