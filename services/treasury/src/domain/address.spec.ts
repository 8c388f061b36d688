import type { DepositVerdict } from '@stablegate/contracts'
import { coversAllRejections, specify } from '@stablegate/testing'
import { describe, expect, it } from 'vitest'
import { addressRejections, type AddressEvent } from './address-state.ts'
import { addressDecider } from './address.ts'
import {
  acceptor, atMs, block, booked, depositOf, hot, hotWallet, opened, ours, payment, place, record, screened, stranger,
} from './address.spec-support.ts'
import { ledgerAsks, parseStepId } from './ledger-asks.ts'

const address = specify(addressDecider)

const booking = (step: 'book' | 'credit' | 'block' | 'unblock' | 'settle' | 'reverse', more: object = {}) => ({
  type: 'treasury.address.record_booking' as const, data: { ...place, round: 1, step, ...more },
})
const screening = (outcome: 'pass' | 'hold' | 'reject') => ({
  type: 'treasury.address.record_screening' as const, data: { ...place, outcome, reason: 'spec' },
})
const propose = (verdict: DepositVerdict, operator = 'opr_ann') => ({
  type: 'treasury.address.propose_verdict' as const, data: { ...place, verdict, operator, reason: 'spec' },
})
const approve = (operator: string) => ({
  type: 'treasury.address.approve_verdict' as const, data: { ...place, operator },
})
const data = (holder: typeof acceptor, round = 1) => ({ ...depositOf(holder, {}, round), atMs })

describe('an address', () => {
  it('is opened once, for one holder', () => {
    const open = { type: 'treasury.address.open' as const, data: { chain: 'sandbox' as const, address: ours, holder: acceptor } }
    address.when(open).then(opened(acceptor))
    address.given(opened(acceptor)).when(open).thenNothing()
    address.given(opened(payment)).when(open).thenRejected('address_taken')
    address.when(record('observed')).thenRejected('address_unknown')
  })

  it('is shown only when the watcher looks for it', () => {
    const ready = { type: 'treasury.address.mark_ready' as const, data: { chain: 'sandbox' as const, address: ours } }
    const event: AddressEvent = { type: 'address.ready', data: { chain: 'sandbox', address: ours, holder: acceptor, atMs } }
    address.given(opened(acceptor)).when(ready).then(event)
    address.given(opened(acceptor), event).when(ready).thenNothing()
  })
})

