import { z } from 'zod'
import { id } from './ids.ts'
import { message } from './message.ts'

/** Owner of webhooks: a merchant or an acceptor. */
export const feedOwner = z.union([id('merchant'), id('acceptor')])

export const notifierCommands = {
  /** Puts one public event into its owner's feed; its sequence is its revision there. Sent by processes. */
  append: message('notifier.feed.append', z.object({
    owner: feedOwner, livemode: z.boolean(),
    /** Public event type, for example `payment.settled` or `offer.made`. */
    type: z.string().regex(/^[a-z_]+\.[a-z_.]+$/),
    subject: z.string().max(60),
    /** The public object as the API shows it: JSON with snake_case names and decimal strings. */
    payload: z.record(z.string(), z.unknown()),
  })),
}

export const notifierEvents = {
  queued: message('webhook.queued', z.object({
    owner: feedOwner, livemode: z.boolean(), sequence: z.int().min(1), type: z.string(), subject: z.string(),
    payload: z.record(z.string(), z.unknown()), atMs: z.number(),
  })),
}
