import { enter, escrow, same, settlement, without, type Folds } from './changes.ts'
import { divisionPlus } from './journal.ts'
import type { DataOf, PaymentState } from './state.ts'
import { renamed, vestAfterRecall, vestOfAppeal, vestOfPost } from './vesting.ts'

const leaves = (
  state: PaymentState,
  what: 'held' | 'reserve',
  count: number,
  amountMicro: bigint,
): PaymentState =>
  settlement(state, {
    outgoing: [
      ...(state.settlement?.outgoing ?? []),
      {
        what,
        count,
        amountMicro,
        ...(what === 'held' ? { unvested: state.settlement?.unvested ?? [] } : {}),
      },
    ],
    deferred: (state.settlement?.deferred ?? []).filter((deferred) => deferred !== what),
  })

const arrives = (state: PaymentState, what: 'held' | 'reserve', count: number): PaymentState =>
  settlement(state, {
    outgoing: (state.settlement?.outgoing ?? []).filter(
      (out) => out.what !== what || out.count !== count,
    ),
  })

/** Whoever else bears a recall leaves the agent's share where it is. */
const vestingAfter = (
  state: PaymentState,
  { payment, count, owner, agentMicro }: DataOf<'recallDecided'>,
  inHeldMicro: bigint,
): Pick<NonNullable<PaymentState['recalling']>, 'unvested' | 'revested'> => {
  if (owner !== 'merchant') return { unvested: [], revested: [] }
  const unvested = state.settlement?.unvested ?? []
  return {
    unvested,
    revested: vestAfterRecall(payment, count, unvested, agentMicro, inHeldMicro),
  }
}

/** A set that is asked for again pends under another name, wherever that is to be given back. */
const vestsRenamed = (state: PaymentState, transfer: string, retry: number): PaymentState => {
  const { settlement: posted, recalling } = state
  if (!posted) return state
  const isPost = transfer.startsWith('post:')
  const again = {
    unvested: renamed(posted.unvested, transfer, retry),
    outgoing: posted.outgoing.map((out) =>
      out.unvested ? { ...out, unvested: renamed(out.unvested, transfer, retry) } : out,
    ),
    ...(isPost ? { postRetry: retry } : {}),
  }
  return settlement(
    recalling
      ? { ...state, recalling: { ...recalling, revested: renamed(recalling.revested, transfer, retry) } }
      : state,
    again,
  )
}

/** What was decided to post, and what becomes of the money. */
export const moneyFolds = {
  settlementDecided: (state, { clocks: _, payment: __, ...data }) => ({
    ...enter(
      escrow(state, data.attempt, data.escrow === 'standing' ? 'posting' : 'asked'),
      'settling',
    ),
    attempt: data.attempt,
    heldConfirmation: false,
    ownReferences: [...state.ownReferences, ...data.bankReferenceHashes],
    settlement: {
      ...data,
      done: false,
      inHeldMicro: 0n,
      inReserveMicro: 0n,
      releases: 0,
      reserveReleases: 0,
      outgoing: [],
      deferred: [],
      fiatDebtPaid: false,
      unvested: [],
    },
  }),
  settled: (state, { payment, attempt, status, atMs, availableAtMs }) => {
    const { heldMicro, reserveMicro } = state.settlement ?? { heldMicro: 0n, reserveMicro: 0n }
    return settlement(enter(escrow(state, attempt, 'posted'), status), {
      done: true,
      settledAtMs: atMs,
      availableAtMs,
      inHeldMicro: heldMicro,
      inReserveMicro: reserveMicro,
      unvested: state.settlement ? vestOfPost(payment, state.settlement) : [],
    })
  },
  fiatDebtPaid: (state) => settlement(state, { fiatDebtPaid: true }),
  releaseDue: (state, { count, amountMicro }) =>
    settlement(leaves(state, 'held', count, amountMicro), {
      inHeldMicro: 0n,
      releases: count,
      unvested: [],
    }),
  reserveDue: (state, { count, amountMicro }) =>
    settlement(leaves(state, 'reserve', count, amountMicro), {
      inReserveMicro: 0n,
      reserveReleases: count,
    }),
  released: (state, { count }) => arrives(state, 'held', count),
  reserveReleased: (state, { count }) => arrives(state, 'reserve', count),
  releaseDeferred: (state, { what }) =>
    settlement(state, { deferred: [...(state.settlement?.deferred ?? []), what] }),
  appealed: (state, { reason, atMs }) => ({
    ...state,
    appeal: { open: true, reason, openedAtMs: atMs, attempts: 0 },
  }),
  appealEnded: (state) =>
    state.appeal ? { ...state, appeal: { ...state.appeal, open: false } } : state,
  appealPaid: (state, { attempt, extra, receivedMinor }) => ({
    ...state,
    appealPay: { attempt, extra, receivedMinor },
    ...(state.appeal ? { appeal: { ...state.appeal, attempts: attempt } } : {}),
  }),
  appealSettled: (state, { payment, attempt, extra }) => {
    const { settlement: posted, appealPay, appeal } = state
    if (!posted) return state
    return settlement(
      { ...without(state, 'appealPay'), ...(appeal ? { appeal: { ...appeal, open: false } } : {}) },
      {
        ...divisionPlus(posted, extra),
        receivedMinor: appealPay?.receivedMinor ?? posted.receivedMinor,
        inHeldMicro: posted.inHeldMicro + extra.heldMicro,
        inReserveMicro: posted.inReserveMicro + extra.reserveMicro,
        unvested: [...posted.unvested, ...vestOfAppeal(payment, posted, attempt, extra)],
      },
    )
  },
  recallReported: (state, { amountMicro, proof, atMs }) => ({
    ...state,
    recall: { open: true, reportedAtMs: atMs, amountMicro, proof },
  }),
  recallDecided: (state, { clocks: _, ...decided }) => {
    const inHeldMicro = (state.settlement?.inHeldMicro ?? 0n) - decided.fromHeldMicro
    const vesting = vestingAfter(state, decided, inHeldMicro)
    return settlement(
      { ...without(state, 'recall'), recalls: decided.count, recalling: { ...decided, ...vesting } },
      {
        inHeldMicro,
        inReserveMicro: (state.settlement?.inReserveMicro ?? 0n) - decided.fromReserveMicro,
        ...(decided.owner === 'merchant' ? { unvested: vesting.revested } : {}),
      },
    )
  },
  recallDenied: (state) => without(state, 'recall'),
  recalled: (state, { amountMicro }) => ({
    ...without(state, 'recalling'),
    recalledMicro: state.recalledMicro + amountMicro,
  }),
  recallWindowClosed: same,
  recallWindowKept: same,
  transferRetried: (state, { transfer, retry }) => ({
    ...vestsRenamed(state, transfer, retry),
    retries: retry,
    refusedTransfers: state.refusedTransfers.filter((one) => one.transfer !== transfer),
  }),
  transferRefused: (state, { transfer, reason }) => ({
    ...without(state, 'appealPay'),
    refusedTransfers: [...state.refusedTransfers, { transfer, reason }],
  }),
  clockShifted: same,
} satisfies Partial<Folds>
