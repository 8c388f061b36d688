import {
  type Choice,
  confirmation,
  evidenceOf,
  least,
  reason,
  referenceOf,
  type Scene,
} from './scene.ts'

/** From the customer's word that it was paid to the end of the order. */
export const afterClaim = {
  claimed: (scene: Scene): readonly Choice[] => {
    const { seen, random, is, mishap, customer, acceptor, merchant, operator } = scene
    return [
      [is('refunded') ? 4 : 40, confirmation(scene, seen.fiatMinor)],
      [is('refunded') ? 60 : mishap(14), confirmation(scene, least((seen.fiatMinor * 4n) / 5n))],
      [mishap(4), confirmation(scene, seen.fiatMinor + 500n)],
      [
        mishap(8),
        acceptor('refuse', {
          reason: random.pick(['not_received', 'third_party', 'wrong_account']),
        }),
      ],
      [mishap(3), merchant('open_dispute', { reason })],
      [seen.held ? 40 : 2, operator('co_confirm')],
      [seen.flagged ? 20 : 1, operator('unflag', { reason })],
      [3, customer('add_evidence', { evidence: evidenceOf(random, random.chance(0.5)) })],
      [2, operator('suspend_order', { reason })],
      [20, undefined],
    ]
  },
  amount_query: ({ seen, random, is, customer, acceptor, merchant }: Scene): readonly Choice[] => {
    const answer = random.pick(['agree', 'agree', 'top_up', 'ask_refund', 'contest'])
    return [
      [25, customer('answer_amount', { answer: is('refunded') ? 'ask_refund' : answer })],
      [is('refunded') ? 0 : 8, acceptor('correct_amount', { receivedMinor: seen.fiatMinor })],
      [
        is('refunded') ? 0 : 4,
        acceptor('correct_amount', { receivedMinor: (seen.fiatMinor + seen.receivedMinor) / 2n }),
      ],
      [6, acceptor('offer_refund')],
      [is('refunded') ? 0 : 12, merchant('accept_part')],
      [25, undefined],
    ]
  },
  fiat_refund_due: ({ random, customer, acceptor, merchant }: Scene): readonly Choice[] => [
    [
      30,
      acceptor('mark_refunded', {
        bankReferenceHash: referenceOf(random),
        sealedReference: 'sealed',
      }),
    ],
    [15, customer('acknowledge_refund')],
    [8, merchant('extend')],
    [30, undefined],
  ],
  disputed: ({ seen, random, customer, acceptor, operator, approve }: Scene): readonly Choice[] => {
    const split = { outcome: 'split', receivedMinor: least(seen.fiatMinor / 3n) }
    return [
      [10, customer('add_evidence', { evidence: evidenceOf(random, random.chance(0.5)) })],
      [10, acceptor('add_evidence', { evidence: evidenceOf(random, random.chance(0.5)) })],
      [5, customer('concede')],
      [6, acceptor('concede')],
      approve(),
      [
        10,
        operator('give_verdict', {
          verdict: { outcome: 'full' },
          reason,
          ruleBroken: random.chance(0.3),
        }),
      ],
      [
        8,
        operator('give_verdict', {
          verdict: { outcome: 'none', fiatGoesBack: random.chance(0.5) },
          reason,
        }),
      ],
      [14, operator('give_verdict', { verdict: split, reason })],
      [20, undefined],
    ]
  },
}