describe('a deposit', () => {
  const solid: AddressEvent = { type: 'deposit.solid', data: data(acceptor) }

  it('is observed, orphaned, observed in another block and solid', () => {
    const observed: AddressEvent = { type: 'deposit.observed', data: data(acceptor) }
    address.given(opened(acceptor)).when(record('observed')).then(observed)
    address.given(opened(acceptor), observed).when(record('observed')).thenNothing()
    const orphaned: AddressEvent = { type: 'deposit.orphaned', data: data(acceptor) }
    address.given(opened(acceptor), observed).when(record('orphaned')).then(orphaned)
    address.given(opened(acceptor), observed).when(record('orphaned', { block: block('b') })).thenNothing()
    address.given(opened(acceptor), observed, orphaned).when(record('orphaned')).thenNothing()
    address.given(opened(acceptor), observed, orphaned).when(record('observed', { block: block('b') }))
      .then({ type: 'deposit.observed', data: { ...data(acceptor), block: block('b') } })
    address.given(opened(acceptor), observed).when(record('solid')).then(solid)
  })

  it('is solid once, whatever is told again', () => {
    for (const stage of ['observed', 'orphaned', 'solid'] as const) {
      address.given(opened(acceptor), solid).when(record(stage)).thenNothing()
    }
    address.given(opened(acceptor), solid).when(record('revoked', { block: block('b') })).thenNothing()
    address.given(opened(acceptor)).when(record('revoked')).thenNothing()
  })

  it('is booked, screened and credited to an acceptor, each once', () => {
    address.given(opened(acceptor), solid).when(booking('book')).then({ type: 'deposit.booked', data: data(acceptor) })
    address.given(...booked(acceptor)).when(booking('book')).thenNothing()
    address.given(...booked(acceptor)).when(screening('pass')).then(screened(acceptor, 'pass'))
    const passed = [...booked(acceptor), screened(acceptor, 'pass')]
    address.given(...passed).when(screening('reject')).thenNothing()
    address.given(...passed).when(booking('credit')).then({ type: 'deposit.credited', data: data(acceptor) })
    address.given(...passed, { type: 'deposit.credited', data: data(acceptor) }).when(booking('credit')).thenNothing()
  })

  it('waits for screening until it is booked', () => {
    address.given(opened(acceptor), solid).when(screening('pass')).thenNothing()
    address.given(opened(acceptor)).when(screening('pass')).thenRejected('deposit_unknown')
    address.given(opened(acceptor)).when(booking('book')).thenRejected('deposit_unknown')
  })

  it('of a payment is left to its order when it passed', () => {
    address.given(...booked(payment), screened(payment, 'pass')).when(booking('credit')).thenNothing()
  })

  it('that the ledger refused is said to be', () => {
    address.given(opened(acceptor), solid).when(booking('book', { refused: 'account_unknown' }))
      .then({ type: 'deposit.refused', data: { ...data(acceptor), step: 'book', code: 'account_unknown' } })
  })

  it('held is released or blocked by two people', () => {
    const held = [...booked(acceptor), screened(acceptor, 'hold')]
    const proposed: AddressEvent = {
      type: 'deposit.verdict_proposed',
      data: { ...data(acceptor), verdict: { outcome: 'release' }, operator: 'opr_ann', reason: 'spec' },
    }
    address.given(...held).when(propose({ outcome: 'release' })).then(proposed)
    address.given(...held).when(propose({ outcome: 'equity' })).thenRejected('verdict_unfit')
    address.given(...held).when(approve('opr_bob')).thenRejected('nothing_proposed')
    address.given(...held, proposed).when(approve('opr_ann')).thenRejected('same_person')
    address.given(...held, proposed).when(approve('opr_bob')).then({
      type: 'deposit.verdict_approved',
      data: {
        ...data(acceptor), verdict: { outcome: 'release' }, operators: ['opr_ann', 'opr_bob'], reason: 'spec', place: 'unapplied',
      },
    }, screened(acceptor, 'pass'))
    address.given(...booked(acceptor)).when(propose({ outcome: 'release' })).thenRejected('not_waiting')
    address.given(opened(acceptor)).when(propose({ outcome: 'release' })).thenRejected('deposit_unknown')
  })

  it('rejected is blocked, and may be released from there', () => {
    const rejected = [...booked(payment), screened(payment, 'reject')]
    address.given(...rejected).when(propose({ outcome: 'release' })).thenRejected('not_waiting')
    address.given(...rejected).when(booking('block')).then({ type: 'deposit.blocked', data: data(payment) })
    const approved: AddressEvent = {
      type: 'deposit.verdict_approved',
      data: { ...data(payment), verdict: { outcome: 'release' }, operators: ['opr_ann', 'opr_bob'], reason: 'spec', place: 'blocked' },
    }
    address.given(...rejected, { type: 'deposit.blocked', data: data(payment) }, approved).when(booking('unblock'))
      .then({ type: 'deposit.screened', data: { ...data(payment), outcome: 'pass', reason: 'released by operators' } })
  })
})

