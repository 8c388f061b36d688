// Flow A through the public API: a payment that is offered, declined, matched again, paid, claimed,
// confirmed, settled and released; one that nobody pays; one that ends in a split verdict.
import { formatDecimal, parseDecimal } from '@stablegate/contracts'
import { waitFor } from '@stablegate/testing'
import { CustomerWallet } from './customer-wallet.ts'
import { treasuryKeys } from './local-chain.ts'
import { checkpointsVerified } from './demo-proof.ts'
import { startLocalSystem, type LocalSystem } from './system.ts'
import { WebhookReceiver } from './webhook-receiver.ts'
import { fiat, operatorKeys, textOf, World, type Acceptor, type Merchant } from './world.ts'

type Json = Record<string, unknown>

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

const payer = { name: 'Li Wei', account_tail: '4821' }
const shortHold = { hold: 1_500, reserve: 2_500 }

const newPayment = async (world: World, merchant: Merchant, reference: string, clocks: Json = shortHold) => {
  const payment = textOf(await world.api.post('/v1/payments', {
    reference, amount: fiat('720.00', 'CNY'), description: 'Order of a demo shop', test_clocks: clocks,
  }, { key: merchant.key }), 'id')
  const chosen = await waitFor(() => world.api.post(`/v1/checkout/${payment}/choose`, {
    currency: 'CNY', method: 'alipay', payer,
  }), { what: 'the checkout to open' })
  return { payment, session: textOf(chosen, 'session_secret') }
}

const act = (world: World, acceptor: Acceptor, order: Json, path: string, body: Json = {}): Promise<Json> =>
  world.api.post(`/v1/orders/${textOf(order, 'id')}/${path}`, body, { key: acceptor.key })

const settled = async (world: World, merchant: Merchant, quick: Acceptor, steady: Acceptor): Promise<string> => {
  const { payment, session } = await newPayment(world, merchant, 'demo-1001')
  say(`\npayment ${payment}: 720.00 CNY, the customer pays by Alipay`)
  const first = await world.order(quick, payment, 'offered')
  say(`  offered to ${quick.name} at ${String(first['price'])}, who declines`)
  await act(world, quick, first, 'decline')
  const second = await world.order(steady, payment, 'offered')
  await act(world, steady, second, 'accept')
  const shown = await world.checkout(payment, session, 'awaiting_payment')
  say(`  ${steady.name} accepts at ${String(second['price'])}; this session alone is shown where to pay: ${
    JSON.stringify((shown['instructions'] as Json)['details'])}`)
  await world.api.post(`/v1/checkout/${payment}/claim`, { bank_reference: 'ALI20261123001' }, { key: session })
  await act(world, steady, second, 'confirm', {
    received: fiat('720.00', 'CNY'), payer_matches: true, bank_reference: 'ALI20261123001',
  })
  await world.checkout(payment, session, 'settled')
  say('  paid, claimed, confirmed, settled')
  return payment
}

const unpaid = async (world: World, merchant: Merchant, acceptors: readonly Acceptor[]): Promise<string> => {
  const { payment, session } = await newPayment(world, merchant, 'demo-1002', { ...shortHold, pay: 600, grace: 600 })
  const acceptor = await offeredTo(world, payment, acceptors)
  await act(world, acceptor.acceptor, acceptor.order, 'accept')
  await world.checkout(payment, session, 'closed_unpaid')
  say(`\npayment ${payment}: accepted, never paid; after pay window and grace it closed and the escrow went back`)
  return payment
}

const offeredTo = (world: World, payment: string, acceptors: readonly Acceptor[]) => waitFor(async () => {
  for (const acceptor of acceptors) {
    const { data } = await world.api.get('/v1/orders?open=true&limit=100', { key: acceptor.key })
    const order = (data as Json[]).find((each) => each['payment'] === payment && each['state'] === 'offered')
    if (order) return { acceptor, order }
  }
  return undefined
}, { deadlineMs: 20_000, what: `an offer of ${payment}` })

