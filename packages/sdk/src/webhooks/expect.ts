import type { Payment } from '../generated/api.ts'
import { isPaymentEvent, type PaymentEvent, type WebhookEvent } from './event.ts'
import { WebhookError } from './webhook-error.ts'

/** What you asked for. A signature tells who speaks; only this tells that it is about your order. */
export type Expected = {
  readonly amount: string
  readonly currency: string
  readonly reference: string
  readonly livemode?: boolean
}

/**
 * The order that a payment event is about, from your own records; undefined when there is none.
 * A function is asked for events about payments only; a value must fit the one event there is.
 */
export type Expect = Expected | ((event: PaymentEvent) => Expected | undefined | Promise<Expected | undefined>)

/** Decimals of one value look the same: `720`, `720.0` and `0720.00`. Undefined: not a decimal. */
const plainDecimal = (text: string): string | undefined => {
  const match = /^(\d{1,30})(?:\.(\d{1,30}))?$/.exec(text)
  if (!match) return undefined
  const whole = (match[1] ?? '').replace(/^0+(?=\d)/, '')
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  return fraction === '' ? whole : `${whole}.${fraction}`
}

const isSameAmount = (one: string, other: string): boolean => {
  const plain = plainDecimal(one)
  return plain !== undefined && plain === plainDecimal(other)
}

const check = (event: PaymentEvent, expected: Expected): void => {
  const { amount, reference, livemode } = event.data
  if (reference !== expected.reference) {
    throw new WebhookError('reference_mismatch', `the payment is for ${reference}, not ${expected.reference}`)
  }
  if (amount.currency !== expected.currency) {
    throw new WebhookError('currency_mismatch', `the payment is in ${amount.currency}, not ${expected.currency}`)
  }
  if (!isSameAmount(amount.amount, expected.amount)) {
    throw new WebhookError('amount_mismatch', `the payment is over ${amount.amount}, not ${expected.amount}`)
  }
  if (expected.livemode !== undefined && (livemode !== expected.livemode || event.livemode !== expected.livemode)) {
    throw new WebhookError('livemode_mismatch', expected.livemode ? 'this is test money' : 'this is live money')
  }
}

export const checkExpected = async (event: WebhookEvent, expect: Expect): Promise<void> => {
  if (typeof expect !== 'function') {
    if (!isPaymentEvent(event)) throw new WebhookError('payment_unexpected', `${event.type} is about no payment`)
    check(event, expect)
    return
  }
  if (!isPaymentEvent(event)) {
    // What calls itself a payment and does not look like one must not slip by unchecked.
    if (event.type.startsWith('payment.')) throw new WebhookError('body_invalid', `${event.type} bears no payment`)
    return
  }
  const expected = await expect(event)
  if (!expected) throw new WebhookError('payment_unexpected', `nobody asked for ${event.data.reference}`)
  check(event, expected)
}

/**
 * Whether to deliver the goods: all of the amount is posted to you and none was taken back. It may
 * be on hold until `settlement.available_at`.
 */
export const paidInFull = ({ status, settlement }: Payment): boolean => status === 'settled' && settlement !== null
