import {
  accounts,
  bpsOf,
  divide,
  type Division,
  type PaymentPolicy,
  type TransferRequest,
} from '@stablegate/contracts'
import type { DataOf, Order } from './state.ts'
import { transferIdOf } from './transfer-ids.ts'

/** Divides what is posted: fee first, commission and agent's share out of the fee, reserve out of the net (rules 5, 6). */
export const divisionOf = (postedMicro: bigint, policy: PaymentPolicy): Division => {
  const asked = bpsOf(postedMicro, policy.fee.bps) + policy.fee.fixedMicro
  const feeMicro = asked < postedMicro ? asked : postedMicro
  const commission = bpsOf(postedMicro, policy.commissionBps)
  const commissionMicro = commission < feeMicro ? commission : feeMicro
  const agentMicro = policy.agent ? bpsOf(feeMicro - commissionMicro, policy.agent.shareBps) : 0n
  const netMicro = postedMicro - feeMicro
  const reserveMicro = bpsOf(netMicro, policy.reserveBps)
  return {
    postedMicro,
    feeMicro,
    commissionMicro,
    agentMicro,
    reserveMicro,
    heldMicro: netMicro - reserveMicro,
  }
}

/**
 * What a larger posting would have brought beyond a smaller one, leg by leg. The agent's share may
 * shrink, as a larger commission leaves less of a fixed fee; it keeps what it has.
 */
export const divisionBeyond = (whole: Division, part: Division): Division => ({
  postedMicro: whole.postedMicro - part.postedMicro,
  feeMicro: whole.feeMicro - part.feeMicro,
  commissionMicro: whole.commissionMicro - part.commissionMicro,
  agentMicro: whole.agentMicro > part.agentMicro ? whole.agentMicro - part.agentMicro : 0n,
  reserveMicro: whole.reserveMicro - part.reserveMicro,
  heldMicro: whole.heldMicro - part.heldMicro,
})

export const divisionPlus = (one: Division, other: Division): Division => ({
  postedMicro: one.postedMicro + other.postedMicro,
  feeMicro: one.feeMicro + other.feeMicro,
  commissionMicro: one.commissionMicro + other.commissionMicro,
  agentMicro: one.agentMicro + other.agentMicro,
  reserveMicro: one.reserveMicro + other.reserveMicro,
  heldMicro: one.heldMicro + other.heldMicro,
})

/** Rule 7: agreed A below F posts floor(U x A / F); from F on the whole, and the excess stays a fiat debt. */
export const postedFor = (usdtMicro: bigint, fiatMinor: bigint, receivedMinor: bigint): bigint =>
  receivedMinor >= fiatMinor ? usdtMicro : divide(usdtMicro * receivedMinor, fiatMinor, 'floor')

/** Whose accounts a journal moves. */
export type Parties = {
  readonly payment: string
  readonly merchant: string
  readonly acceptor: string
  readonly agent?: string | undefined
}

type Post = Extract<TransferRequest, { kind: 'post' }>

const posts = (candidates: readonly Post[]): Post[] =>
  candidates.filter(({ amountMicro }) => amountMicro > 0n)

export const pendEscrow = (
  { payment, merchant, acceptor }: Parties,
  attempt: number,
  { usdtMicro }: Pick<Order, 'usdtMicro'>,
): TransferRequest[] => [
  {
    kind: 'pend',
    id: transferIdOf('escrow', payment, attempt),
    debit: accounts.acceptor(acceptor),
    credit: accounts.held(merchant),
    amountMicro: usdtMicro,
    category: 'escrow',
  },
]

export const voidEscrow = (
  { payment }: Pick<Parties, 'payment'>,
  attempt: number,
): TransferRequest[] => [
  {
    kind: 'void_pending',
    id: transferIdOf('void', payment, attempt),
    pending: transferIdOf('escrow', payment, attempt),
    category: 'void',
  },
]

/** The legs that divide what has come into held. */
const shares = (id: string, { merchant, acceptor, agent }: Parties, division: Division): Post[] => {
  const held = accounts.held(merchant)
  return posts([
    {
      kind: 'post',
      id: `${id}/fee`,
      debit: held,
      credit: accounts.paymentIncome,
      amountMicro: division.feeMicro,
      category: 'fee',
    },
    {
      kind: 'post',
      id: `${id}/commission`,
      debit: accounts.commissionCost,
      credit: accounts.acceptor(acceptor),
      amountMicro: division.commissionMicro,
      category: 'commission',
    },
    {
      kind: 'post',
      id: `${id}/agent`,
      debit: accounts.agentCost,
      credit: accounts.agent(agent ?? 'none'),
      amountMicro: division.agentMicro,
      category: 'agent_share',
    },
    {
      kind: 'post',
      id: `${id}/reserve`,
      debit: held,
      credit: accounts.reserve(merchant),
      amountMicro: division.reserveMicro,
      category: 'reserve',
    },
  ])
}