describe('money of nobody', () => {
  const received: AddressEvent = { type: 'suspense.received', data: { ...data(hotWallet), why: 'stranger', itemized: true } }
  const { itemized: _, ...unsourced } = received.data as Extract<AddressEvent, { type: 'suspense.received' }>['data']

  it('goes to suspense: from a stranger to our own address, or dust', () => {
    address.given(opened(hotWallet)).when(record('observed')).thenNothing()
    address.given(opened(hotWallet)).when(record('solid')).then(received)
    address.given(opened(payment)).when(record('solid', { amountMicro: 999n })).then({
      type: 'suspense.received', data: { ...data(payment), amountMicro: 999n, why: 'dust', itemized: true },
    })
    address.given(opened(payment)).when(record('solid', { amountMicro: 1_000n })).then({
      type: 'deposit.solid', data: { ...data(payment), amountMicro: 1_000n },
    })
  })

  it('leaves it by two people, to equity or an acceptor', () => {
    address.given(...suspense).when(screening('reject')).thenNothing()
    address.given(...suspense).when(propose({ outcome: 'release' })).thenRejected('verdict_unfit')
    address.given(...suspense, approved()).when(booking('settle')).then(settled())
  })

  const inSuspense: AddressEvent = { type: 'suspense.booked', data: unsourced }
  const suspense = [opened(hotWallet), received, inSuspense]
  type Approved = Extract<AddressEvent, { type: 'deposit.verdict_approved' }>['data']
  const approved = (more: Partial<Approved> = {}): AddressEvent => ({
    type: 'deposit.verdict_approved',
    data: { ...data(hotWallet), verdict: { outcome: 'equity' }, operators: ['opr_ann', 'opr_bob'], reason: 'spec', place: 'item', ...more },
  })
  const settled = (verdict: Approved['verdict'] = { outcome: 'equity' }): AddressEvent =>
    ({ type: 'suspense.settled', data: { ...data(hotWallet), why: 'stranger', verdict } })
  const asks = (event: AddressEvent) => ledgerAsks(event as Parameters<typeof ledgerAsks>[0]).flatMap((command) =>
    (command.data as { transfers: { id: string; debit?: string; legs?: { debit: string }[]; amountMicro: bigint }[] }).transfers
      .map(({ id, debit, legs, amountMicro }) => `${id.split(':').at(-1)} ${debit ?? legs?.map((leg) => leg.debit).join()} ${amountMicro}`))
  const item = `suspense:sandbox:${received.data.deposit}`

  it('has an account of its own there, and what came before items were told apart has not', () => {
    expect(ledgerAsks(received as Parameters<typeof ledgerAsks>[0])[0]?.data).toMatchObject({ transfers: [{ credit: item }] })
    expect(asks(approved())).toEqual([`settle ${item} ${received.data.amountMicro}`])
    const old: AddressEvent = { type: 'suspense.received', data: unsourced }
    expect(ledgerAsks(old as Parameters<typeof ledgerAsks>[0])[0]?.data).toMatchObject({ transfers: [{ credit: 'suspense:sandbox' }] })
    address.given(opened(hotWallet), old, inSuspense, proposed({ outcome: 'equity' })).when(approve('opr_bob'))
      .then(approved({ place: 'suspense' }))
    expect(asks(approved({ place: 'suspense' }))).toEqual([`settle suspense:sandbox ${received.data.amountMicro}`])
  })

  const part = { outcome: 'equity' as const, amountMicro: 1_000n }
  const proposed = (verdict: Approved['verdict']): AddressEvent =>
    ({ type: 'deposit.verdict_proposed', data: { ...data(hotWallet), verdict, operator: 'opr_ann', reason: 'spec' } })

  it('becomes the operator\'s by parts, where payments were assigned the rest, each asked of the ledger by an id of its own', () => {
    const more = { outcome: 'equity' as const, amountMicro: received.data.amountMicro + 1n }
    address.given(...suspense).when(propose(more)).thenRejected('verdict_unfit')
    address.given(...suspense).when(propose(part)).then(proposed(part))
    expect(asks(approved({ verdict: part }))).toEqual([`settle ${item} 1000`])
    const partly = [...suspense, approved({ verdict: part }), settled(part)]
    address.given(...partly, proposed(part)).when(approve('opr_bob')).then(approved({ verdict: part, retry: 1 }))
    expect(asks(approved({ verdict: part, retry: 1 }))).toEqual([`settle~1 ${item} 1000`])
    const unsourcedPart = [opened(hotWallet), { type: 'suspense.received', data: unsourced } as AddressEvent, inSuspense]
    address.given(...unsourcedPart).when(propose(part)).thenRejected('verdict_unfit')
  })

  it('that another decision took first is refused, and may be decided anew', () => {
    const refused: AddressEvent = { type: 'deposit.refused', data: { ...data(hotWallet), step: 'settle', code: 'insufficient_funds' } }
    address.given(...suspense, approved()).when(booking('settle', { refused: 'insufficient_funds' })).then(refused)
    address.given(...suspense, approved(), refused, proposed(part)).when(approve('opr_bob'))
      .then(approved({ verdict: part, retry: 1 }))
  })

  it('is taken out of its item where the network takes it back, and what is gone from there the operator bears', () => {
    const reversing: AddressEvent = { type: 'deposit.reversing', data: { ...data(hotWallet), place: 'item' } }
    address.given(...suspense).when(record('revoked')).then(
      { type: 'deposit.revoked', data: { ...data(hotWallet), reversedBy: 'treasury' } }, reversing)
    expect(asks(reversing)).toEqual([`reverse ${item},operator:equity ${received.data.amountMicro}`])
  })
})