const split = async (world: World, merchant: Merchant, acceptors: readonly Acceptor[]): Promise<string> => {
  const { payment, session } = await newPayment(world, merchant, 'demo-1003')
  const { acceptor, order } = await offeredTo(world, payment, acceptors)
  await act(world, acceptor, order, 'accept')
  await world.checkout(payment, session, 'awaiting_payment')
  await world.api.post(`/v1/checkout/${payment}/claim`, { bank_reference: 'ALI20261123777' }, { key: session })
  await act(world, acceptor, order, 'refuse', { reason: 'not_received' })
  await world.checkout(payment, session, 'disputed')
  await world.operate(`/v1/payments/${payment}/verdict`, {
    verdict: { outcome: 'split', received: fiat('360.00', 'CNY') }, reason: 'The statement shows half of it.',
  })
  await world.checkout(payment, session, 'split')
  say(`\npayment ${payment}: the acceptor says nothing came, the bank shows half of it: split by verdict`)
  return payment
}

/** An acceptor brings its own USDT: what it sends to its address is its balance when it is solid. */
const deposited = async (world: World, acceptor: Acceptor, otc: CustomerWallet): Promise<void> => {
  const address = await world.depositAddress(acceptor)
  const txid = await otc.pay(address, 5_000_000_000n)
  await waitFor(async () => {
    const { data } = await world.api.get('/v1/acceptor/deposits', { key: acceptor.key })
    return (data as Json[]).some((each) => each['txid'] === txid && each['state'] === 'credited')
  }, { deadlineMs: 60_000, what: 'the deposit to be credited' })
  say(`\n${acceptor.name} sent 5000 USDT to ${address}: credited when solid`)
}

/** Paid on chain to the micro-unit; and paid too little, which the merchant then takes as it is. */
const paidOnChain = async (world: World, merchant: Merchant, customer: CustomerWallet): Promise<readonly string[]> => {
  const ask = async (reference: string, clocks: Json): Promise<string> => textOf(await world.api.post('/v1/payments', {
    reference, amount: { amount: '100.000000', currency: 'USDT' }, test_clocks: clocks,
  }, { key: merchant.key }), 'id')
  const [whole, under] = [await ask('demo-2001', {}), await ask('demo-2002', { expiry: 6_000, transfer: 6_000 })]
  const [wholeWay, underWay] = [await world.chooseOnChain(whole), await world.chooseOnChain(under)]
  await customer.pay(wholeWay.address, wholeWay.amountMicro)
  await customer.pay(underWay.address, underWay.amountMicro - 10_000_000n)
  await world.paymentIs(merchant, whole, 'settled')
  say(`\npayment ${whole}: 100 USDT paid on chain to ${wholeWay.address}, settled at the solid block`)
  await world.paymentIs(merchant, under, 'unresolved')
  await world.api.post(`/v1/payments/${under}/accept_unapplied`, { reason: 'Ten less is fine.' }, { key: merchant.key })
  await world.paymentIs(merchant, under, 'settled', 'resolved')
  say(`payment ${under}: 90 of 100 USDT came; unresolved until the merchant took it as it is`)
  return [whole, under]
}

/** The chain, the ledger and balances read of a node say the same: asked for now, told as a proof. */
const reservesEqual = async (world: World): Promise<boolean> => {
  const proofs = async (): Promise<readonly Json[]> =>
    (await world.api.get('/v1/reserves?limit=1', { key: operatorKeys.ann }))['data'] as Json[]
  // What a payout has moved on chain is under way until the ledger has posted it: then it is asked again.
  const proof = await waitFor(async () => {
    const before = (await proofs())[0]?.['cursor']
    await world.operate('/v1/reserves/prove')
    const next = await waitFor(async () => {
      const [last] = await proofs()
      return last !== undefined && last['cursor'] !== before && last
    }, { deadlineMs: 60_000, what: 'a proof of the reserves' })
    return /[1-9]/.test(String((next['under_way'] as Json)['amount'])) ? undefined : next
  }, { deadlineMs: 90_000, what: 'nothing to be under way' })
  const [onChain, custody] = [proof['on_chain'] as Json, proof['custody'] as Json]
  say(`\nreserves at block ${String(proof['block'])}: ${String(onChain['amount'])} USDT on chain, ${
    String(custody['amount'])} in custody: ${String(proof['outcome'])}`)
  return proof['outcome'] === 'equal' && onChain['amount'] === custody['amount'] && proof['books_balance'] === true
}

