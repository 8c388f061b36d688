import {
  accounts, chainName, custodyReferenceOf, dispatchCommands, ledgerCommands, transactionCommands, usdtLedgerOf, type ChainName, type Memo,
  type MessageOf, type addressEvents, type dispatchEvents, type transactionEvents, type TransferRequest,
} from '@stablegate/contracts'
import type { CommandToSend } from '@stablegate/kernel'
import { isCold } from './transaction-dispatch.ts'

const ask = (chain: ChainName, transfers: readonly TransferRequest[], memo: Memo): CommandToSend =>
  ({ type: ledgerCommands.transfer.type, data: { ledger: usdtLedgerOf(chain), transfers, memo } })

const keepId = (dispatch: string): string => `cold:${dispatch}:keep`
const pattern = /^cold:(cold_[0-9A-Za-z]{1,60}):keep$/

/** Which move to cold a movement keeps money for; undefined for those of others. */
export const coldMoveOf = (id: string): string | undefined => pattern.exec(id)?.[1]

/**
 * What is to go to cold is kept from the moment that it is decided: a payout that is asked for while it
 * is on its way finds only what stays.
 */
export const keepForCold = (
  { dispatch, chain, order }: Pick<MessageOf<typeof dispatchEvents.opened>['data'], 'dispatch' | 'chain' | 'order'>,
): readonly CommandToSend[] => !isCold(dispatch) || order.kind !== 'token' ? [] : [ask(chain, [{
  kind: 'pend', id: keepId(dispatch), debit: accounts.custody('cold', chain), credit: accounts.custody('hot', chain),
  amountMicro: order.amountMicro, category: 'adjustment',
}], { note: dispatch })]

/** It never went: what was kept is free again. */
export const letGo = (dispatch: string, chain: ChainName): CommandToSend => ask(chain, [{
  kind: 'void_pending', id: `cold:${dispatch}:void`, pending: keepId(dispatch), category: 'void',
}], { note: dispatch })

/** Of which chain a move is, by its id. */
export const chainOfCold = (dispatch: string): ChainName => chainName.parse(/^cold_([a-z]+)x/.exec(dispatch)?.[1])

/** How long the ledger's yes stands: what it keeps, it keeps until it is told otherwise. */
const forEverMs = Number.MAX_SAFE_INTEGER

/** Who would not keep it: nothing is to be let go. */
export const refuser = 'ledger'

/** Whether the ledger keeps it when its dispatch is withdrawn: what has been solid once it keeps no more. */
export const isStillKept = (withdrawnBy: string): boolean => withdrawnBy !== refuser && withdrawnBy !== 'revocation'

/** The ledger's answer. */
export const answerToCold = (dispatch: string, refused: string | undefined): CommandToSend => refused === undefined
  ? { type: dispatchCommands.allow.type, data: { dispatch, untilMs: forEverMs } }
  : { type: dispatchCommands.withdraw.type, data: { dispatch, by: refuser } }

/** Custody went from hot to cold: whether something was kept for it, its transaction's stream knows. */
export const tellTransaction = (
  { chain, txid, part, amountMicro, round, undone }: MessageOf<typeof addressEvents.moved>['data'],
): CommandToSend => ({ type: transactionCommands.recordMove.type, data: { chain, txid, part, amountMicro, round, undone } })

type Gone = MessageOf<typeof transactionEvents.wentCold>['data']

const moveId = ({ txid, part, round }: Pick<Gone, 'txid' | 'part' | 'round'>): string => `move:${txid}:${part}:${round}`

/** The ledger follows: what was kept is let go and leaves, together or not at all. */
export const followCold = (gone: Gone): CommandToSend => {
  const { chain, amountMicro, undone, dispatch, custody } = gone
  const [from, cold] = [accounts.custody(custody, chain), accounts.custody('cold', chain)]
  const move: TransferRequest = {
    kind: 'post', id: moveId(gone), debit: undone ? from : cold, credit: undone ? cold : from, amountMicro, category: 'adjustment',
  }
  const kept: readonly TransferRequest[] = dispatch === undefined ? [] : [{
    kind: 'void_pending', id: `cold:${dispatch}:moved`, pending: keepId(dispatch), category: 'void',
  }]
  return ask(chain, [...kept, move], { reference: custodyReferenceOf(gone) })
}

/** It is lost for good: what was doubtful is the hot address's own. */
export const settleOnHot = (back: MessageOf<typeof transactionEvents.cameBack>['data']): CommandToSend => {
  const { chain, amountMicro } = back
  return ask(chain, [{
    kind: 'post', id: `${moveId(back)}/back`, debit: accounts.custody('hot', chain), credit: accounts.custody('doubtful', chain),
    amountMicro, category: 'adjustment',
  }], { reference: custodyReferenceOf(back) })
}