describe('a false solid', () => {
  const revoked = (holder: typeof acceptor, reversedBy: 'treasury' | 'order'): AddressEvent =>
    ({ type: 'deposit.revoked', data: { ...data(holder), reversedBy } })
  const reversing = (holder: typeof acceptor, from: 'unapplied' | 'acceptor' | 'blocked', more: object = {}): AddressEvent =>
    ({ type: 'deposit.reversing', data: { ...data(holder), place: from, ...more } })

  it('is taken back from where the money stands', () => {
    address.given(...booked(acceptor)).when(record('revoked'))
      .then(revoked(acceptor, 'treasury'), reversing(acceptor, 'unapplied'))
    address.given(...booked(acceptor), screened(acceptor, 'pass'), { type: 'deposit.credited', data: data(acceptor) })
      .when(record('revoked'))
      .then(revoked(acceptor, 'treasury'), reversing(acceptor, 'acceptor', { acceptor: 'acc_1' }))
    address.given(...booked(payment), screened(payment, 'reject'), { type: 'deposit.blocked', data: data(payment) })
      .when(record('revoked')).then(revoked(payment, 'treasury'), reversing(payment, 'blocked'))
  })

  it('of a payment is the order\'s to take back once it was booked', () => {
    address.given(...booked(payment)).when(record('revoked')).then(revoked(payment, 'order'))
    address.given(...booked(payment), screened(payment, 'pass')).when(record('revoked')).then(revoked(payment, 'order'))
    address.given(...booked(payment), revoked(payment, 'order')).when(screening('pass')).thenNothing()
  })

  it('waits for the ledger\'s answer when one is due', () => {
    const begun = [opened(acceptor), { type: 'deposit.solid', data: data(acceptor) } as AddressEvent]
    address.given(...begun).when(record('revoked')).then(revoked(acceptor, 'treasury'))
    address.given(...begun, revoked(acceptor, 'treasury')).when(booking('book'))
      .then({ type: 'deposit.booked', data: data(acceptor) }, reversing(acceptor, 'unapplied'))
    address.given(...begun, revoked(acceptor, 'treasury'), { type: 'deposit.booked', data: data(acceptor) },
      reversing(acceptor, 'unapplied')).when(booking('reverse')).then({ type: 'deposit.reversed', data: data(acceptor) })
  })

  it('may be solid again, as another round', () => {
    const gone = [...booked(acceptor), revoked(acceptor, 'treasury'), reversing(acceptor, 'unapplied')]
    address.given(...gone).when(record('solid', { block: block('b') }))
      .then({ type: 'deposit.solid', data: { ...data(acceptor, 2), block: block('b') } })
    address.given(...gone).when(propose({ outcome: 'release' })).thenRejected('not_solid')
  })
})

