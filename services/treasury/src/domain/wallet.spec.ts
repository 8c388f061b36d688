import { coversAllRejections, specify } from '@stablegate/testing'
import { expect, it } from 'vitest'
import { incidentDecider, incidentRejections, type IncidentEvent } from './incident.ts'
import { reserves } from './reserves.ts'
import { wallet, walletRejections, type WalletEvent } from './wallet.ts'
import { acceptor, atMs, hot, hotWallet, ours, payment, stranger, token } from './address.spec-support.ts'

// The account of the mnemonic "all" twelve times, as hardware wallets publish it.
const xpub = 'xpub6DCWphzD1URX6NLY4bzJQoNz3Ja14ueGphAz3c7XdzyfR3hbsv4XybKuXVPSGFiASvcugTyiJrQyw5u33izp6rB1W9fgZM4ugKQJQBcEFo8'
const spec = specify(wallet.decider)
const keys = { chain: 'sandbox', xpub, hot: stranger, token } as const
const open = (more: object = {}) => ({ type: 'treasury.wallet.open' as const, data: { ...keys, ...more } })
const opened: WalletEvent = { type: 'wallet.opened', data: { ...keys, atMs } }
const assign = (holder: typeof acceptor) => ({ type: 'treasury.wallet.assign' as const, data: { chain: 'sandbox' as const, holder } })
const assigned = (holder: typeof acceptor, index: number, address: string): WalletEvent =>
  ({ type: 'address.assigned', data: { chain: 'sandbox', holder, index, address, atMs } })

it('opens a wallet once, with the same keys for ever', () => {
  spec.when(open()).then(opened)
  spec.given(opened).when(open()).thenNothing()
  spec.given(opened).when(open({ hot })).thenRejected('wallet_differs')
  spec.when(open({ xpub: `${xpub.slice(0, -1)}9` })).thenRejected('xpub_invalid')
  spec.when(open({ hot: `${hot.slice(0, -1)}3` })).thenRejected('address_invalid')
  spec.when(open({ cold: stranger })).thenRejected('address_invalid')
})

it('knows what is to stay on the hot address, and tells it again only when that is something else', () => {
  const note = (more: object = {}) => ({ type: 'treasury.wallet.note_limits' as const, data: { chain: 'sandbox' as const, ...more } })
  const ceiling = { hotCeilingMicro: 150_000_000n, hotTargetMicro: 0n }
  const noted = (more: object = {}): WalletEvent => ({ type: 'wallet.limits_noted', data: { chain: 'sandbox', ...more, atMs } })
  spec.when(note(ceiling)).thenRejected('wallet_closed')
  spec.given(opened).when(note()).thenNothing()
  spec.given(opened).when(note(ceiling)).then(noted(ceiling))
  spec.given(opened, noted(ceiling)).when(note(ceiling)).thenNothing()
  spec.given(opened, noted(ceiling)).when(note({ ...ceiling, hotTargetMicro: 1n })).then(noted({ ...ceiling, hotTargetMicro: 1n }))
  spec.given(opened, noted(ceiling)).when(note()).then(noted())
})

it('hands out the addresses of the indices, as any other wallet derives them', () => {
  spec.when(assign(acceptor)).thenRejected('wallet_closed')
  // Nobody waits for the answer of a payment: it hears by an event.
  spec.when(assign(payment)).then({ type: 'address.refused', data: { chain: 'sandbox', holder: payment, code: 'wallet_closed', atMs } })
  spec.given(opened).when(assign(hotWallet)).thenRejected('holder_unfit')
  spec.given(opened).when(assign(acceptor)).then(assigned(acceptor, 0, ours))
  spec.given(opened, assigned(acceptor, 0, ours)).when(assign(payment)).then(assigned(payment, 1, hot))
})

it('gives a holder one address a chain: a claim refuses the second', () => {
  expect(wallet.claims?.(assigned(acceptor, 0, ours))).toEqual([{ stream: 'holder-sandbox:acc_1', rejected: 'holder_has_address' }])
  expect(wallet.claims?.(opened)).toEqual([])
  coversAllRejections(walletRejections.filter((code) => code !== 'holder_has_address'), spec)
})

