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

/** After the order ended: appeals, recalls, and money that comes late after all. */
export const afterEnd = {
  settled,
  split: settled,
  closed_unpaid: closed,
  closed_refunded: closed,
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
