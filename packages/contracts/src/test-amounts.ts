/**
 * The documented amounts of test mode: what ends an amount decides what the bots and their bank do
 * with the payment. The ending is the two last digits of the minor unit in fiat (720.21 CNY,
 * 1021 JPY), the two digits after the point in USDT (100.21). Every other ending is an ordinary
 * payment, which is accepted, confirmed in full once it is claimed, and settles.
 */
export const testScripts = [
  'pays', 'declined', 'declined_once', 'silent', 'silent_once', 'account_unusable',
  'short', 'short_refunded', 'over', 'third_party_refunded', 'third_party_settled',
  'not_received', 'unanswered', 'unclaimed', 'wrong_reference', 'late',
  'recalled', 'recalled_from_acceptor', 'chain_under', 'chain_over',
] as const
export type TestScript = (typeof testScripts)[number]

export type TestAmount = {
  /** Two digits. */
  readonly ending: string
  readonly script: TestScript
  /** What the bot and its bank do, or the wallet of test mode. */
  readonly happens: string
  /** What a tester does beyond choosing, and saying "I have paid" once there is somebody to pay; may be empty. */
  readonly you: string
  /** What the merchant sees in the end: the status of the payment, and its context where it has one. */
  readonly ends: string
}

export const testAmounts: readonly TestAmount[] = [
  {
    ending: '01', script: 'declined', ends: 'pending',
    happens: 'three bots decline',
    you: '',
  },
  {
    ending: '02', script: 'declined_once', ends: 'settled',
    happens: 'one bot declines, the next accepts and is paid in full',
    you: '',
  },
  {
    ending: '03', script: 'silent', ends: 'pending',
    happens: 'three bots stay silent',
    you: 'advance a minute, three times',
  },
  {
    ending: '04', script: 'silent_once', ends: 'settled',
    happens: 'one bot stays silent, the next accepts and is paid in full',
    you: 'advance a minute',
  },
  {
    ending: '11', script: 'account_unusable', ends: 'expired',
    happens: 'the bot accepts and reports its account unusable',
    you: 'claim nothing; advance an hour',
  },
  {
    ending: '21', script: 'short', ends: 'resolved underpaid',
    happens: 'a tenth less arrives',
    you: 'agree, and a part settles; or top up and claim again, and all of it',
  },
  {
    ending: '22', script: 'short_refunded', ends: 'refunded',
    happens: 'a tenth less arrives, and the bot sends it back',
    you: '',
  },
  {
    ending: '23', script: 'over', ends: 'settled',
    happens: 'a tenth more arrives; the excess is sent back',
    you: 'agree',
  },
  {
    ending: '24', script: 'third_party_refunded', ends: 'refunded',
    happens: 'a stranger paid; the verdict sends the money back',
    you: '',
  },
  {
    ending: '25', script: 'third_party_settled', ends: 'settled',
    happens: 'a stranger paid; the verdict counts it',
    you: '',
  },
  {
    ending: '26', script: 'not_received', ends: 'unresolved disputed',
    happens: 'the bot says that nothing arrived; the dispute waits for an operator',
    you: '',
  },
  {
    ending: '27', script: 'unanswered', ends: 'unresolved disputed',
    happens: 'the bot does not answer the claim',
    you: 'advance half an hour',
  },
  {
    ending: '31', script: 'unclaimed', ends: 'settled',
    happens: 'the money arrives before anything is claimed',
    you: 'claim nothing',
  },
  {
    ending: '32', script: 'wrong_reference', ends: 'settled',
    happens: 'the money arrives under another reference than the claimed one',
    you: '',
  },
  {
    ending: '33', script: 'late', ends: 'settled',
    happens: 'the money arrives after the order was closed unpaid',
    you: 'claim nothing; advance an hour',
  },
  {
    ending: '41', script: 'recalled', ends: 'resolved reversed',
    happens: 'settles; on day 20 the bank takes the money back, and the merchant bears it',
    you: 'advance 20 days',
  },
  {
    ending: '42', script: 'recalled_from_acceptor', ends: 'settled',
    happens: 'the payer does not match; recalled on day 20, and the acceptor bears it',
    you: 'advance 20 days',
  },
  {
    ending: '51', script: 'chain_under', ends: 'unresolved underpaid',
    happens: 'on chain: a tenth less is sent',
    you: 'pay with test USDT; advance an hour',
  },
  {
    ending: '52', script: 'chain_over', ends: 'unresolved overpaid',
    happens: 'on chain: a tenth more is sent',
    you: 'pay with test USDT',
  },
]

const scripts: ReadonlyMap<number, TestScript> =
  new Map(testAmounts.map(({ ending, script }) => [Number(ending), script]))

const microPerHundredth = 10_000n

type Amount =
  { readonly fix: 'usdt'; readonly usdtMicro: bigint } | { readonly fix: 'fiat'; readonly fiatMinor: bigint }

/** What the amount that a merchant asked for makes of its payment. */
export const testScriptOf = (amount: Amount): TestScript => {
  const units = amount.fix === 'usdt' ? amount.usdtMicro / microPerHundredth : amount.fiatMinor
  return scripts.get(Number(units % 100n)) ?? 'pays'
}

/** Acceptors of an owner whose name begins so are played by the bots; live mode takes none. */
export const botOwnerPrefix = 'testbot:'
