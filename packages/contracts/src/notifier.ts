import { z } from 'zod'
import { id } from './ids.ts'
import { message } from './message.ts'

/** Owner of webhooks: a merchant or an acceptor. */
export const feedOwner = z.union([id('merchant'), id('acceptor')])

/** Public event type, for example `payment.settled` or `offer.made`. */
export const publicEventType = z.string().regex(/^[a-z_]+\.[a-z_.]+$/).max(80)

/** Which events an endpoint wants; an empty list is all of them. */
export const endpointFilter = z.array(publicEventType).max(40)

export const endpointDisableReasons = ['owner', 'operator', 'gone'] as const

/** A span of one owner's sequence, both ends included. */
const sequenceSpan = { fromSequence: z.int().min(1), toSequence: z.int().min(1) }
/** What the messages to an endpoint speak; endpoints from before there were versions speak the first. */
const apiVersion = z.iso.date().optional()
const endpointKey = { endpoint: id('endpoint'), owner: feedOwner }

export const notifierCommands = {
  /** Puts one public event into its owner's feed; its sequence is its revision there. Sent by processes. */
  append: message('notifier.feed.append', z.object({
    owner: feedOwner, livemode: z.boolean(),
    type: publicEventType,
    subject: z.string().max(60),
    /** The public object as the API shows it: JSON with snake_case names and decimal strings. */
    payload: z.record(z.string(), z.unknown()),
  })),
  /** `keyId` names the master key that signing secrets are derived from; no secret is ever in a message. */
  createEndpoint: message('notifier.endpoint.create', z.object({
    ...endpointKey, livemode: z.boolean(), url: z.string().min(8).max(2000), types: endpointFilter,
    description: z.string().max(200).optional(), ed25519: z.boolean(), keyId: z.string().min(1).max(40), apiVersion,
  })),
  /** Makes the next secret; the one before keeps signing beside it for the overlap. */
  rotateEndpointSecret: message('notifier.endpoint.rotate_secret', z.object({
    ...endpointKey, keyId: z.string().min(1).max(40), overlapMs: z.int().min(0).max(7 * 86_400_000),
  })),
  /** Changes what is named, for what goes out from now on: also what is queued goes to the new URL. */
  changeEndpoint: message('notifier.endpoint.change', z.object({
    ...endpointKey, url: z.string().min(8).max(2000).optional(), types: endpointFilter.optional(),
    description: z.string().max(200).optional(),
  })),
  disableEndpoint: message('notifier.endpoint.disable', z.object({
    ...endpointKey, reason: z.enum(endpointDisableReasons),
    /** With `gone`: where that was said. It says nothing of where the endpoint leads since. */
    url: z.string().max(2000).optional(),
  })),
  enableEndpoint: message('notifier.endpoint.enable', z.object(endpointKey)),
  /** Goes on queueing, and sends nothing until it is resumed. */
  pauseEndpoint: message('notifier.endpoint.pause', z.object(endpointKey)),
  resumeEndpoint: message('notifier.endpoint.resume', z.object(endpointKey)),
  /** Delivers a span of the owner's sequence once more: one event, or a rewind. */
  redeliver: message('notifier.endpoint.redeliver', z.object({ ...endpointKey, ...sequenceSpan })),
}

export const notifierEvents = {
  queued: message('webhook.queued', z.object({
    owner: feedOwner, livemode: z.boolean(), sequence: z.int().min(1), type: z.string(), subject: z.string(),
    payload: z.record(z.string(), z.unknown()),
    /** The form that the payload is in; events from before there were versions are in the first. */
    apiVersion, atMs: z.number(),
  })),
  endpointCreated: message('endpoint.created', z.object({
    ...endpointKey, livemode: z.boolean(), url: z.string(), types: endpointFilter,
    description: z.string().optional(), ed25519: z.boolean(), keyId: z.string(), secretVersion: z.int(), apiVersion, atMs: z.number(),
  })),
  /** Until `previousUntilMs` messages bear both signatures. */
  endpointSecretRotated: message('endpoint.secret_rotated', z.object({
    ...endpointKey, keyId: z.string(), secretVersion: z.int(), previousUntilMs: z.number(),
  })),
  /** How it stands from here on. */
  endpointChanged: message('endpoint.changed', z.object({
    ...endpointKey, url: z.string(), types: endpointFilter, description: z.string(), atMs: z.number(),
  })),
  endpointDisabled: message('endpoint.disabled', z.object({
    ...endpointKey, reason: z.enum(endpointDisableReasons), atMs: z.number(),
  })),
  endpointEnabled: message('endpoint.enabled', z.object({ ...endpointKey, atMs: z.number() })),
  endpointPaused: message('endpoint.paused', z.object({ ...endpointKey, atMs: z.number() })),
  endpointResumed: message('endpoint.resumed', z.object({ ...endpointKey, atMs: z.number() })),
  redeliveryRequested: message('endpoint.redelivery_requested', z.object({
    ...endpointKey, ...sequenceSpan, atMs: z.number(),
  })),
}
