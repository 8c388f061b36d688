import * as acceptor from './acceptor.ts'
import * as chain from './chain.ts'
import * as dispatch from './dispatch.ts'
import * as ledger from './ledger.ts'
import * as matching from './matching.ts'
import * as merchant from './merchant.ts'
import type { Spec } from './message.ts'
import * as notifier from './notifier.ts'
import * as orderEvents from './order-events.ts'
import * as repair from './repair.ts'
import * as order from './order.ts'
import * as payout from './payout.ts'
import * as refund from './refund.ts'
import * as signer from './signer.ts'
import * as subject from './subject.ts'
import * as sweep from './sweep.ts'
import * as testMode from './test-mode.ts'
import * as treasury from './treasury.ts'
import * as user from './user.ts'

/** A published message: its service, whether it is asked or told, and its spec. */
export type Published = {
  readonly service: string
  readonly kind: 'command' | 'event'
  readonly spec: Spec
}

const isSpec = (value: unknown): value is Spec =>
  typeof value === 'object' && value !== null && 'schema' in value && 'type' in value && 'parse' in value

const publishedBy = (service: string, module: object): Published[] =>
  Object.entries(module).flatMap(([name, value]) => {
    const kind = name.endsWith('Commands') ? 'command' : name.endsWith('Events') ? 'event' : undefined
    if (!kind || typeof value !== 'object' || value === null) return []
    return Object.values(value).filter(isSpec).map((spec) => ({ service, kind, spec }) as const)
  })

/** Every message that crosses a border between services, by the exports named `*Commands` and `*Events`. */
export const published: readonly Published[] = [
  ...publishedBy('acceptor', acceptor),
  ...publishedBy('chain-watcher', chain),
  ...publishedBy('gateway', merchant),
  ...publishedBy('gateway', repair),
  ...publishedBy('gateway', subject),
  ...publishedBy('gateway', user),
  ...publishedBy('ledger', ledger),
  ...publishedBy('matching', matching),
  ...publishedBy('notifier', notifier),
  ...publishedBy('order', order),
  ...publishedBy('order', orderEvents),
  ...publishedBy('order', refund),
  ...publishedBy('signer', signer),
  ...publishedBy('test-mode', testMode),
  ...publishedBy('treasury', dispatch),
  ...publishedBy('treasury', payout),
  ...publishedBy('treasury', sweep),
  ...publishedBy('treasury', treasury),
]

/** Brings data of an older version up to the spec's version; throws on one the spec does not know. */
export const upcastData = (spec: Spec, version: number, data: unknown): unknown => {
  let current = data
  for (let step = version; step < spec.version; step += 1) {
    const lift = spec.upcast?.[step] as ((old: unknown) => unknown) | undefined
    if (!lift) throw new RangeError(`${spec.type} has no upcast from version ${step}`)
    current = lift(current)
  }
  return current
}
