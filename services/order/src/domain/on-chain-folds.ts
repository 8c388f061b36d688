import { enter, without, type Folds } from './changes.ts'
import type { Deposit, OnChainState } from './on-chain.ts'
import type { PaymentState } from './state.ts'
import { withAside } from './suspense-items.ts'

const onChain = (state: PaymentState, change: Partial<OnChainState>): PaymentState =>
  state.onChain ? { ...state, onChain: { ...state.onChain, ...change } } : state

/** As before with one deposit at its new stage; the order is that in which they were first seen. */
const withDeposit = (deposits: readonly Deposit[], one: Deposit): readonly Deposit[] =>
  deposits.some(({ deposit }) => deposit === one.deposit)
    ? deposits.map((known) => (known.deposit === one.deposit ? one : known))
    : [...deposits, one]

const fresh = {
  windowOver: false,
  deposits: [],
  wrongAssets: [],
  wrongAssetsOpen: false,
  movements: 0,
  appliedMicro: 0n,
  feeMicro: 0n,
  agentMicro: 0n,
  applying: [],
  moves: [],
  asideMicro: 0n,
  assignedMicro: 0n,
  items: [],
  lostMicro: 0n,
  reversing: [],
  reversedMicro: 0n,
} satisfies Partial<OnChainState>

/** Wrong assets are shown, not counted: the newest are enough. */
const shownWrongAssets = 20

/** The way on chain, and what becomes of the money that comes by it. */
export const onChainFolds = {
  onChainChosen: (state, { network, askedMicro, reference, sessionHash, lockUntilMs }) => ({
    ...enter(without(state, 'unserved'), 'awaiting_transfer'),
    onChain: {
      ...(state.onChain ?? fresh),
      network, askedMicro, reference, sessionHash, lockUntilMs,
      locks: (state.onChain?.locks ?? 0) + 1,
      windowOver: false,
    },
  }),
  addressRecorded: (state, { address }) => onChain(state, { address }),
  addressRefused: (state, { code }) => ({
    ...enter(onChain(state, { windowOver: true }), 'onchain_offered'),
    unserved: code,
  }),
  depositRecorded: (state, { payment: _, atMs: __, clocks: ___, ...deposit }) =>
    onChain(state, { deposits: withDeposit(state.onChain?.deposits ?? [], deposit) }),
  wrongAssetRecorded: (state, { payment: _, clocks: __, ...found }) =>
    onChain(state, {
      wrongAssets: [...(state.onChain?.wrongAssets ?? []), found].slice(-shownWrongAssets),
      wrongAssetsOpen: true,
    }),
  wrongAssetsDismissed: (state) => onChain(state, { wrongAssetsOpen: false }),
  transferSeen: (state) => enter(state, 'confirming_transfer'),
  transferGone: (state) => enter(state, 'awaiting_transfer'),
  transferWindowPassed: (state) => onChain(state, { windowOver: true }),
  onChainLapsed: (state) => ({
    ...enter(onChain(state, { windowOver: true }), 'onchain_offered'),
    unserved: 'price_lapsed',
  }),
  applicationDecided: (state, { payment: _, clocks: __, ...decided }) => {
    const { count, purpose, postedMicro, feeMicro, agentMicro } = decided
    const before = state.onChain
    const after = onChain(state, {
      movements: count,
      appliedMicro: (before?.appliedMicro ?? 0n) + postedMicro,
      feeMicro: (before?.feeMicro ?? 0n) + feeMicro,
      agentMicro: (before?.agentMicro ?? 0n) + agentMicro,
      applying: [...(before?.applying ?? []), { count, purpose, postedMicro, feeMicro, agentMicro }],
      ...(purpose === 'settlement' ? { settlement: { ...decided, done: false } } : {}),
    })
    return purpose === 'settlement' ? enter(after, 'settling') : after
  },
  applied: (state, { count, purpose, atMs }) => {
    const { settlement, applying = [] } = state.onChain ?? {}
    const after = onChain(state, {
      applying: applying.filter((one) => one.count !== count),
      ...(settlement && purpose === 'settlement'
        ? { settlement: { ...settlement, done: true, appliedAtMs: atMs } }
        : {}),
    })
    return purpose === 'settlement' ? enter(after, 'settled') : after
  },
  resolutionChosen: (state) => state,
  topUpAwaited: (state, { lockUntilMs }) =>
    enter(onChain(state, { lockUntilMs, windowOver: false }), 'confirming_transfer'),
  refundRequested: (state, { refund, from, amountMicro }) => ({
    ...state,
    refunds: { ...state.refunds, [refund]: { from, amountMicro, is: 'open' } },
  }),
  refundEnded: (state, { refund, outcome }) => {
    const before = state.refunds[refund]
    return before ? { ...state, refunds: { ...state.refunds, [refund]: { ...before, is: outcome } } } : state
  },
  refundReopened: (state, { refund }) => {
    const before = state.refunds[refund]
    return before ? { ...state, refunds: { ...state.refunds, [refund]: { ...before, is: 'open' } } } : state
  },
  moveDecided: (state, { what, count, amountMicro, item }) => {
    const move = { what, count, amountMicro, ...(item === undefined ? {} : { item }) }
    return onChain(state, { movements: count, moves: [...(state.onChain?.moves ?? []), move] })
  },
  moved: (state, { what, count, amountMicro, item }) => {
    const { moves = [], asideMicro = 0n, assignedMicro = 0n, items = [] } = state.onChain ?? {}
    return onChain(state, {
      moves: moves.filter((move) => move.count !== count),
      items: withAside(items, item, what === 'aside' ? amountMicro : -amountMicro),
      ...(what === 'aside'
        ? { asideMicro: asideMicro + amountMicro }
        : { assignedMicro: assignedMicro + amountMicro }),
    })
  },
  moveRefused: (state, { count }) =>
    onChain(state, { moves: (state.onChain?.moves ?? []).filter((move) => move.count !== count) }),
  reversalDecided: (state, { payment: _, atMs: __, clocks: ___, ...reversal }) => {
    const before = state.onChain
    if (!before) return state
    const { fromAsideMicro = 0n } = reversal
    return onChain(state, {
      movements: reversal.count,
      asideMicro: before.asideMicro - fromAsideMicro,
      items: withAside(before.items, reversal.deposit, -fromAsideMicro),
      appliedMicro: before.appliedMicro - reversal.fromMerchantMicro,
      feeMicro: before.feeMicro - reversal.feeMicro,
      agentMicro: before.agentMicro - reversal.agentMicro,
      lostMicro: before.lostMicro + reversal.lossMicro,
      reversing: [...before.reversing, reversal],
    })
  },
  reversed: (state, { count }) => {
    const { reversing = [], reversedMicro = 0n } = state.onChain ?? {}
    const done = reversing.find((one) => one.count === count)
    return onChain(state, {
      reversing: reversing.filter((one) => one.count !== count),
      reversedMicro: reversedMicro + (done?.fromMerchantMicro ?? 0n),
    })
  },
} satisfies Partial<Folds>
