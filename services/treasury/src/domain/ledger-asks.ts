import {
  accounts, custodyReferenceOf, depositStep, holderKey, ledgerCommands, maxChainMicro, trxLedgerOf, usdtLedgerOf,
  type ChainName, type Deposit, type DepositStep, type DepositVerdict, type Memo, type TransferRequest,
} from '@stablegate/contracts'
import { unreachable, type CommandToSend, type RecordedEvent } from '@stablegate/kernel'
import { classOf, type AddressEvent } from './address-state.ts'
import { tellTransaction } from './cold-moves.ts'
import type { IncidentEvent } from './incident.ts'

type Leg = { readonly debit: string; readonly credit: string }

/** A step that was refused is asked again under another id: the first one is spent. */
const stepId = ({ chain, address, deposit, round, retry }: Deposit & { readonly retry?: number }, step: DepositStep): string =>
  `deposit:${chain}:${address}:${deposit}:${round}:${step}${retry === undefined ? '' : `~${retry}`}`

const stepPattern = /^deposit:([a-z]+):(T[1-9A-HJ-NP-Za-km-z]{33}):(dep_[0-9A-Za-z]{1,40}):(\d{1,9}):([a-z]+)(?:~\d+)?$/

type Step = Pick<Deposit, 'address' | 'deposit' | 'round'> & { readonly chain: string; readonly step: DepositStep }

/** Which step of which deposit a transfer of the ledger is; undefined for transfers of others. */
export const parseStepId = (id: string): Step | undefined => {
  const [, chain = '', address = '', deposit = '', round = '', step] = stepPattern.exec(id) ?? []
  const known = depositStep.safeParse(step)
  return known.success ? { chain, address, deposit, round: Number(round), step: known.data } : undefined
}

/** Ids of what custody does without a deposit: moves, freezing, loss. */
export const custodyPrefixes = ['move:', 'freeze:', 'destroy:', 'write_off:'] as const

const ask = (chain: ChainName, transfers: TransferRequest[], memo: Memo): CommandToSend => ({
  type: ledgerCommands.transfer.type, data: { ledger: usdtLedgerOf(chain), transfers, memo },
})

const memoOf = (deposit: Deposit): Memo => ({
  reference: custodyReferenceOf(deposit), method: 'on_chain',
  ...(deposit.holder.kind === 'payment' ? { payment: deposit.holder.payment, merchant: deposit.holder.merchant } : {}),
  ...(deposit.holder.kind === 'acceptor' ? { acceptor: deposit.holder.acceptor } : {}),
})

const post = (
  deposit: Deposit, step: DepositStep, leg: Leg, amountMicro: bigint = deposit.amountMicro,
): CommandToSend => ask(deposit.chain, [{
  kind: 'post', id: stepId(deposit, step), ...leg, amountMicro, category: 'deposit',
}], memoOf(deposit))

const cascade = (deposit: Deposit, step: DepositStep, legs: Leg[]): CommandToSend => ask(deposit.chain, [{
  kind: 'cascade', id: stepId(deposit, step), legs, amountMicro: deposit.amountMicro,
  category: step === 'reverse' ? 'adjustment' : 'deposit',
}], memoOf(deposit))

const unappliedOf = ({ holder }: Deposit): string => accounts.unapplied(holderKey(holder))
const custodyOf = ({ holder, chain }: Deposit): string => accounts.custody(classOf(holder), chain)
/** An item has an account of its own: nobody takes what another transfer brought. */
const suspenseOf = ({ chain, deposit }: Deposit, itemized: boolean | undefined): string =>
  accounts.suspense(chain, itemized ? deposit : undefined)

/** What an acceptor owes since a deposit of its was taken back is repaid first. */
const toAcceptor = (deposit: Deposit, step: DepositStep, debit: string, acceptor: string): CommandToSend =>
  cascade(deposit, step, [
    { debit, credit: accounts.receivable(acceptor) }, { debit, credit: accounts.acceptor(acceptor) },
  ])

const settle = (deposit: Deposit, verdict: DepositVerdict, itemized: boolean | undefined): CommandToSend => {
  const debit = suspenseOf(deposit, itemized)
  if (verdict.outcome === 'acceptor') return toAcceptor(deposit, 'settle', debit, verdict.acceptor)
  const leg = { debit, credit: accounts.equity }
  return post(deposit, 'settle', leg, verdict.outcome === 'equity' ? verdict.amountMicro : undefined)
}

type Nobodys = { readonly why?: 'stranger' | 'dust' | undefined; readonly itemized?: boolean | undefined }

const book = (deposit: Deposit, { why, itemized }: Nobodys): CommandToSend => post(deposit, 'book', {
  debit: custodyOf(deposit), credit: why === undefined ? unappliedOf(deposit) : suspenseOf(deposit, itemized),
})
const block = (deposit: Deposit): CommandToSend =>
  post(deposit, 'block', { debit: unappliedOf(deposit), credit: accounts.blocked })
const unblock = (deposit: Deposit): CommandToSend =>
  post(deposit, 'unblock', { debit: accounts.blocked, credit: unappliedOf(deposit) })

/** The refused step as it was asked first. */
const retried = (data: Extract<AddressEvent, { type: 'deposit.retried' }>['data']): readonly CommandToSend[] => {
  const { step, verdict, place, holder, itemized } = data
  switch (step) {
    case 'book': return [book(data, data)]
    case 'credit': return holder.kind === 'acceptor' ? [toAcceptor(data, 'credit', unappliedOf(data), holder.acceptor)] : []
    case 'block': return [block(data)]
    case 'unblock': return [unblock(data)]
    case 'settle': return verdict === undefined ? [] : [settle(data, verdict, itemized)]
    case 'reverse': return place === undefined ? [] : [reverse({ ...data, place })]
    default: return unreachable(step)
  }
}

