import type { Merchant } from '../world.ts'
import type { Caller } from './caller.ts'

type Json = Record<string, unknown>
type Line = { readonly id: string; readonly account: string; readonly balance: { readonly amount: string } }
type Balance = { readonly account: string; readonly posted: { readonly amount: string } }

const dataOf = <Item>(page: Json): readonly Item[] => page['data'] as readonly Item[]

/** At the position of a line of the statement, the account had what the line says. */
const checkBalances = async (caller: Caller, { key }: Merchant, fault: (text: string) => void): Promise<number> => {
  const lines = dataOf<Line>(await caller.read('/v1/statement?limit=100', key))
  const seen = new Set<string>()
  let compared = 0
  for (const [index, { id, account, balance }] of lines.entries()) {
    const position = id.split('-')[0] ?? ''
    // Newest first: of several lines of one movement the first is the last word.
    const isLast = !seen.has(`${account} ${position}`)
    seen.add(`${account} ${position}`)
    if (!isLast || index % 7 !== 0) continue
    const past = await caller.read(`/v1/balance?at=${position}`, key)
    const found = (past['accounts'] as readonly Balance[]).find((one) => one.account === account)
    compared += 1
    if (found?.posted.amount !== balance.amount) {
      fault(`${account} at ${position} had ${balance.amount} by its statement, ${found?.posted.amount} by its past`)
    }
  }
  return compared
}

/** A payment was pending when it was made, and after its last event it is what it is. */
const checkPayments = async (caller: Caller, { key }: Merchant, fault: (text: string) => void): Promise<number> => {
  const payments = dataOf<{ readonly id: string }>(await caller.read('/v1/payments?limit=8', key))
  for (const { id } of payments) {
    const story = dataOf<{ readonly position: number }>(await caller.read(`/v1/payments/${id}/timeline`, key))
    const [now, born, last] = await Promise.all([
      caller.read(`/v1/payments/${id}`, key),
      caller.read(`/v1/payments/${id}?at=${story[0]?.position}`, key),
      caller.read(`/v1/payments/${id}?at=${story.at(-1)?.position}`, key),
    ])
    if (born['status'] !== 'pending') fault(`${id} was born ${String(born['status'])}`)
    if (JSON.stringify(last) !== JSON.stringify(now)) fault(`${id} of its last event is ${JSON.stringify(last)}`)
  }
  return payments.length
}

/** What the API tells of the past agrees with what it tells of the present. */
export const checkPast = async (caller: Caller, merchants: readonly Merchant[]) => {
  const faults: string[] = []
  let compared = 0
  for (const merchant of merchants) {
    const fault = (text: string): void => { faults.push(text) }
    compared += await checkBalances(caller, merchant, fault) + await checkPayments(caller, merchant, fault)
  }
  return { faults, compared }
}
