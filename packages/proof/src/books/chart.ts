/**
 * What an account's name says: the side that increases it, and whether it may go below zero. Written
 * down here a second time, apart from the program that keeps the books; a test compares the two.
 */
const debitNormal = new Set(['custody', 'receivable', 'cost', 'trx', 'losses'])
const withoutFloor = new Set(['operator', 'income', 'cost', 'trx', 'losses'])

const prefixOf = (account: string): string => account.split(':', 1)[0] ?? account

export const isDebitNormal = (account: string): boolean => debitNormal.has(prefixOf(account))
/** Money on chains: what is posted follows the chain, which asks nobody; what is set aside must be there. */
export const isOnChain = (account: string): boolean => /^custody:(deposit|hot|cold|frozen|doubtful):/.test(account)

/** `always`: never below zero; `pends`: nothing is set aside that is not there. */
export const floorOf = (account: string): 'always' | 'pends' | 'none' =>
  withoutFloor.has(prefixOf(account)) ? 'none' : isOnChain(account) ? 'pends' : 'always'