/** Rule 9: from where it stands, then a receivable of whoever had it, then the operator's equity. */
const reverse = (data: Extract<AddressEvent, { type: 'deposit.reversing' }>['data']): CommandToSend => {
  const credit = custodyOf(data)
  const equity = { debit: accounts.equity, credit }
  switch (data.place) {
    case 'unapplied': return cascade(data, 'reverse', [{ debit: unappliedOf(data), credit }, equity])
    case 'suspense':
    // What another decision took out of the item first, the operator bears.
    case 'item': return cascade(data, 'reverse', [{ debit: suspenseOf(data, data.place === 'item'), credit }, equity])
    case 'blocked': return cascade(data, 'reverse', [{ debit: accounts.blocked, credit }, equity])
    case 'equity': return cascade(data, 'reverse', [equity])
    case 'acceptor': {
      const acceptor = data.acceptor ?? ''
      return cascade(data, 'reverse', [
        { debit: accounts.acceptor(acceptor), credit }, { debit: accounts.receivable(acceptor), credit },
      ])
    }
    default: return unreachable(data.place)
  }
}

const moved = (data: Extract<AddressEvent, { type: 'custody.moved' }>['data']): readonly CommandToSend[] => {
  const { chain, fromClass, toClass, undone, amountMicro, round, txid, part } = data
  if (fromClass === toClass) return []
  if (fromClass === 'hot' && toClass === 'cold') return [tellTransaction(data)]
  const [from, to] = [accounts.custody(fromClass, chain), accounts.custody(toClass, chain)]
  return [ask(chain, [{
    kind: 'post', id: `move:${txid}:${part}:${round}`, debit: undone ? from : to, credit: undone ? to : from, amountMicro,
    category: 'adjustment',
  }], { reference: custodyReferenceOf(data) })]
}

const issuerTook = (
  kind: 'freeze' | 'destroy', data: Extract<AddressEvent, { type: 'custody.frozen' | 'custody.destroyed' }>['data'], leg: Leg,
): readonly CommandToSend[] => data.amountMicro === 0n ? [] : [ask(data.chain, [{
  kind: 'post', id: `${kind}:${data.txid}:${data.part}`, ...leg, amountMicro: data.amountMicro, category: 'adjustment',
}], { reference: custodyReferenceOf(data) })]

const frozen = (data: Extract<AddressEvent, { type: 'custody.frozen' }>['data']): readonly CommandToSend[] => {
  const [free, kept] = [accounts.custody(data.class, data.chain), accounts.custody('frozen', data.chain)]
  return issuerTook('freeze', data, data.undone ? { debit: free, credit: kept } : { debit: kept, credit: free })
}

/** TRX that came from outside to addresses that pay for transactions is the operator's own (rule 5), in sun. */
const trxCame = (data: Extract<AddressEvent, { type: 'deposit.unexpected' }>['data']): readonly CommandToSend[] => {
  const { chain, holder, asset, ours, reason, amountUnits, txid, part } = data
  if (asset !== 'TRX' || ours !== 'to' || reason !== 'other_asset') return []
  if (holder.kind !== 'hot' && holder.kind !== 'gas') return []
  const amountMicro = BigInt(amountUnits)
  if (amountMicro > maxChainMicro) return []
  return [{
    type: ledgerCommands.transfer.type,
    data: {
      ledger: trxLedgerOf(chain), memo: { reference: custodyReferenceOf({ txid, part }) },
      transfers: [{
        kind: 'post', id: `trx:${txid}:${part}`, debit: accounts.trx(holder.kind), credit: accounts.equity, amountMicro,
        category: 'deposit',
      }],
    },
  }]
}

/** What follows in the ledger from an event of an address. */
export const ledgerAsks = (event: RecordedEvent<AddressEvent>): readonly CommandToSend[] => {
  switch (event.type) {
    case 'deposit.solid': return [book(event.data, {})]
    case 'suspense.received': return [book(event.data, event.data)]
    case 'deposit.retried': return retried(event.data)
    case 'deposit.screened': {
      const { holder, outcome } = event.data
      if (outcome === 'reject') return [block(event.data)]
      if (outcome !== 'pass' || holder.kind !== 'acceptor') return []
      return [toAcceptor(event.data, 'credit', unappliedOf(event.data), holder.acceptor)]
    }
    case 'deposit.verdict_approved':
      switch (event.data.place) {
        case 'suspense': case 'item': return [settle(event.data, event.data.verdict, event.data.place === 'item')]
        case 'unapplied': return []
        case 'blocked': return [unblock(event.data)]
      }
    case 'deposit.reversing': return [reverse(event.data)]
    case 'deposit.unexpected': return trxCame(event.data)
    case 'custody.moved': return moved(event.data)
    case 'custody.frozen': return frozen(event.data)
    case 'custody.destroyed': return issuerTook('destroy', event.data, {
      debit: accounts.losses, credit: accounts.custody(event.data.class, event.data.chain),
    })
    default: return []
  }
}

/** A loss that two people wrote off leaves custody. */
export const writeOffAsks = ({ data }: RecordedEvent<Extract<IncidentEvent, { type: 'incident.closed' }>>): readonly CommandToSend[] =>
  data.writeOff === undefined ? [] : [ask(data.chain, [{
    kind: 'post', id: `write_off:${data.incident}`, debit: accounts.losses,
    credit: accounts.custody(data.writeOff.class, data.chain), amountMicro: data.writeOff.amountMicro, category: 'adjustment',
  }], { note: data.reason })]