const chainOf = (system: LocalSystem) => {
  const { chain } = system.servers
  if (chain === undefined) throw new Error('the demo has a chain')
  return chain
}

const printTimeline = async (world: World, merchant: Merchant, payment: string): Promise<void> => {
  const { data } = await world.api.get(`/v1/payments/${payment}/timeline`, { key: merchant.key })
  say(`\ntimeline of ${payment}`)
  for (const entry of data as Json[]) say(`  ${String(entry['at'])}  ${String(entry['type'])}`)
}

const micro = (money: unknown): bigint => parseDecimal(String((money as Json)['amount']), 6) ?? 0n

const printAccounts = async (world: World): Promise<{ readonly escrow: bigint; readonly trial: Json }> => {
  const { data } = await world.api.get('/v1/accounts?limit=100', { key: operatorKeys.ann })
  say('\naccounts of the ledger (USDT)')
  let escrow = 0n
  for (const account of data as Json[]) {
    const pending = micro(account['pending'])
    if (String(account['account']).startsWith('acceptor:')) escrow += pending
    say(`  ${String(account['account']).padEnd(66)} ${String((account['posted'] as Json)['amount']).padStart(16)}${
      pending > 0n ? `  pending ${formatDecimal(pending, 6)}` : ''}`)
  }
  return { escrow, trial: await world.api.get('/v1/trial_balance', { key: operatorKeys.ann }) }
}

const released = (world: World, merchant: Merchant, payment: string): Promise<Json> => waitFor(async () => {
  const shown = await world.api.get(`/v1/payments/${payment}`, { key: merchant.key })
  return (shown['settlement'] as Json | null)?.['released'] === true ? shown : undefined
}, { deadlineMs: 20_000, what: 'T+N to release what is held' })

/** Working capital on the hot address, and a payout of the shop that two operators approve. */
const paidOut = async (world: World, merchant: Merchant, wallet: CustomerWallet): Promise<string> => {
  const hot = treasuryKeys.hot.address
  await wallet.pay(hot, 200_000_000n)
  const found = await waitFor(async () => {
    const { data } = await world.api.get('/v1/deposits?state=suspense', { key: operatorKeys.ann })
    return (data as Json[]).find((each) => each['address'] === hot)
  }, { deadlineMs: 30_000, what: 'working capital' })
  const path = `/v1/deposits/${textOf(found, 'id')}`
  await world.operate(`${path}/propose`, { address: hot, verdict: { outcome: 'equity' }, reason: 'Working capital.' })
  await world.operate(`${path}/approve`, { address: hot }, { key: operatorKeys.bob })

  const policy = {
    fee: { amount: '2', currency: 'USDT' }, max: { amount: '1000', currency: 'USDT' }, max_per_day: { amount: '1000', currency: 'USDT' },
    new_address_delay_s: 0, young_address_s: 0, approvals: [{ above: 'none', people: 2 }],
  }
  await world.operate('/v1/payout_policies/propose', { owner: merchant.id, policy, reason: 'A demo has no day to wait.' })
  await world.operate('/v1/payout_policies/approve', { owner: merchant.id }, { key: operatorKeys.bob })
  await world.api.post('/v1/payout_destinations', { address: wallet.address, label: 'Own wallet' }, { key: merchant.key })
  const payout = textOf(await world.api.post('/v1/payouts', {
    to: wallet.address, amount: { amount: '25', currency: 'USDT' },
  }, { key: merchant.key }), 'id')
  const inState = (state: string) => waitFor(async () => {
    const shown = await world.api.get(`/v1/payouts/${payout}`, { key: merchant.key })
    return shown['status'] === state ? shown : undefined
  }, { deadlineMs: 60_000, what: `${payout} to be ${state}` })
  await inState('approving')
  await world.operate(`/v1/payouts/${payout}/approve`)
  await world.operate(`/v1/payouts/${payout}/approve`, {}, { key: operatorKeys.bob })
  const { txid } = await inState('confirmed')
  say(`\npayout ${payout}: approved by two operators, signed apart, solid on chain as ${String(txid)}`)
  return payout
}

