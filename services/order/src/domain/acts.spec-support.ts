import {
  acceptor,
  claimInput,
  customer,
  fiatMinor,
  hex,
  merchant,
  operator,
  pay,
  payerOf,
  proof,
  refundInput,
  secondOperator,
} from './story.spec-support.ts'
import type { World } from './world.spec-support.ts'

export type Act = (world: World, dice: number) => void

export const pick = <const T extends readonly unknown[]>(choices: T, dice: number): T[number] =>
  choices[dice % choices.length]
/** The acceptor of the present order mostly, sometimes another one. */
const someAcceptor = ({ state }: World, dice: number) =>
  dice % 10 === 0
    ? acceptor
    : { role: 'acceptor' as const, acceptor: state.order?.acceptor ?? 'acc_1' }
const received = (dice: number): bigint =>
  pick([fiatMinor, fiatMinor, fiatMinor, 70_000n, 71_000n, 80_000n, 1n], dice)
const some = (dice: number) => pick([customer, merchant, operator], dice)
const either = (dice: number) => pick([merchant, operator], dice)

export const acts: readonly Act[] = [
  (world, dice) =>
    world.tries('choose', {
      by: customer,
      currency: 'CNY',
      method: 'alipay',
      payer: payerOf(`p${dice}`),
    }),
  (world, dice) =>
    world.tries('claim', {
      ...claimInput,
      bankReferenceHash: hex(pick(['b', 'c'], dice)),
      ...(dice % 3 === 0 ? { claimedMinor: received(dice) } : {}),
    }),
  (world) => world.tries('stateNotPaid', { by: customer }),
  (world, dice) =>
    world.tries('answerAmount', {
      by: customer,
      answer: pick(['agree', 'top_up', 'ask_refund', 'contest'] as const, dice),
    }),
  (world) => world.tries('acknowledgeRefund', { by: customer }),
  (world) => world.tries('appeal', { by: customer, reason: 'x' }),
  (world) => world.tries('lateClaim', claimInput),
  (world, dice) => world.tries('acceptOffer', { by: someAcceptor(world, dice) }),
  (world, dice) => world.tries('declineOffer', { by: someAcceptor(world, dice) }),
  (world, dice) =>
    world.tries('confirm', {
      by: someAcceptor(world, dice),
      receivedMinor: received(dice),
      payerMatches: dice % 4 !== 0,
      bankReferenceHash: hex('b'),
    }),
  (world, dice) =>
    world.tries('refuse', {
      by: someAcceptor(world, dice),
      reason: pick(['not_received', 'third_party', 'wrong_account'] as const, dice),
    }),
  (world, dice) => world.tries('reportAccountUnusable', { by: someAcceptor(world, dice) }),
  (world, dice) => world.tries('attestNothingCame', { by: someAcceptor(world, dice) }),
  (world, dice) =>
    world.tries('correctAmount', { by: someAcceptor(world, dice), receivedMinor: received(dice) }),
  (world, dice) => world.tries('offerRefund', { by: someAcceptor(world, dice) }),
  (world, dice) => world.tries('markRefunded', { ...refundInput, by: someAcceptor(world, dice) }),
  (world, dice) =>
    world.tries('confirmLate', {
      by: someAcceptor(world, dice),
      receivedMinor: received(dice),
      bankReferenceHash: hex('b'),
    }),
  (world, dice) =>
    world.tries('reportRecall', {
      by: someAcceptor(world, dice),
      recalledMinor: received(dice),
      proof: proof(`${dice % 10}`),
    }),
  (world, dice) => world.tries('cancel', { by: some(dice) }),
  (world, dice) => world.tries('addEvidence', { by: customer, evidence: proof(`${dice % 10}`) }),
  (world, dice) => world.tries('concede', { by: dice % 2 ? customer : someAcceptor(world, dice) }),
  (world, dice) => world.tries('flag', { by: either(dice), reason: 'x' }),
  (world, dice) => world.tries('openDispute', { by: either(dice), reason: 'x' }),
  (world, dice) => world.tries('extend', { by: either(dice) }),
  (world) => world.tries('acceptPart', { by: merchant }),
  (world) => world.tries('unflag', { by: operator, reason: 'x' }),
  (world) => world.tries('suspendOrder', { by: operator, reason: 'x' }),
  (world) => world.tries('coConfirm', { by: operator }),
  (world, dice) =>
    world.tries('giveVerdict', {
      by: operator,
      reason: 'x',
      ruleBroken: dice % 5 === 0,
      verdict: pick(
        [
          { outcome: 'full' },
          { outcome: 'none', fiatGoesBack: false },
          { outcome: 'none', fiatGoesBack: true },
          { outcome: 'split', receivedMinor: 30_000n },
        ] as const,
        dice,
      ),
    }),
  (world, dice) =>
    world.tries('decideLate', {
      by: either(dice),
      outcome: pick(['accept', 'refund', 'deny'] as const, dice),
      reason: 'x',
    }),
  (world, dice) =>
    world.tries('decideAppeal', {
      by: operator,
      outcome: pick(['upheld', 'granted'] as const, dice),
      reason: 'x',
    }),
  (world, dice) =>
    world.tries('decideRecall', {
      by: operator,
      outcome: pick(['granted', 'denied'] as const, dice),
      reason: 'x',
    }),
  (world) => world.tries('approveJudgement', { by: secondOperator }),
  (world) => world.tries('recordContest', { bankReferenceHash: hex('b'), other: 'pay_2' }),
  (world) =>
    world.tries('recordSuspension', {
      attempt: Math.max(1, world.state.order?.attempt ?? 1),
      acceptor: world.state.order?.acceptor ?? 'acc_1',
    }),
]

