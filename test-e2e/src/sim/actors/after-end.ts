import { freeMicro } from '../models/payment-model.ts'
import { claim, type Choice, evidenceOf, least, reason, referenceOf, type Scene } from './scene.ts'

const settled = ({
  seen,
  random,
  is,
  mishap,
  customer,
  acceptor,
  merchant,
  operator,
  approve,
}: Scene): readonly Choice[] => {
  const recalledMinor = least(seen.fiatMinor / BigInt(random.between(1, 3)))
  const recall = random.pick(['granted', 'granted', 'denied'])
  return [
    [mishap(5), customer('appeal', { reason })],
    approve(),
    [
      is('recalled') ? 16 : mishap(1),
      acceptor('report_recall', { recalledMinor, proof: evidenceOf(random, true) }),
    ],
    [seen.recallOpen ? 60 : 0, operator('decide_recall', { outcome: recall, reason })],
    [
      seen.appealOpen ? 40 : 0,
      operator('decide_appeal', { outcome: random.pick(['upheld', 'granted']), reason }),
    ],
    [2, merchant('flag', { reason })],
    [seen.flagged ? 30 : 0, operator('unflag', { reason })],
    [80, undefined],
  ]
}

const foundLate = ({ seen, random, acceptor }: Scene) =>
  acceptor('confirm_late', {
    receivedMinor: seen.fiatMinor,
    bankReferenceHash: referenceOf(random),
  })

const closed = (scene: Scene): readonly Choice[] => [
  [scene.is('usual') ? 8 : 0, claim(scene, 'late_claim')],
  [scene.is('usual') ? 3 : 0, foundLate(scene)],
  [scene.is('usual') ? 1 : 0, scene.operator('decide_late', { outcome: 'refund', reason })],
  scene.approve(),
  [80, undefined],
]

/** Money that came on chain and fits nothing: somebody says whose it is, or gives it back. */
const unapplied = ({ seen, random, merchant, operator }: Scene): readonly Choice[] => {
  const free = freeMicro(seen)
  if (free <= 0n) return []
  const part = free > 1n && random.chance(0.4) ? free / 2n : free
  const refund = { refund: `ref_${random.hex32()}`, amountMicro: part, from: 'unapplied', reason }
  return [
    [10, merchant('accept_unapplied', { reason })],
    [6, operator('set_aside', { amountMicro: part, reason })],
    [8, merchant('request_refund', refund)],
    [seen.status === 'expired' ? 8 : 0, merchant('top_up', { reason })],
  ]
}

/** Often of what was set aside last, which several payments want; now and then of what was never there. */
const assigned = ({ seen, random, operator, items }: Scene): readonly Choice[] => {
  const item = items.length === 0 || random.chance(0.05) ? `dep_${random.hex32()}0` : random.pick(items.slice(-3))
  const amountMicro = BigInt(random.between(1, 40_000_000))
  return [[seen.address === undefined ? 0 : 4, operator('assign', { amountMicro, item, reason })]]
}

const withoutOrder = (scene: Scene): readonly Choice[] => [
  ...unapplied(scene), ...assigned(scene), scene.approve(), [40, undefined],
]

/** After the order ended: appeals, recalls, and money that comes late after all. */
export const afterEnd = {
  settled: (scene: Scene) => [...unapplied(scene), ...settled(scene)],
  split: (scene: Scene) => [...unapplied(scene), ...settled(scene)],
  closed_unpaid: (scene: Scene) => [...unapplied(scene), ...closed(scene)],
  closed_refunded: (scene: Scene) => [...unapplied(scene), ...closed(scene)],
  expired: withoutOrder,
  cancelled: withoutOrder,
  late_case: (scene: Scene): readonly Choice[] => {
    const outcome = scene.random.pick(['accept', 'accept', 'refund', 'deny'])
    return [
      scene.approve(),
      [25, scene.operator('decide_late', { outcome, reason })],
      [15, foundLate(scene)],
      [20, undefined],
    ]
  },
}