const run = async (): Promise<Json> => {
  const startedAtMs = Date.now()
  say('starting Postgres, NATS and all services ...')
  const system = await startLocalSystem({ name: 'demo', fsync: true, chain: { blockMs: 300 }, config: { SEALER_INTERVAL_MS: '500' } })
  const receiver = await WebhookReceiver.start()
  try {
    say(`the API answers at ${system.url} after ${Date.now() - startedAtMs} ms`)
    const world = new World(system.url)
    const merchant = await world.merchant({
      name: 'Demo Shop', tier: 'new', feeBps: 100, agent: { agent: 'agt_demo', share_bps: 1_000 }, receiver,
    })
    const quotes = { currency: 'CNY', method: 'alipay', funds: '20000', bond: '500', min: '100.00', max: '50000.00' }
    const quick = await world.acceptor({ name: 'Quick OTC', owner: 'owner-q', price: '7.27', ...quotes })
    const steady = await world.acceptor({ name: 'Steady OTC', owner: 'owner-s', price: '7.30', ...quotes })
    say(`merchant ${merchant.id}, acceptors ${quick.id} and ${steady.id} are ready`)
    const paid = await settled(world, merchant, quick, steady)
    await unpaid(world, merchant, [quick, steady])
    const halved = await split(world, merchant, [quick, steady])
    const wallet = await CustomerWallet.open(chainOf(system), 10_000_000_000n)
    await deposited(world, steady, wallet)
    const onChain = await paidOnChain(world, merchant, wallet)
    await Promise.all([paid, halved].map((payment) => released(world, merchant, payment)))
    const payouts = [await paidOut(world, merchant, wallet)]
    await waitFor(() => receiver.received.some(({ type }) => type === 'payment.settled') && receiver.gaps().length === 0, {
      deadlineMs: 20_000, what: 'the webhooks',
    })
    await printTimeline(world, merchant, paid)
    const { escrow, trial } = await printAccounts(world)
    const equal = await reservesEqual(world)
    const checkpoints = await checkpointsVerified(world, system.url)
    const result = {
      settled: 2, closed: 1, onChainSettled: onChain.length, payoutsConfirmed: payouts.length, reservesEqual: equal,
      checkpointsVerified: checkpoints, payment: paid,
      debits: (trial['debits'] as Json)['amount'], credits: (trial['credits'] as Json)['amount'],
      balanced: trial['balanced'] === true, escrow: formatDecimal(escrow, 6),
      webhooksVerified: receiver.verified, webhooksForged: receiver.forged, webhookGaps: receiver.gaps().length,
      webhookTypes: [...new Set(receiver.received.map(({ type }) => type))].sort(),
      durationMs: Date.now() - startedAtMs,
    }
    say(`\ndebits ${String(result.debits)} = credits ${String(result.credits)}; escrow left ${result.escrow}; ${
      result.webhooksVerified} webhooks received and verified (${result.webhookTypes.join(', ')})`)
    return result
  } finally {
    await receiver.stop()
    await system.stop()
  }
}

const result = await run()
const isRight = result['debits'] === result['credits'] && result['balanced'] === true
  && result['escrow'] === '0.000000' && result['webhooksForged'] === 0 && result['reservesEqual'] === true
  && Number(result['checkpointsVerified']) > 0
if (!isRight) {
  say('the demo did not end as it must')
  process.exitCode = 1
}
process.stdout.write(`${JSON.stringify(result)}\n`)