/** Time and the others' answers must come often, or nothing ever gets far. */
export const forward: readonly Act[] = [
  (world, dice) => {
    world.deliver(dice % 5 === 0)
  },
  (world, dice) => {
    const kinds = Object.keys(world.state.clocks)
    const kind = kinds[dice % Math.max(1, kinds.length)]
    if (kind) world.ring(kind, dice % 7 === 0 ? 1_000 : 0)
  },
  (world, dice) =>
    world.tries('clock', {
      key: pay,
      kind: 'pay',
      clockId: `old-${dice}`,
      dueAtMs: 1,
      outages: [],
    }),
]

/** What a diligent team would do until nothing waits any more; `more` does what else there is, if anything. */
export const finish = <W extends World>(world: W, more: (world: W) => boolean = () => false): void => {
  for (let rounds = 0; rounds < 600; rounds += 1) {
    if (world.deliver(false) || more(world)) continue
    const { status, flag, appeal, appealPay, recall, clocks } = world.state
    if (flag) world.tries('unflag', { by: operator, reason: 'x' })
    else if (recall?.open)
      world.tries('decideRecall', { by: operator, outcome: 'granted', reason: 'x' })
    else if (appeal?.open && !appealPay)
      world.tries('decideAppeal', { by: operator, outcome: 'upheld', reason: 'x' })
    else if (status === 'disputed') {
      world.tries('giveVerdict', {
        by: operator,
        verdict: { outcome: 'none', fiatGoesBack: false },
        reason: 'x',
        ruleBroken: false,
      })
    } else if (status === 'late_case')
      world.tries('decideLate', { by: operator, outcome: 'deny', reason: 'x' })
    else if (Object.keys(clocks).length === 0) return
    else {
      const first = Object.values(clocks).toSorted((one, other) => one.dueAtMs - other.dueAtMs)[0]
      if (first) world.ring(first.kind)
    }
    if (world.state.proposal) world.tries('approveJudgement', { by: secondOperator })
  }
  throw new Error(
    `no end: ${world.state.status}, ${world.story.types.slice(-6).join()}, ${world.rejections.slice(-3).join()}`,
  )
}