it('keeps an incident open until people end it', () => {
  const incident = specify(incidentDecider)
  const about = { incident: 'inc_1', chain: 'sandbox', kind: 'shortfall', stops: ['payouts'], cause: 'x', detail: 'y' } as const
  const begun: IncidentEvent = { type: 'incident.opened', data: { ...about, stops: ['payouts'], atMs } }
  const propose = (operator: string, more: object = {}) => ({
    type: 'treasury.incident.propose_closing' as const, data: { incident: 'inc_1', operator, reason: 'spec', ...more },
  })
  const approve = (operator: string) => ({ type: 'treasury.incident.approve_closing' as const, data: { incident: 'inc_1', operator } })
  const tell = { type: 'treasury.incident.open' as const, data: { ...about, stops: ['payouts' as const] } }
  incident.when(tell).then(begun)
  incident.given(begun).when(tell).thenNothing()
  incident.when(propose('opr_ann')).thenRejected('incident_unknown')
  const proposed: IncidentEvent = { type: 'incident.closing_proposed', data: { ...about, stops: ['payouts'], operator: 'opr_ann', reason: 'spec', atMs } }
  incident.given(begun).when(propose('opr_ann')).then(proposed)
  incident.given(begun).when(approve('opr_bob')).thenRejected('nothing_proposed')
  incident.given(begun, proposed).when(approve('opr_ann')).thenRejected('same_person')
  const closed: IncidentEvent = { type: 'incident.closed', data: { ...about, stops: ['payouts'], operators: ['opr_ann', 'opr_bob'], reason: 'spec', atMs } }
  incident.given(begun, proposed).when(approve('opr_bob')).then(closed)
  incident.given(begun, closed).when(propose('opr_ann')).thenRejected('incident_closed')
  // What stops nothing takes one person, unless it costs something.
  const harmless: IncidentEvent = { type: 'incident.opened', data: { ...begun.data, stops: [], atMs } }
  incident.given(harmless).when(propose('opr_ann')).then({ type: 'incident.closed', data: { ...closed.data, stops: [], operators: ['opr_ann'] } })
  incident.given(harmless).when(propose('opr_ann', { writeOff: { class: 'hot', amountMicro: 1n } }))
    .thenCheck(({ events }) => expect(events[0]?.type).toBe('incident.closing_proposed'))
  coversAllRejections(incidentRejections, incident)
})

it('records each word on the reserves when it changes, and good news now and then', () => {
  const proof = {
    chain: 'sandbox', block: 7, trackedMicro: 5n, custodyMicro: 5n, underWayMicro: 0n, booksBalance: true, sampled: 0,
  } as const
  const say = (more: object = {}) => ({ type: 'treasury.reserves.record' as const, data: { ...proof, ...more } })
  const spec2 = specify(reserves.decider)
  const equal = { type: 'reserves.equal', data: { ...proof, atMs } } as const
  spec2.when(say()).then(equal)
  spec2.given(equal).when(say()).thenNothing()
  spec2.given(equal).when({ ...say(), atMs: atMs + 60_000 }).then({ ...equal, data: { ...equal.data, atMs: atMs + 60_000 } })
  const asked = { type: 'reserves.asked', data: { chain: 'sandbox', atMs } } as const
  const ask = { type: 'treasury.reserves.ask' as const, data: { chain: 'sandbox' as const } }
  spec2.given(equal).when(ask).then(asked)
  spec2.given(equal, asked).when(ask).thenNothing()
  spec2.given(equal, asked).when(say()).then(equal)
  const fault = { cause: 'f/log-0', differenceMicro: -1n }
  spec2.given(equal).when(say({ fault })).then({ type: 'reserves.shortfall', data: { ...proof, ...fault, atMs } })
  spec2.given(equal).when(say({ fault: { ...fault, differenceMicro: 1n } }))
    .then({ type: 'reserves.excess', data: { ...proof, cause: 'f/log-0', differenceMicro: 1n, atMs } })
})

it('remembers what does not fit since it was seen first, until it fits again', () => {
  const spec2 = specify(reserves.decider)
  const sum = { cause: 'f/log-0', sinceMs: 5 }
  const balance = { cause: 'sandbox:T', sinceMs: 7, balance: { block: 9, actualMicro: 4n } }
  const told = (...suspects: (typeof sum | typeof balance)[]) => ({ type: 'reserves.suspected', data: { chain: 'sandbox', suspects, atMs } }) as const
  const cleared = (...causes: string[]) => ({ type: 'reserves.cleared', data: { chain: 'sandbox', causes, atMs } }) as const
  const say = (suspects: (typeof sum | typeof balance)[], clear: string[] = []) =>
    ({ type: 'treasury.reserves.suspect', data: { chain: 'sandbox', suspects, cleared: clear } }) as const
  spec2.when(say([sum, balance])).then(told(sum, balance))
  // Seen by one more process, or anew after a restart: its time runs on.
  spec2.given(told(sum, balance)).when(say([{ ...sum, sinceMs: 60 }, { ...balance, sinceMs: 60 }])).thenNothing()
  const other = { ...balance, sinceMs: 60, balance: { block: 11, actualMicro: 3n } }
  spec2.given(told(sum, balance)).when(say([other])).then(told(other))
  spec2.given(told(sum, balance)).when(say([], ['f/log-0', 'nobody'])).then(cleared('f/log-0'))
  spec2.given(told(sum), cleared('f/log-0')).when(say([{ ...sum, sinceMs: 60 }])).then(told({ ...sum, sinceMs: 60 }))
})