describe('custody', () => {
  const out = { from: ours, to: hot, ours: 'both' } as const
  const sent: AddressEvent = {
    type: 'custody.sent',
    data: {
      chain: 'sandbox', txid: 'f'.repeat(64), part: 'log-0', address: ours, class: 'deposit', to: hot, amountMicro: 5_000_000n,
      round: 1, undone: false, internal: true, block: block(), atMs,
    },
  }
  const move = (more: object = {}) => ({
    type: 'treasury.address.record_move' as const,
    data: {
      chain: 'sandbox' as const, txid: 'f'.repeat(64), part: 'log-0', address: hot, from: ours, fromClass: 'deposit' as const,
      amountMicro: 5_000_000n, round: 1, undone: false, block: block(), ...more,
    },
  })
  const moved = (more: object = {}): AddressEvent =>
    ({ type: 'custody.moved', data: { ...move(more).data, toClass: 'hot', atMs } })

  it('tells what leaves an address when it is solid', () => {
    address.given(...booked(acceptor)).when(record('observed', out, ours)).thenNothing()
    address.given(...booked(acceptor)).when(record('solid', out, ours)).then(sent)
    address.given(...booked(acceptor), sent).when(record('solid', out, ours)).thenNothing()
    address.given(...booked(acceptor), sent).when(record('revoked', out, ours))
      .then({ ...sent, data: { ...sent.data, round: 2, undone: true } } as AddressEvent)
    address.given(...booked(acceptor)).when(record('solid', { from: ours, to: ours, ours: 'both' }, ours)).thenNothing()
  })

  it('moves between our own addresses, once for each time it became so', () => {
    address.given(opened(hotWallet, hot)).when(record('solid', out, hot)).thenNothing()
    address.given(opened(hotWallet, hot)).when(move()).then(moved())
    address.given(opened(hotWallet, hot), moved()).when(move()).thenNothing()
    address.given(opened(hotWallet, hot), moved()).when(move({ round: 2, undone: true })).then(moved({ round: 2, undone: true }))
    address.given(opened(payment, hot)).when(move()).thenNothing()
  })

  const act = (of: 'blacklisted' | 'unblacklisted' | 'destroyed', txid: string, amountMicro?: bigint) => ({
    type: 'treasury.address.record_issuer_act' as const,
    data: {
      chain: 'sandbox' as const, txid: txid.repeat(64), part: 'log-1', address: ours, act: of,
      ...(amountMicro === undefined ? {} : { amountMicro }),
    },
  })
  const frozen = (txid: string, amountMicro: bigint, undone = false): AddressEvent => ({
    type: 'custody.frozen',
    data: { chain: 'sandbox', txid: txid.repeat(64), part: 'log-1', address: ours, class: 'deposit', amountMicro, undone, atMs },
  })

  it('is frozen and freed with what lies there', () => {
    address.given(...booked(acceptor)).when(act('blacklisted', '1')).then(frozen('1', 5_000_000n))
    address.given(...booked(acceptor), frozen('1', 5_000_000n)).when(act('blacklisted', '1')).thenNothing()
    address.given(...booked(acceptor), frozen('1', 5_000_000n)).when(act('unblacklisted', '2')).then(frozen('2', 5_000_000n, true))
    address.given(...booked(acceptor), frozen('1', 5_000_000n)).when(record('solid', { txid: 'e'.repeat(64), amountMicro: 7_000n }))
      .thenCheck(({ events }) => {
        const [came, too] = events
        if (came?.type !== 'deposit.solid' || too?.type !== 'custody.frozen') throw new Error('frozen with the rest')
      })
  })

  it('is destroyed up to what lies there', () => {
    const destroyed = (amountMicro: bigint, of: 'deposit' | 'frozen'): AddressEvent => ({
      type: 'custody.destroyed',
      data: { chain: 'sandbox', txid: '3'.repeat(64), part: 'log-1', address: ours, class: of, amountMicro, atMs },
    })
    address.given(...booked(acceptor), frozen('1', 5_000_000n)).when(act('destroyed', '3', 5_000_000n)).then(destroyed(5_000_000n, 'frozen'))
    address.given(...booked(acceptor)).when(act('destroyed', '3', 9_000_000n)).then(destroyed(5_000_000n, 'deposit'))
    address.given(...booked(acceptor), destroyed(5_000_000n, 'deposit')).when(act('destroyed', '3')).thenNothing()
  })

  it('notes what is no money once', () => {
    const unexpected = {
      chain: 'sandbox' as const, txid: '9'.repeat(64), part: 'native-0', reason: 'other_asset' as const, asset: 'TRX', from: stranger,
      to: ours, amountUnits: '1', ours: 'to' as const, block: block(), address: ours,
    }
    const noted: AddressEvent = { type: 'deposit.unexpected', data: { ...unexpected, holder: acceptor, atMs } }
    address.given(opened(acceptor)).when({ type: 'treasury.address.record_unexpected', data: unexpected }).then(noted)
    address.given(opened(acceptor), noted).when({ type: 'treasury.address.record_unexpected', data: unexpected }).thenNothing()
  })
})

