import { orderIdOf } from '@stablegate/contracts'
import { Violation } from './engine/violation.ts'
import type { World } from './engine/world.ts'
import type { Models } from './models/models.ts'
import { isOver } from './models/payout-model.ts'
import { freeMicro, isFinal, isMoving, type Seen } from './models/payment-model.ts'
import { differingView } from './models/views-equal.ts'

const isOpen = (seen: Seen): boolean =>
  !isFinal(seen) || seen.recallOpen || seen.appealOpen || isMoving(seen) || freeMicro(seen) !== 0n

const openPayments = ({ payments }: Models): readonly Seen[] =>
  [...payments.payments.values()].filter((seen) => isOpen(seen))

const heldAccounts = ({ ledger }: Models): readonly string[] =>
  [...ledger.sums.keys()].filter(
    (account) => /^merchant:.*:(held|reserve)$/.test(account) && ledger.postedMicro(account) !== 0n,
  )

/** Consumers that have not worked in all of their log. */
const lagging = (world: World): readonly string[] =>
  world.instances.flatMap(({ service, running }) =>
    (running?.status().consumers ?? [])
      .filter(({ position, log }) => position < world.store.headNow(log).position)
      .map(({ name }) => `${service.name} ${name}`),
  )

/** Every payment has its final word, no escrow and nothing held is left, and everybody has heard of it. */
export const hasEnded = (world: World, models: Models, created: number): boolean =>
  created > 0 &&
  models.payments.payments.size === created &&
  openPayments(models).length === 0 &&
  models.ledger.open.size === 0 &&
  models.chain.isIdle &&
  models.payouts.isIdle &&
  heldAccounts(models).length === 0 &&
  world.instances.every(({ running }) => running?.status().waitingCommands === 0) &&
  lagging(world).length === 0

/** What is left where something should have ended and has not. */
export const leftOver = (world: World, models: Models, created: number): string => {
  const stuck = openPayments(models).map(
    (seen) => {
      const { payment, status, recallOpen, appealOpen, proposedBy } = seen
      return [
        payment, status, recallOpen && 'recall', appealOpen && 'appeal', isMoving(seen) && 'moving',
        freeMicro(seen) !== 0n && `${freeMicro(seen)} free`, proposedBy,
      ]
        .filter(Boolean)
        .join(' ')
    },
  )
  return JSON.stringify({
    created,
    there: models.payments.payments.size,
    stuck,
    escrows: [...models.ledger.open.keys()],
    payouts: [...models.payouts.payouts.values()].filter((paid) => !isOver(paid)).map(({ payout, is }) => `${payout} ${is}`),
    dispatches: [...models.payouts.dispatches.values()].filter(({ is }) => is !== 'landed' && is !== 'withdrawn')
      .map(({ dispatch, is, attempts }) => `${dispatch} ${is} ${attempts}`),
    incidents: [...models.payouts.incidents],
    held: heldAccounts(models),
    lagging: lagging(world),
  })
}

/** A merchant has what was settled less fees, less recalls that it bears. */
const checkMerchants = ({ payments, ledger }: Models): void => {
  for (const [merchant, dueMicro] of payments.dueToMerchant) {
    const of = (part: string): bigint => ledger.postedMicro(`merchant:${merchant}:${part}`)
    const owesMicro = ledger.postedMicro(`receivable:${merchant}`)
    const hasMicro = of('available') + of('held') + of('reserve') - owesMicro
    if (hasMicro !== dueMicro) {
      throw new Violation(
        'merchants get settled less fees',
        `${merchant} has ${hasMicro}, is due ${dueMicro}`,
      )
    }
  }
}

/** Whoever must hear of an end has heard of it; of one that can come only once, once. */
const checkWebhooks = ({ payments, feed }: Models): void => {
  for (const { payment, status, attempt, coins, resolved } of payments.payments.values()) {
    // What came on chain gives a payment words of its own, and may end it more than once.
    if (coins.size > 0 || resolved) continue
    const order = orderIdOf(payment, attempt)
    const isClosed = status === 'closed_unpaid' || status === 'closed_refunded'
    const isSettled = status === 'settled' || status === 'split'
    const told =
      isClosed || isSettled
        ? feed.count(isClosed ? 'order.closed' : 'order.settled', order)
        : feed.count(`payment.${status}`, payment)
    // An order that is closed may be opened again by late money and closed anew.
    if (isClosed ? told < 1 : told !== 1) {
      throw new Violation('an end is told once', `${payment} is ${status}, told ${told} times`)
    }
  }
}

/** The rules that can be judged only when all is over. */
export const checkEnd = (world: World, models: Models): void => {
  models.ledger.checkSums()
  models.chain.checkEnd(models.ledger)
  models.payouts.checkEnd()
  models.suspense.checkEnd(models.ledger)
  const parked = world.instances.filter(({ running }) => (running?.status().parked ?? 0) > 0)
  if (parked.length > 0)
    throw new Violation('nothing stays parked', parked.map(({ service }) => service.name).join())
  checkMerchants(models)
  checkWebhooks(models)
  const different = differingView(world)
  if (different !== undefined) throw new Violation('views equal a fold from nothing', different)
}
