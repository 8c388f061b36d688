/**
 * What an account's name says: the side that increases it, and whether it may go below zero. Written
 * down here a second time, apart from the program that keeps the books; a test compares the two.
 */
const debitNormal = new Set(['custody', 'receivable', 'cost', 'trx', 'losses'])
const withoutFloor = new Set(['operator', 'income', 'cost', 'trx', 'losses'])

const prefixOf = (account: string): string => account.split(':', 1)[0] ?? account

export const isDebitNormal = (account: string): boolean => debitNormal.has(prefixOf(account))
export const hasFloor = (account: string): boolean => !withoutFloor.has(prefixOf(account))