/** Settlement: the escrow is posted, in whole or in part, and divided; all linked. */
export const postEscrow = (
  parties: Parties,
  attempt: number,
  order: Pick<Order, 'usdtMicro'>,
  division: Division,
): TransferRequest[] => {
  const id = transferIdOf('post', parties.payment, attempt)
  const part = division.postedMicro < order.usdtMicro ? { amountMicro: division.postedMicro } : {}
  return [
    {
      kind: 'post_pending',
      id,
      pending: transferIdOf('escrow', parties.payment, attempt),
      ...part,
      category: 'payment',
    },
    ...shares(id, parties, division),
  ]
}

/** A granted appeal: the rest comes from the acceptor's free balance and is divided like the first part. */
export const payAppeal = (parties: Parties, count: number, extra: Division): TransferRequest[] => {
  const id = transferIdOf('appeal', parties.payment, count)
  return [
    {
      kind: 'post',
      id,
      debit: accounts.acceptor(parties.acceptor),
      credit: accounts.held(parties.merchant),
      amountMicro: extra.postedMicro,
      category: 'adjustment',
    },
    ...shares(id, parties, extra),
  ]
}

/** Rule 2: what the merchant owes is repaid before anything becomes available. */
const freed = (
  id: string,
  from: string,
  merchant: string,
  amountMicro: bigint,
  category: 'release' | 'reserve_release',
): TransferRequest[] => [
  {
    kind: 'cascade',
    id,
    amountMicro,
    category,
    legs: [
      { debit: from, credit: accounts.receivable(merchant) },
      { debit: from, credit: accounts.available(merchant) },
    ],
  },
]

export const releaseHeld = (
  { payment, merchant }: Parties,
  count: number,
  amountMicro: bigint,
): TransferRequest[] =>
  freed(
    transferIdOf('release', payment, count),
    accounts.held(merchant),
    merchant,
    amountMicro,
    'release',
  )

export const releaseReserve = (
  { payment, merchant }: Parties,
  count: number,
  amountMicro: bigint,
): TransferRequest[] =>
  freed(
    transferIdOf('reserve', payment, count),
    accounts.reserve(merchant),
    merchant,
    amountMicro,
    'reserve_release',
  )

/** Takes a share back; what its receiver no longer has is a loss of the operator. */
export const clawBack = (
  id: string,
  from: string,
  cost: string,
  amountMicro: bigint,
): TransferRequest[] =>
  amountMicro === 0n
    ? []
    : [
        {
          kind: 'cascade',
          id,
          amountMicro,
          category: 'adjustment',
          legs: [
            { debit: from, credit: cost },
            { debit: accounts.losses, credit: cost },
          ],
        },
      ]

/**
 * Rule 2, the merchant's recall: this payment's own held and reserve by exact amounts, so that other
 * payments' releases stay covered; then what is available; the rest becomes a receivable and a claim.
 */
export const recallJournal = (
  parties: Parties,
  decided: DataOf<'recallDecided'>,
): TransferRequest[] => {
  const { payment, merchant, acceptor, agent } = parties
  const id = transferIdOf('recall', payment, decided.count)
  const to = accounts.acceptor(acceptor)
  const { fromHeldMicro, fromReserveMicro, restMicro } = decided
  if (decided.owner === 'acceptor') return []
  if (decided.owner === 'operator') {
    return [
      {
        kind: 'post',
        id,
        debit: accounts.losses,
        credit: to,
        amountMicro: decided.amountMicro,
        category: 'recall',
      },
    ]
  }
  const rest: TransferRequest[] =
    restMicro === 0n
      ? []
      : [
          {
            kind: 'cascade',
            id: `${id}/rest`,
            amountMicro: restMicro,
            category: 'recall',
            legs: [
              { debit: accounts.available(merchant), credit: to },
              { debit: accounts.receivable(merchant), credit: accounts.claims(acceptor) },
            ],
          },
        ]
  return [
    ...posts([
      {
        kind: 'post',
        id: `${id}/held`,
        debit: accounts.held(merchant),
        credit: to,
        amountMicro: fromHeldMicro,
        category: 'recall',
      },
      {
        kind: 'post',
        id: `${id}/reserve`,
        debit: accounts.reserve(merchant),
        credit: to,
        amountMicro: fromReserveMicro,
        category: 'recall',
      },
    ]),
    ...rest,
    ...clawBack(`${id}/commission`, to, accounts.commissionCost, decided.commissionMicro),
    ...clawBack(
      `${id}/agent`,
      accounts.agent(agent ?? 'none'),
      accounts.agentCost,
      decided.agentMicro,
    ),
  ]
}
