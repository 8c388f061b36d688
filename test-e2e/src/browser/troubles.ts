import { waitFor } from '@stablegate/testing'
import { TronWeb } from 'tronweb'
import { CustomerWallet } from '../customer-wallet.ts'
import { treasuryKeys, type LocalChain } from '../local-chain.ts'
import { fiat, operatorKeys, textOf, usdt, type Acceptor, type Merchant, type World } from '../world.ts'
import type { Town } from './town.ts'

type Json = Record<string, unknown>
const patience = { deadlineMs: 40_000, everyMs: 100 }

/** Clocks that do not run out while somebody looks. */
const slowClocks = { offer: 3_600_000, pay: 3_600_000, remind: 3_600_000, silent: 3_600_000, answer: 3_600_000 }

type Asked = { readonly payment: string; readonly session: string }

/** A customer asks for a payment by Alipay; `payer` has bought here before, else large amounts are refused. */
export const askedToPay = async (
  world: World, merchant: Merchant, reference: string, amount: string, payer: string, clocks: Json = slowClocks,
): Promise<Asked> => {
  const payment = textOf(await world.api.post('/v1/payments', {
    reference, amount: fiat(amount, 'CNY'), description: 'Longjing tea, first harvest', test_clocks: clocks,
  }, { key: merchant.key }), 'id')
  const chosen = await waitFor(() => world.api.post(`/v1/checkout/${payment}/choose`, {
    currency: 'CNY', method: 'alipay', payer: { name: payer, account_tail: '4821' },
  }), { ...patience, what: 'the checkout to open' })
  return { payment, session: textOf(chosen, 'session_secret') }
}

/** Offers go to the acceptor behind whom there is a person: the house rests. */
export const onlyPeopleAccept = async (world: World, { house }: Town): Promise<void> => {
  await world.api.post('/v1/acceptor/offline', {}, { key: house.key })
}

/** Hands in a file as the customer. */
export const customerProves = async (url: string, { payment, session }: Asked, text: string): Promise<void> => {
  const response = await fetch(`${url}/v1/checkout/${payment}/evidence?kind=statement&bank_proof=true`, {
    method: 'POST', body: text,
    headers: { authorization: `Bearer ${session}`, 'content-type': 'text/plain', 'idempotency-key': `proof-${payment}` },
  })
  if (response.status >= 300) throw new Error(await response.text())
}

/** A claim that the acceptor contradicts. */
export const disputed = async (world: World, acceptor: Acceptor, asked: Asked): Promise<Json> => {
  const offered = await world.order(acceptor, asked.payment, 'offered')
  await world.api.post(`/v1/orders/${textOf(offered, 'id')}/accept`, {}, { key: acceptor.key })
  await world.checkout(asked.payment, asked.session, 'awaiting_payment')
  await world.api.post(`/v1/checkout/${asked.payment}/claim`, { bank_reference: `ALI-${asked.payment.slice(-8)}` }, { key: asked.session })
  const claimed = await world.order(acceptor, asked.payment, 'claimed')
  await world.api.post(`/v1/orders/${textOf(claimed, 'id')}/refuse`, { reason: 'not_received' }, { key: acceptor.key })
  return world.order(acceptor, asked.payment, 'disputed')
}

const hotAccount = async (world: World): Promise<string> => {
  const { data } = await world.api.get('/v1/accounts?limit=100', { key: operatorKeys.ann })
  const hot = (data as Json[]).find(({ account }) => account === 'custody:hot:sandbox')
  return hot === undefined ? '0.000000' : String((hot['posted'] as Json)['amount'])
}

/** Where a merchant's money may go at once, money to send there, and two people's yes above a hundred. */
export const readyForPayouts = async (world: World, chain: LocalChain, merchant: Merchant): Promise<string> => {
  const wallet = await CustomerWallet.open(chain, 1_000_000n)
  const funder = await CustomerWallet.open(chain, 3_000_000_000n)
  await funder.pay(treasuryKeys.hot.address, 3_000_000_000n)
  await world.operate('/v1/test_funds', { holder: merchant.id, amount: usdt('5000') })
  await world.operate('/v1/payout_policies/propose', {
    owner: merchant.id, reason: 'Known for years.', policy: {
      fee: usdt('2'), max: usdt('10000'), max_per_day: usdt('20000'), new_address_delay_s: 0, young_address_s: 0,
      approvals: [{ above: usdt('100'), people: 2 }],
    },
  })
  await world.operate('/v1/payout_policies/approve', { owner: merchant.id }, { key: operatorKeys.bob })
  await world.api.post('/v1/payout_destinations', { address: wallet.address, label: 'Treasury of the shop' }, { key: merchant.key })
  await waitFor(async () => (await hotAccount(world)) !== '0.000000', { ...patience, what: 'money on the hot address' })
  return wallet.address
}

