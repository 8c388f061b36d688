import { type Act, claim, type Choice, confirmation, reason, type Scene } from './scene.ts'

const choose = ({ random, customer }: Scene, method: string): Act =>
  customer('choose', {
    currency: 'CNY',
    method,
    payer: { sealedName: 'sealed', sealedTail: 'sealed', fingerprint: `payer-${random.below(12)}` },
  })

const onChainWeight = (scene: Scene): number => (scene.is('chain') ? 150 : scene.is('usual') ? 15 : 0)

/** As the gateway looks it up; it may be a little old, or missing where the price is not needed. */
const referenceNow = ({ seen, random, nowMs }: Scene): object =>
  seen.isFiat ? { reference: { price: `7.${30 + random.below(3)}`, atMs: nowMs - random.between(0, 70_000) } } : {}

/** From the payment's making to the customer's word that it was paid. */
export const beforeClaim = {
  open: (scene: Scene): readonly Choice[] => [
    [onChainWeight(scene), scene.customer('choose_on_chain', referenceNow(scene))],
    [scene.is('idle') ? 1 : 80, choose(scene, scene.random.pick(['bank_transfer', 'alipay']))],
    [scene.is('idle') ? 0 : scene.mishap(7), scene.merchant('cancel')],
    [20, undefined],
  ],
  requested: (scene: Scene): readonly Choice[] => [
    [scene.mishap(6), scene.customer('cancel')],
    [90, undefined],
  ],
  onchain_offered: (scene: Scene): readonly Choice[] => [
    [onChainWeight(scene) / 2, scene.customer('choose_on_chain', referenceNow(scene))],
    [scene.is('idle') ? 2 : 30, choose(scene, 'alipay')],
    [scene.is('idle') ? 0 : 5, scene.customer('cancel')],
    [60, undefined],
  ],
  awaiting_transfer: (scene: Scene): readonly Choice[] => [
    [scene.is('chain') ? 2 : 8, choose(scene, 'alipay')],
    [scene.mishap(4), scene.customer('cancel')],
    [60, undefined],
  ],
  offered: ({ acceptor, customer, operator, mishap }: Scene): readonly Choice[] => [
    [55, acceptor('accept_offer')],
    [12, acceptor('decline_offer')],
    [mishap(4), customer('cancel')],
    [2, operator('suspend_order', { reason })],
    [25, undefined],
  ],
  awaiting_payment: (scene: Scene): readonly Choice[] => [
    [scene.is('unpaid') ? 1 : 45, claim(scene, 'claim')],
    [scene.mishap(8), scene.customer('cancel')],
    [scene.is('unpaid') ? 0 : 5, confirmation(scene, scene.seen.fiatMinor)],
    [scene.mishap(5), scene.acceptor('report_account_unusable')],
    [scene.mishap(2), scene.merchant('flag', { reason })],
    [scene.mishap(2), scene.merchant('open_dispute', { reason })],
    [35, undefined],
  ],
  grace: (scene: Scene): readonly Choice[] => [
    [scene.is('unpaid') ? 1 : 15, claim(scene, 'claim')],
    [scene.is('unpaid') ? 30 : scene.mishap(6), scene.customer('state_not_paid')],
    [5, scene.acceptor('attest_nothing_came')],
    [scene.is('unpaid') ? 0 : 8, confirmation(scene, scene.seen.fiatMinor)],
    [3, scene.merchant('extend')],
    [1, scene.operator('open_dispute', { reason })],
    [50, undefined],
  ],
}
