import type { GetCheckoutAnswer } from '@stablegate/sdk'
import { waitFor } from '@stablegate/testing'
import type { Page } from 'playwright-core'
import { CustomerWallet } from '../customer-wallet.ts'
import type { LocalChain } from '../local-chain.ts'
import { fiat, textOf, usdt, type World } from '../world.ts'
import type { Town } from './town.ts'
import { onlyPeopleAccept } from './troubles.ts'

type Json = Record<string, unknown>
type View = GetCheckoutAnswer
type OnChain = NonNullable<View['on_chain']>

/** A payment in a state, as its customer comes to it. */
export type Scene = {
  readonly payment: string
  readonly session?: string | undefined
  /** What stands behind `#` in the link that the customer was sent. */
  readonly link?: string
  /** For states that pass in a moment, or that need a bad day on chain: what the server would say. */
  readonly told?: (view: View) => View
}

export type State = {
  readonly name: string
  /** The heading that says what is. */
  readonly heading: string
  readonly play: (customers: Customers) => Promise<Scene>
}

const day = 86_400_000
const patience = { deadlineMs: 60_000, everyMs: 100 }

/** Customers of one shop, each under a name of their own: nobody has two open orders. */
export class Customers {
  readonly #world: World
  readonly #town: Town
  readonly #wallet: Promise<CustomerWallet>
  #count = 0

  constructor(world: World, town: Town, chain: LocalChain) {
    this.#world = world
    this.#town = town
    this.#wallet = CustomerWallet.open(chain, 2_000_000_000n)
  }