/** Asks for a payout and waits until people have to approve it. */
export const payoutToApprove = async (world: World, merchant: Merchant, to: string, amount: string): Promise<string> => {
  const id = textOf(await world.api.post('/v1/payouts', { to, amount: usdt(amount), reference: 'weekly' }, { key: merchant.key }), 'id')
  await waitFor(async () =>
    (await world.api.get(`/v1/payouts/${id}`, { key: operatorKeys.ann }).catch(() => undefined))?.['status'] === 'approving',
  { ...patience, what: `${id} to wait for a yes` })
  return id
}

/** Somebody moves our money without us: signing and payouts stop. */
const theft = async (world: World, chain: LocalChain): Promise<void> => {
  const thief = new TronWeb({ fullHost: chain.sandbox.url, privateKey: Buffer.from(treasuryKeys.hot.privateKey).toString('hex') })
  await thief.trx.sendTransaction((await CustomerWallet.open(chain, 1_000_000n)).address, 1_000_000)
  await waitFor(async () => {
    const { data } = await world.api.get('/v1/incidents?open=true', { key: operatorKeys.ann })
    return (data as Json[]).some(({ kind }) => kind === 'unsigned_act')
  }, { ...patience, what: 'the incident' })
}

/** A deposit that was swept to the hot address; the system must sweep what is above 50 USDT. */
export const sweptDeposit = async (world: World, { otc }: Town, chain: LocalChain): Promise<void> => {
  await world.api.post('/v1/acceptor/deposit_address', {}, { key: otc.key })
  const depositor = await CustomerWallet.open(chain, 900_000_000n)
  await depositor.pay(await world.depositAddress(otc), 75_456_789n)
  await waitFor(async () => {
    const { data } = await world.api.get('/v1/sweeps?status=ended', { key: operatorKeys.ann })
    return (data as Json[]).length > 0
  }, { ...patience, what: 'the sweep' })
}

/** Asked for by one operator, waiting for another. */
const reinstatementAsked = async (world: World): Promise<void> => {
  const acceptor = textOf(await world.operate('/v1/acceptors', { name: 'Old Harbour', owner: 'old-harbour' }), 'id')
  await world.operate(`/v1/acceptors/${acceptor}/verify`, { tier: 'starter' })
  await world.operate(`/v1/acceptors/${acceptor}/suspend`, { reason: 'Statements did not match' })
  await world.operate(`/v1/acceptors/${acceptor}/reinstate`, { reason: 'The bank corrected them' }, { key: operatorKeys.bob })
}

/** A bad night: what the desk of an operator and the shift of an acceptor look like when there is much to do. */
export const badNight = async (
  url: string, world: World, town: Town, chain: LocalChain,
): Promise<{ readonly dispute: string; readonly order: string; readonly payout: string }> => {
  const { merchant, otc } = town
  await onlyPeopleAccept(world, town)
  const large = await askedToPay(world, merchant, 'tea-disputed', '8800.00', 'Li Wei 0')
  const order = textOf(await disputed(world, otc, large), 'id')
  await customerProves(url, large, 'A statement of my bank: 8800.00 CNY to Bright OTC.')
  const claimed = await askedToPay(world, merchant, 'tea-night-2', '456.00', 'Chen Jing')
  await world.api.post(`/v1/orders/${textOf(await world.order(otc, claimed.payment, 'offered'), 'id')}/accept`, {}, { key: otc.key })
  await world.checkout(claimed.payment, claimed.session, 'awaiting_payment')
  await world.api.post(`/v1/checkout/${claimed.payment}/claim`, { bank_reference: 'ALI-NIGHT-2' }, { key: claimed.session })
  await world.order(otc, claimed.payment, 'claimed')
  const offered = await askedToPay(world, merchant, 'tea-night-1', '720.00', 'Li Wei 1')
  await world.order(otc, offered.payment, 'offered')
  const destination = await readyForPayouts(world, chain, merchant)
  const payout = await payoutToApprove(world, merchant, destination, '1250')
  await world.api.post('/v1/acceptor/deposit_address', {}, { key: otc.key })
  const depositor = await CustomerWallet.open(chain, 900_000_000n)
  await depositor.pay(await world.depositAddress(otc), 750_000_000n)
  await world.operate('/v1/acceptors', { name: 'Harbour Exchange', owner: 'harbour' })
  await reinstatementAsked(world)
  await world.operate('/v1/outages', {
    from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date(Date.now() - 3_000_000).toISOString(), reason: 'Alipay was down',
  })
  await theft(world, chain)
  return { dispute: large.payment, order, payout }
}