describe('a step that the ledger refused', () => {
  const retry = {
    type: 'treasury.address.retry_step' as const, data: { ...place, operator: 'opr_ann', reason: 'The account is there now.' },
  }
  const refused = (step: 'book' | 'credit' | 'reverse'): AddressEvent =>
    ({ type: 'deposit.refused', data: { ...data(acceptor), step, code: 'account_unknown' } })
  const retried = (step: 'book' | 'credit' | 'reverse', count: number, more: object = {}): AddressEvent => ({
    type: 'deposit.retried', data: { ...data(acceptor), step, retry: count, operator: 'opr_ann', reason: retry.data.reason, ...more },
  })
  const solid: AddressEvent = { type: 'deposit.solid', data: data(acceptor) }

  it('is asked again by a person, each time under an id of its own', () => {
    const told = [opened(acceptor), solid, refused('book')] as const
    address.given(opened(acceptor), solid).when(booking('book', { refused: 'account_unknown' })).then(refused('book'))
    address.given(...told).when(retry).then(retried('book', 1))
    address.given(...told, retried('book', 1), refused('book')).when(retry).then(retried('book', 2))
    address.given(...told, retried('book', 1)).when(booking('book')).then({ type: 'deposit.booked', data: data(acceptor) })
    const ids = [retried('book', 1), retried('book', 2)].flatMap((event) => ledgerAsks(event as never))
      .map(({ data: asked }) => (asked as { transfers: { id: string }[] }).transfers[0]?.id ?? '')
    expect(ids.map((id) => [id.slice(-6), parseStepId(id)?.step])).toEqual([['book~1', 'book'], ['book~2', 'book']])
  })

  it('is the same step as before, from where the money lies', () => {
    const held = [...booked(acceptor), screened(acceptor, 'pass'), refused('credit')] as const
    address.given(...held).when(retry).then(retried('credit', 1, { place: 'unapplied' }))
    const back: AddressEvent = { type: 'deposit.reversing', data: { ...data(acceptor), place: 'unapplied' } }
    const gone: AddressEvent = { type: 'deposit.revoked', data: { ...data(acceptor), reversedBy: 'treasury' } }
    address.given(...booked(acceptor), gone, back, refused('reverse')).when(retry).then(retried('reverse', 1, { place: 'unapplied' }))
    address.given(opened(acceptor), solid, refused('book'), gone).when(retry).thenRejected('not_solid')
    const legs = (event: AddressEvent) => ledgerAsks(event as never).map(({ data: asked }) => asked)
    expect(legs(retried('credit', 1))).toMatchObject([{ transfers: [{ legs: [{}, { debit: 'unapplied:acc_1', credit: 'acceptor:acc_1' }] }] }])
    expect(legs(retried('reverse', 1, { place: 'unapplied' }))).toMatchObject([{ transfers: [{ legs: [{ debit: 'unapplied:acc_1' }, {}] }] }])
  })

  it('is none where nothing was refused', () => {
    address.given(...booked(acceptor)).when(retry).thenRejected('not_refused')
    address.given(opened(acceptor)).when(retry).thenRejected('deposit_unknown')
  })
})

it('reaches every rejection', () => {
  coversAllRejections(addressRejections, address)
})