  async ask(more: Json = {}, amount: Json = fiat('720.00', 'CNY')): Promise<string> {
    this.#count += 1
    return textOf(await this.#world.api.post('/v1/payments', {
      reference: `state-${this.#count}`, amount, description: 'Yixing teapot', return_url: 'https://shop.example/thanks', ...more,
    }, { key: this.#town.merchant.key }), 'id')
  }

  /** Whoever chose Alipay and waits for an acceptor. */
  async chosen(clocks: Json = {}): Promise<Required<Pick<Scene, 'payment' | 'session'>>> {
    const payment = await this.ask({ test_clocks: clocks })
    const name = `Customer ${payment.slice(-6)}`
    const chosen = await waitFor(() => this.#world.api.post(`/v1/checkout/${payment}/choose`, {
      currency: 'CNY', method: 'alipay', payer: { name, account_tail: payment.slice(-4) },
    }), { ...patience, what: 'the checkout to open' })
    return { payment, session: textOf(chosen, 'session_secret') }
  }

  async instructed(clocks: Json = {}, ...states: readonly string[]): Promise<Scene & { readonly session: string }> {
    const scene = await this.chosen(clocks)
    await this.#world.checkout(scene.payment, scene.session, ...(states.length === 0 ? ['awaiting_payment'] : states))
    return scene
  }

  async claimed(clocks: Json = {}): Promise<Scene & { readonly session: string; readonly order: string }> {
    const scene = await this.instructed(clocks)
    await this.does(scene, 'claim', { bank_reference: `ALI-${scene.payment.slice(-8)}` })
    const order = textOf(await this.#world.order(this.#town.house, scene.payment, 'claimed'), 'id')
    return { ...scene, order }
  }

  async does({ payment, session }: Scene, verb: string, body: Json = {}): Promise<void> {
    await this.#world.api.post(`/v1/checkout/${payment}/${verb}`, body, { key: session })
  }

  async becomes(scene: Scene, ...states: readonly string[]): Promise<Scene> {
    await this.#world.checkout(scene.payment, scene.session, ...states)
    return scene
  }

  async house(order: string, verb: string, body: Json = {}): Promise<void> {
    await this.#world.api.post(`/v1/orders/${order}/${verb}`, body, { key: this.#town.house.key })
  }

  /** The acceptor says that so much came. */
  async received(amount: string): Promise<Scene & { readonly order: string }> {
    const scene = await this.claimed()
    await this.house(scene.order, 'confirm', { received: fiat(amount, 'CNY'), payer_matches: true })
    return scene
  }

  async disputed(): Promise<Scene> {
    const scene = await this.claimed()
    await this.house(scene.order, 'refuse', { reason: 'not_received' })
    return this.becomes(scene, 'disputed')
  }

  judge(payment: string, verdict: Json): Promise<Json> {
    return this.#world.operate(`/v1/payments/${payment}/verdict`, { verdict, reason: 'The bank shows it' })
  }

  merchant(path: string, body: Json = {}): Promise<Json> {
    return this.#world.api.post(path, body, { key: this.#town.merchant.key })
  }

  async onChain(more: Json = {}): Promise<Scene & { readonly address: string }> {
    const payment = await this.ask(more, usdt('100.000000'))
    const { session, address } = await this.#world.chooseOnChain(payment)
    return { payment, session, address }
  }

  async sends(address: string, amount: bigint): Promise<void> {
    await (await this.#wallet).pay(address, amount)
  }

  /** Waits for what the checkout says of the money on chain. */
  async chainIs(scene: Scene, status: OnChain['status']): Promise<Scene> {
    await waitFor(async () => {
      const view = await this.#world.api.get(`/v1/checkout/${scene.payment}`, { key: scene.session })
      return (view['on_chain'] as Json | null)?.['status'] === status
    }, { ...patience, what: `${scene.payment} to be ${status} on chain` })
    return scene
  }

  word(payment: string, ...words: readonly string[]): Promise<Json> {
    return this.#world.paymentIs(this.#town.merchant, payment, ...words)
  }

  refundAnswers(refund: string): Promise<Json> {
    return waitFor(() => this.#world.api.post(`/v1/refunds/${refund}/link`, {}, { key: this.#town.merchant.key }),
      { ...patience, what: 'the refund to take a link' })
  }

  async houseRests(): Promise<void> {
    await onlyPeopleAccept(this.#world, this.#town)
  }
}

const transfer = (amount: string, stage: OnChain['observed'][number]['stage']): OnChain['observed'][number] =>
  ({ txid: 'a7'.repeat(32), amount: { amount, currency: 'USDT' }, from: 'TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE', stage, block: 71,
    at: new Date().toISOString() })

/** The address is real; what came to it is made up, for such days cannot be made here in seconds. */
const toldOnChain = (name: string, heading: string, of: Partial<OnChain>, state = 'confirming_transfer'): State => ({
  name, heading,
  play: async (customers) => ({
    ...await customers.onChain(),
    told: (view) => ({ ...view, state, on_chain: view.on_chain && { ...view.on_chain, ...of } }),
  }),
})
const nothing = { amount: '0.000000', currency: 'USDT' } as const
const hundred = { amount: '100.000000', currency: 'USDT' } as const

/** Every state that a customer can find the checkout in, each made by those who make it in life. */
export const checkoutStates: readonly State[] = [
  { name: 'choose', heading: '', play: async (customers) => ({ payment: await customers.ask() }) },
  { name: 'pay', heading: 'Pay exactly this', play: (customers) => customers.instructed() },
  { name: 'grace', heading: 'Pay exactly this', play: (customers) => customers.instructed({ pay: 300, grace: day }, 'grace') },
  { name: 'confirming', heading: 'Waiting for confirmation', play: (customers) => customers.claimed() },
  {
    name: 'amount-query', heading: 'Another amount arrived',
    play: async (customers) => customers.becomes(await customers.received('700.00'), 'amount_query'),
  },
  {
    name: 'refund-due', heading: 'Your money is on its way back',
    play: async (customers) => {
      const scene = await customers.becomes(await customers.received('700.00'), 'amount_query')
      await customers.does(scene, 'answer', { answer: 'ask_refund' })
      return customers.becomes(scene, 'fiat_refund_due')
    },
  },
  { name: 'disputed', heading: 'A person looks at it', play: (customers) => customers.disputed() },
  {
    name: 'settled', heading: 'Paid',
    play: async (customers) => customers.becomes(await customers.received('720.00'), 'settled'),
  },
  {
    name: 'split', heading: 'Decided',
    play: async (customers) => {
      const scene = await customers.disputed()
      await customers.judge(scene.payment, { outcome: 'split', received: fiat('300.00', 'CNY') })
      return customers.becomes(scene, 'split')
    },
  },
  {
    name: 'closed-unpaid', heading: 'Nothing was paid',
    play: (customers) => customers.instructed({ pay: 200, grace: 200 }, 'closed_unpaid'),
  },
  {
    name: 'closed-refunded', heading: 'Ended, money returned',
    play: async (customers) => {
      const scene = await customers.received('700.00')
      await customers.becomes(scene, 'amount_query')
      await customers.does(scene, 'answer', { answer: 'ask_refund' })
      await customers.becomes(scene, 'fiat_refund_due')
      await customers.house(scene.order, 'refunded', { bank_reference: `BACK-${scene.payment.slice(-8)}` })
      return customers.becomes(scene, 'closed_refunded')
    },
  },
  {
    name: 'late-case', heading: 'We look for your late payment',
    play: async (customers) => {
      const scene = await customers.instructed({ pay: 200, grace: 200 }, 'closed_unpaid')
      await customers.does(scene, 'late_claim', { bank_reference: `LATE-${scene.payment.slice(-8)}` })
      return customers.becomes(scene, 'late_case')
    },
  },
  {
    name: 'expired', heading: 'This payment has expired',
    play: async (customers) => {
      const payment = await customers.ask({ test_clocks: { expiry: 300 } })
      await customers.word(payment, 'expired')
      return { payment }
    },
  },
  {
    name: 'cancelled', heading: 'Cancelled',
    play: async (customers) => {
      const payment = await customers.ask()
      await customers.merchant(`/v1/payments/${payment}/cancel`)
      await customers.word(payment, 'cancelled')
      return { payment }
    },
  },
  {
    name: 'elsewhere', heading: 'Being paid in another browser',
    play: async (customers) => ({ payment: (await customers.instructed()).payment }),
  },
  {
    name: 'missing', heading: 'This payment is not known',
    play: () => Promise.resolve({ payment: 'pay_00000000000000000000000000000000' }),
  },
  { name: 'chain-waiting', heading: 'Send USDT', play: (customers) => customers.onChain() },
  toldOnChain('chain-confirming', 'Your transfer is seen', {
    status: 'confirming', missing: nothing, observed: [transfer('100.000000', 'observed')],
  }),
  {
    name: 'chain-part-paid', heading: 'Send USDT',
    play: async (customers) => {
      const scene = await customers.onChain()
      await customers.sends(scene.address, 60_000_000n)
      return customers.chainIs(scene, 'part_paid')
    },
  },
  {
    name: 'chain-underpaid', heading: 'Not the whole amount came',
    play: async (customers) => {
      const scene = await customers.onChain({ test_clocks: { expiry: 4_000, transfer: 4_000 } })
      await customers.word(scene.payment, 'expired')
      await customers.sends(scene.address, 60_000_000n)
      return customers.chainIs(scene, 'unresolved')
    },
  },
  {
    name: 'chain-overpaid', heading: 'Paid',
    play: async (customers) => {
      const scene = await customers.onChain()
      await customers.sends(scene.address, 130_000_000n)
      await customers.becomes(scene, 'settled')
      return customers.chainIs(scene, 'unresolved')
    },
  },
  {
    name: 'chain-late', heading: 'Your money came late',
    play: async (customers) => {
      const scene = await customers.onChain({ test_clocks: { expiry: 4_000, transfer: 4_000 } })
      await customers.word(scene.payment, 'expired')
      await customers.sends(scene.address, 100_000_000n)
      return customers.chainIs(scene, 'unresolved')
    },
  },
  {
    name: 'chain-expired', heading: 'This payment has expired',
    play: async (customers) => {
      const scene = await customers.onChain({ test_clocks: { expiry: 1_000, transfer: 1_000 } })
      return customers.becomes(scene, 'expired')
    },
  },
  toldOnChain('chain-screened', 'Your transfer is being checked', {
    status: 'unresolved', missing: nothing, observed: [transfer('100.000000', 'held')],
  }),
  toldOnChain('chain-reversed', 'The network took it back', {
    status: 'unresolved', missing: hundred, observed: [transfer('100.000000', 'revoked')],
  }, 'expired'),
  toldOnChain('chain-wrong-asset', 'These are other coins', {
    status: 'unresolved',
    wrong_assets: [{ txid: 'b4'.repeat(32), asset: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', amount_units: '5', at: new Date().toISOString() }],
  }, 'expired'),
  {
    name: 'refund-link', heading: 'Paid',
    play: async (customers) => {
      const { payment, address, session } = await customers.onChain()
      await customers.sends(address, 130_000_000n)
      await customers.chainIs({ payment, session }, 'unresolved')
      const refund = textOf(await customers.merchant(`/v1/payments/${payment}/refunds`, {
        amount: usdt('30'), source: 'unapplied', reason: 'More came than was due',
      }), 'id')
      const { path } = await customers.refundAnswers(refund) as { readonly path: string }
      return { payment, link: path.slice(path.indexOf('#')) }
    },
  },
]

/** Nobody accepts by itself any more, so the state stays. Played last. */
export const findingState: State = {
  name: 'finding', heading: 'Finding who takes your payment',
  play: async (customers) => {
    await customers.houseRests()
    return customers.becomes(await customers.chosen(), 'offered')
  },
}

const sessionName = (payment: string): string => `stablegate:${payment}`

/** Opens the checkout as the customer of the scene, who comes back by the link. */
export const openScene = async (page: Page, url: string, { payment, session, link = '', told }: Scene): Promise<void> => {
  if (told !== undefined) {
    await page.route(`**/v1/checkout/${payment}/stream`, async (route) => {
      const response = await page.request.get(`${url}/v1/checkout/${payment}`, { headers: { authorization: `Bearer ${session ?? ''}` } })
      const view = told(await response.json() as View)
      await route.fulfill({ contentType: 'text/event-stream', body: `event: payment\ndata: ${JSON.stringify(view)}\n\n` })
    })
  }
  await page.goto(`${url}/icon.svg`)
  if (session !== undefined) {
    await page.evaluate(`localStorage.setItem(${JSON.stringify(sessionName(payment))}, ${JSON.stringify(session)})`)
  }
  await page.goto(`${url}/checkout/${payment}${link}`)
}
