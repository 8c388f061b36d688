import { assertThat } from '@stablegate/kernel'
import { dayOf } from './period.ts'

/**
 * Which attempts of which payments were answered, so that a repeated request is nothing new. A
 * request is repeated for as long as nobody answered it, which is a matter of minutes; at the second
 * midnight (UTC) an answer is forgotten, and memory stays bounded. Even then a second offer would do
 * no harm: the payment has moved on and gives it back.
 */
export type Answered = {
  day: number
  current: Map<string, number>
  previous: Map<string, number>
}

export const noneAnswered = (): Answered => ({ day: -1, current: new Map(), previous: new Map() })

const bitOf = (attempt: number): number => {
  assertThat(attempt >= 1 && attempt <= 30, 'attempts are counted from 1 to 30')
  return 1 << attempt
}

export const wasAnswered = (answered: Answered, payment: string, attempt: number): boolean => {
  const bit = bitOf(attempt)
  if (((answered.current.get(payment) ?? 0) & bit) !== 0) return true
  return answered.previous.size > 0 && ((answered.previous.get(payment) ?? 0) & bit) !== 0
}

export const noteAnswered = (
  answered: Answered,
  payment: string,
  attempt: number,
  atMs: number,
): void => {
  const day = dayOf(atMs)
  if (day !== answered.day) {
    answered.previous = answered.current
    answered.current = new Map()
    answered.day = day
  }
  answered.current.set(payment, (answered.current.get(payment) ?? 0) | bitOf(attempt))
}
