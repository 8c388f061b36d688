import {
  bookRejections,
  defaultBookPolicy,
  escrowIdOf,
  matchFailures,
  type AcceptorProfile,
} from '@stablegate/contracts'
import { coversAllRejections, specify } from '@stablegate/testing'
import { describe, expect, it } from 'vitest'
import { bookDecider, type BookEvent } from './book.ts'
import {
  accounted,
  inputsAt,
  ledger,
  liquid,
  noted,
  nowMs,
  profileOf,
  quoted,
  reference,
  request,
  standing,
  usdt,
} from './book.spec-support.ts'

const book = specify(bookDecider)
const dayMs = 86_400_000
const failuresSeen = new Set<string>()

type Offer = Extract<BookEvent, { type: 'offer.made' }>
const answer = (history: readonly BookEvent[], command = request()): BookEvent => {
  let event: BookEvent | undefined
  book
    .given(...history)
    .when(command)
    .thenCheck((outcome) => {
      expect(outcome.events).toHaveLength(1)
      event = outcome.events[0]
    })
  if (event?.type === 'match.failed') failuresSeen.add(event.data.reason)
  return event!
}
const offerFrom = (history: readonly BookEvent[], command = request()): Offer => {
  const event = answer(history, command)
  expect(event.type).toBe('offer.made')
  return event as Offer
}
const chosen = (history: readonly BookEvent[], command = request()): string => {
  const event = answer(history, command)
  return event.type === 'offer.made'
    ? event.data.acceptor
    : event.type === 'match.failed'
      ? event.data.reason
      : event.type
}
/** The history with the offers of these commands in it. */
const after = (
  history: readonly BookEvent[],
  ...commands: readonly ReturnType<typeof request>[]
): readonly BookEvent[] =>
  commands.reduce<readonly BookEvent[]>(
    (events, command) => [...events, answer(events, command)],
    history,
  )

describe('an offer', () => {
  it('is made to the quote that fits, with the amounts of rule 6', () => {
    book
      .given(...standing(profileOf('acc_a', { autoAccept: true })))
      .when(request())
      .then({
        type: 'offer.made',
        data: {
          ledger,
          payment: 'pay_1',
          attempt: 1,
          order: 'ord_1x1',
          acceptor: 'acc_a',
          owner: 'owner-acc_a',
          quote: 'quo_a',
          account: 'pac_a',
          method: 'alipay',
          currency: 'CNY',
          price: '7.3',
          reference: '7.25',
          usdtMicro: usdt(100),
          fiatMinor: 73_000n,
          autoAccept: true,
          payerFingerprint: 'payer-1',
          atMs: nowMs,
        },
      })
  })
  it('of a fiat amount floors the USDT: 720.00 CNY at 7.30 are 98.630136', () => {
    const { data } = offerFrom(
      standing(profileOf('acc_a')),
      request({ amount: { fix: 'fiat', currency: 'CNY', fiatMinor: 72_000n } }),
    )
    expect([data.usdtMicro, data.fiatMinor]).toEqual([98_630_136n, 72_000n])
  })
  it('of a USDT amount rounds the fiat up', () => {
    const { data } = offerFrom(
      standing(profileOf('acc_a')),
      request({ amount: { fix: 'usdt', usdtMicro: 10_000_001n } }),
    )
    expect(data.fiatMinor).toBe(7_301n)
  })
  it('follows the reference where the quote is in percent', () => {
    const { data } = offerFrom(
      standing(quoted('acc_a', { pricing: { kind: 'percent', bps: 100 } })),
    )
    expect(data.price).toBe('7.3225')
  })
  it('is remembered until the second midnight', () => {
    const days = (count: number): number => nowMs + count * dayMs
    const other = (number: number): ReturnType<typeof request> =>
      request({ payment: `pay_1${number}`, payerFingerprint: `p${number}` }, days(number))
    const dayLater = after(standing(profileOf('acc_a')), request(), other(1))
    book.given(...dayLater).when(request({}, days(1))).thenNothing()
    const twoDaysLater = after(dayLater, other(2))
    expect(answer(twoDaysLater, request({}, days(2))).type).toBe('match.failed')
  })
  it('is answered once for an attempt, and so is a failure', () => {
    const history = after(standing(profileOf('acc_a')), request())
    book
      .given(...history)
      .when(request())
      .thenNothing()
    const failed = after([reference()], request())
    book
      .given(...failed, ...standing(profileOf('acc_a')))
      .when(request())
      .thenNothing()
    expect(chosen(failed.concat(standing(profileOf('acc_a'))), request({ attempt: 2 }))).toBe(
      'acc_a',
    )
  })
  it('of an earlier attempt is still made when a later one was answered first', () => {
    const history = after(standing(profileOf('acc_a')), request({ attempt: 2 }))
    expect(chosen(history, request({ attempt: 1, payerFingerprint: 'payer-2' }))).toBe('acc_a')
  })
})

describe('a quote does not match', () => {
  const alone = (profile: AcceptorProfile, command = request()): string =>
    chosen(standing(profile), command)

  it('of another currency or method', () => {
    expect(alone(profileOf('acc_a'), request({ currency: 'EUR' }))).toBe('reference_missing')
    expect(
      chosen(
        [...standing(profileOf('acc_a')), reference('0.92', nowMs, 'EUR')],
        request({ currency: 'EUR' }),
      ),
    ).toBe('no_acceptor')
    expect(alone(profileOf('acc_a'), request({ method: 'wechat' }))).toBe('no_acceptor')
  })
  it('when its acceptor is offline or not active', () => {
    expect(alone(profileOf('acc_a', { online: false }))).toBe('no_acceptor')
    expect(alone(profileOf('acc_a', { active: false }))).toBe('no_acceptor')
  })
  it('below its minimum or above its maximum', () => {
    expect(alone(quoted('acc_a', { minMinor: 73_001n }))).toBe('no_acceptor')
    expect(alone(quoted('acc_a', { minMinor: 73_000n, maxMinor: 73_000n }))).toBe('acc_a')
    expect(alone(quoted('acc_a', { maxMinor: 72_999n }))).toBe('no_acceptor')
  })
  it('that rested less than ten seconds', () => {
    expect(alone(quoted('acc_a', { setAtMs: nowMs - 9_999 }))).toBe('no_acceptor')
    expect(alone(quoted('acc_a', { setAtMs: nowMs - 10_000 }))).toBe('acc_a')
  })
  it('more than 5 % from the reference, on either side', () => {
    for (const price of ['7.6126', '6.8874']) {
      expect(alone(quoted('acc_a', { pricing: { kind: 'fixed', price } }))).toBe('no_acceptor')
    }
    for (const price of ['7.6125', '6.8875']) {
      expect(alone(quoted('acc_a', { pricing: { kind: 'fixed', price } }))).toBe('acc_a')
    }
  })
  it("of an excluded acceptor or owner, or of the merchant's or payer's own", () => {
    expect(alone(profileOf('acc_a'), request({ excludedAcceptors: ['acc_a'] }))).toBe('no_acceptor')
    expect(alone(profileOf('acc_a'), request({ excludedOwners: ['owner-acc_a'] }))).toBe(
      'no_acceptor',
    )
    expect(alone(profileOf('acc_a', { relatedMerchants: ['mer_1'] }))).toBe('no_acceptor')
    expect(alone(profileOf('acc_a', { relatedPayers: ['payer-1'] }))).toBe('no_acceptor')
  })
  it('above what is free', () => {
    const poor = [reference(), noted(profileOf('acc_a')), liquid('acc_a', 99.999999)]
    expect(chosen(poor)).toBe('no_acceptor')
    expect(chosen([...poor, liquid('acc_a', 100, 2)])).toBe('acc_a')
  })
  it("above its acceptor's caps", () => {
    expect(alone(profileOf('acc_a', { maxOpenMicro: usdt(99) }))).toBe('no_acceptor')
    expect(alone(profileOf('acc_a', { maxPerDayMicro: usdt(99) }))).toBe('no_acceptor')
    expect(alone(profileOf('acc_a', { maxPerMonthMicro: usdt(99) }))).toBe('no_acceptor')
    expect(alone(profileOf('acc_a', { maxOpenOrders: 0 }))).toBe('no_acceptor')
  })
  it('where no account takes the amount', () => {
    for (const limit of ['maxPerOrderMinor', 'maxPerDayMinor', 'maxPerMonthMinor'] as const) {
      expect(alone(accounted('acc_a', { [limit]: 72_999n }))).toBe('no_acceptor')
      expect(alone(accounted('acc_a', { [limit]: 73_000n }))).toBe('acc_a')
    }
    expect(alone(accounted('acc_a', { method: 'wechat' }))).toBe('no_acceptor')
    expect(alone(accounted('acc_a', { currency: 'HKD' }))).toBe('no_acceptor')
  })
})

describe('prices', () => {
  it('fail every match without a reference or with a stale one', () => {
    const [, ...unpriced] = standing(profileOf('acc_a'))
    expect(chosen(unpriced)).toBe('reference_missing')
    expect(chosen([...unpriced, reference('7.25', nowMs - 60_001)])).toBe('reference_stale')
    expect(chosen([...unpriced, reference('7.25', nowMs - 60_000)])).toBe('acc_a')
  })
  it('are as old as the oldest input of the reference', () => {
    const inputs = inputsAt('7.25', nowMs).map((input, index) =>
      index === 1 ? { ...input, takenAtMs: nowMs - 60_001 } : input,
    )
    const stale: BookEvent = {
      type: 'reference.recorded',
      data: { ledger, currency: 'CNY', price: '7.25', inputs, atMs: nowMs },
    }
    expect(chosen([...standing(profileOf('acc_a')).slice(1), stale])).toBe('reference_stale')
  })
  it("beyond the payment's bounds fail as such, when nothing else stood in the way", () => {
    const history = standing(profileOf('acc_a'))
    expect(chosen(history, request({ maxSpreadBps: 68 }))).toBe('price_out_of_bounds')
    expect(chosen(history, request({ maxSpreadBps: 69 }))).toBe('acc_a')
    const fiat = { amount: { fix: 'fiat', currency: 'CNY', fiatMinor: 72_000n } } as const
    expect(chosen(history, request({ ...fiat, minUsdtMicro: 98_630_137n }))).toBe(
      'price_out_of_bounds',
    )
    expect(chosen(history, request({ ...fiat, minUsdtMicro: 98_630_136n }))).toBe('acc_a')
    expect(chosen(history, request({ maxSpreadBps: 68, excludedAcceptors: ['acc_a'] }))).toBe(
      'no_acceptor',
    )
  })
  it('of a fiat amount in another currency than the one chosen match nothing', () => {
    expect(
      chosen(
        standing(profileOf('acc_a')),
        request({ amount: { fix: 'fiat', currency: 'HKD', fiatMinor: 72_000n } }),
      ),
    ).toBe('no_acceptor')
  })
  it('are ranked anew when the reference moves: a percent quote moves with it, a fixed one does not', () => {
    const history = standing(
      quoted('acc_a', { pricing: { kind: 'fixed', price: '7.3' } }),
      quoted('acc_b', { pricing: { kind: 'percent', bps: 50 } }),
    )
    expect(chosen(history)).toBe('acc_b')
    expect(chosen([...history, reference('7.4', nowMs)])).toBe('acc_a')
  })
  it('of one acceptor pass each other within their bucket when the reference moves', () => {
    const { quotes } = quoted('acc_a', { quote: 'quo_fixed', pricing: { kind: 'fixed', price: '7.255' } })
    const { quotes: others } = quoted('acc_a', { quote: 'quo_percent', pricing: { kind: 'percent', bps: 5 } })
    const history = standing(profileOf('acc_a', { quotes: [...quotes, ...others] }))
    expect(offerFrom(history).data.quote).toBe('quo_percent')
    expect(offerFrom([...history, reference('7.2525', nowMs)]).data.quote).toBe('quo_fixed')
  })
})

describe('the best quote', () => {
  it('is the one of the best price bucket', () => {
    expect(
      chosen(
        standing(
          profileOf('acc_a', { score: 1000 }),
          quoted('acc_b', { pricing: { kind: 'fixed', price: '7.29' } }),
        ),
      ),
    ).toBe('acc_b')
  })
  it('within a bucket is that of the better reputation, though a little dearer', () => {
    const history = standing(
      quoted('acc_a', { pricing: { kind: 'fixed', price: '7.3001' } }, { score: 510 }),
      quoted('acc_b', { pricing: { kind: 'fixed', price: '7.3' } }),
    )
    expect(chosen(history)).toBe('acc_a')
  })
  it('among equals is that of who waits longest, then of the lower id', () => {
    let history = standing(profileOf('acc_b'), profileOf('acc_c'), profileOf('acc_a'))
    const given = [1, 2, 3, 4].map((number) => {
      const command = request(
        { payment: `pay_${number}`, payerFingerprint: `payer-${number}` },
        nowMs + number,
      )
      const name = chosen(history, command)
      history = after(history, command)
      return name
    })
    expect(given).toEqual(['acc_a', 'acc_b', 'acc_c', 'acc_a'])
  })
  it('is never two for one payer while the first is open, of any amount, on any account', () => {
    const history = after(standing(profileOf('acc_a'), profileOf('acc_b')), request())
    const second = request({ payment: 'pay_2' })
    expect(chosen(history, second)).toBe('payer_has_open_order')
    expect(
      chosen(history, request({ payment: 'pay_2', amount: { fix: 'usdt', usdtMicro: usdt(101) } })),
    ).toBe('payer_has_open_order')
    const other = request({ payment: 'pay_2', payerFingerprint: 'payer-2' })
    expect(['acc_a', 'acc_b']).toContain(chosen(history, other))
    const closed: BookEvent = {
      type: 'order.closed',
      data: {
        ledger,
        payment: 'pay_1',
        attempt: 1,
        acceptor: 'acc_a',
        outcome: 'settled',
        atMs: nowMs,
      },
    }
    expect(['acc_a', 'acc_b']).toContain(chosen([...history, closed], second))
  })
  it('may follow another of the same payment that is not closed yet, but not on the same account for the same amount', () => {
    const history = after(standing(profileOf('acc_a'), profileOf('acc_b')), request())
    const next = request({ attempt: 2 })
    expect(chosen(history, next)).toBe('acc_b')
    // Both are open: one that closes leaves the other in the way of a third.
    const closed = (attempt: number): BookEvent => ({
      type: 'order.closed',
      data: { ledger, payment: 'pay_1', attempt, acceptor: 'acc_a', outcome: 'void', atMs: nowMs },
    })
    const both = after(history, next)
    const third = request({ payment: 'pay_2' })
    expect(chosen([...both, closed(1)], third)).toBe('payer_has_open_order')
    expect(chosen([...both, closed(1), closed(2)], third)).not.toBe('payer_has_open_order')
    const alone = after(standing(profileOf('acc_a')), request())
    expect(chosen(alone, next)).toBe('no_acceptor')
    expect(chosen(alone, request({ attempt: 2, amount: { fix: 'usdt', usdtMicro: usdt(101) } }))).toBe(
      'acc_a',
    )
  })
  it('uses the account that took least today', () => {
    const two = profileOf('acc_a')
    const [account] = two.accounts
    const history = after(
      standing({ ...two, accounts: [account!, { ...account!, account: 'pac_b' }] }),
      request(),
    )
    expect(
      offerFrom(history, request({ payment: 'pay_2', payerFingerprint: 'payer-2' })).data.account,
    ).toBe('pac_b')
  })
})

const close = (payment: string, outcome: 'settled' | 'void', atMs = nowMs) =>
  ({
    type: 'matching.book.close_order',
    data: { ledger, payment, attempt: 1, outcome },
    atMs,
  }) as const

describe('a suspension', () => {
  const suspended = (revision: number, active = false) =>
    ({
      type: 'matching.book.note_acceptor',
      data: { ledger, profile: profileOf('acc_a', { revision, active }) },
    }) as const
  const busy = after(
    standing(profileOf('acc_a'), profileOf('acc_b', { online: false })),
    request(),
    request({ payment: 'pay_2', payerFingerprint: 'payer-2' }),
  )
  const toldOf = (payment: string, attempt = 1): BookEvent => ({
    type: 'order.suspended',
    data: { ledger, payment, attempt, acceptor: 'acc_a' },
  })

  it('is told to every open order of the acceptor, behind its profile', () => {
    const { profile } = suspended(2).data
    book
      .given(...busy)
      .when(suspended(2))
      .thenCheck(({ events }) =>
        expect(events).toEqual([noted(profile), toldOf('pay_1'), toldOf('pay_2')]),
      )
  })
  it('is told once, and again only after a reinstatement, to those that are open then', () => {
    const once = [...busy, noted(suspended(2).data.profile)]
    book
      .given(...once)
      .when(suspended(3))
      .then(noted(suspended(3).data.profile))
    book
      .given(...once)
      .when(suspended(1))
      .thenNothing()
    book
      .given(...once, noted(suspended(3, true).data.profile))
      .when(suspended(4))
      .thenCheck(({ events }) =>
        expect(events).toEqual([
          noted(suspended(4).data.profile),
          toldOf('pay_1'),
          toldOf('pay_2'),
        ]),
      )
  })
  it('lets nothing more be offered, and says nothing of ended orders and of others', () => {
    const other = { ...suspended(2).data.profile, acceptor: 'acc_b' }
    book
      .given(...busy)
      .when({ type: 'matching.book.note_acceptor', data: { ledger, profile: other } })
      .then(noted(other))
    const third = request({ payment: 'pay_3', payerFingerprint: 'payer-3' })
    expect(chosen([...busy, noted(suspended(2).data.profile)], third)).toBe('no_acceptor')
    const history = after(standing(profileOf('acc_a')), request())
    const ended: BookEvent = {
      type: 'order.closed',
      data: { ledger, payment: 'pay_1', attempt: 1, acceptor: 'acc_a', outcome: 'void', atMs: nowMs },
    }
    book
      .given(...history, ended)
      .when(suspended(2))
      .then(noted(suspended(2).data.profile))
  })
})

describe('what an offer uses', () => {
  const second = request({ payment: 'pay_2', payerFingerprint: 'payer-2' })

  it('is reserved until the ledger shows its escrow', () => {
    const tight = [reference(), noted(profileOf('acc_a')), liquid('acc_a', 199)]
    const history = after(tight, request())
    expect(chosen(history, second)).toBe('no_acceptor')
    // Pended in the ledger, and as much again came in: the reservation ends, the figure counts.
    expect(chosen([...history, liquid('acc_a', 199, 2, [escrowIdOf('pay_1', 1)])], second)).toBe(
      'acc_a',
    )
    // A later figure that does not show the escrow does not end the reservation.
    expect(chosen([...history, liquid('acc_a', 199, 2)], second)).toBe('no_acceptor')
  })
  it('ends its reservation by an older figure too, which changes nothing else', () => {
    const history = after(
      [reference(), noted(profileOf('acc_a')), liquid('acc_a', 199, 5)],
      request(),
    )
    book
      .given(...history, liquid('acc_a', 150, 7))
      .when({
        type: 'matching.book.note_liquidity',
        data: {
          ledger,
          acceptor: 'acc_a',
          freeMicro: usdt(1),
          position: 6,
          transfers: [escrowIdOf('pay_1', 1)],
        },
      })
      .thenCheck(({ state }) => {
        const seat = state.seats.get('acc_a')!
        expect([seat.freeMicro, seat.reservedMicro, seat.position]).toEqual([usdt(150), 0n, 7])
      })
  })
  it('counts against open orders and open value until it closes', () => {
    for (const cap of [{ maxOpenOrders: 1 }, { maxOpenMicro: usdt(150) }]) {
      const history = after(standing(profileOf('acc_a', cap)), request())
      expect(chosen(history, second)).toBe('no_acceptor')
      expect(chosen(after2(history, close('pay_1', 'settled')), second)).toBe('acc_a')
    }
  })
  it('counts for its UTC day and month when settled, and is given back when void', () => {
    const caps: readonly AcceptorProfile[] = [
      profileOf('acc_a', { maxPerDayMicro: usdt(150) }),
      accounted('acc_a', { maxPerDayMinor: 100_000n }),
      profileOf('acc_a', { maxPerMonthMicro: usdt(150) }),
      accounted('acc_a', { maxPerMonthMinor: 100_000n }),
    ]
    for (const [index, cap] of caps.entries()) {
      const history = after(standing(cap), request())
      expect(chosen(after2(history, close('pay_1', 'settled')), second)).toBe('no_acceptor')
      expect(chosen(after2(history, close('pay_1', 'void')), second)).toBe('acc_a')
      const tomorrow = nowMs + dayMs
      const later = request({ payment: 'pay_2', payerFingerprint: 'payer-2' }, tomorrow)
      const isMonthly = index >= 2
      expect(chosen([...history, reference('7.25', tomorrow)], later)).toBe(
        isMonthly ? 'no_acceptor' : 'acc_a',
      )
      const nextMonth = nowMs + 30 * dayMs
      const muchLater = request({ payment: 'pay_2', payerFingerprint: 'payer-2' }, nextMonth)
      expect(chosen([...history, reference('7.25', nextMonth)], muchLater)).toBe('acc_a')
    }
  })
  it('closes once; of an unknown order there is nothing to close', () => {
    const history = after(standing(profileOf('acc_a')), request())
    book
      .given(...history)
      .when(close('pay_1', 'void'))
      .then({
        type: 'order.closed',
        data: {
          ledger,
          payment: 'pay_1',
          attempt: 1,
          acceptor: 'acc_a',
          outcome: 'void',
          atMs: nowMs,
        },
      })
    book
      .given(...after2(history, close('pay_1', 'void')))
      .when(close('pay_1', 'settled'))
      .thenNothing()
    book
      .given(...history)
      .when(close('pay_9', 'void'))
      .thenNothing()
  })
})

function after2(
  history: readonly BookEvent[],
  command: ReturnType<typeof close>,
): readonly BookEvent[] {
  let events: readonly BookEvent[] = []
  book
    .given(...history)
    .when(command)
    .thenCheck((outcome) => {
      events = outcome.events
    })
  return [...history, ...events]
}

describe('profiles and liquidity', () => {
  it('are news only when later than what is known', () => {
    const note = (revision: number) =>
      ({
        type: 'matching.book.note_acceptor',
        data: { ledger, profile: profileOf('acc_a', { revision }) },
      }) as const
    const known = noted(profileOf('acc_a', { revision: 4 }))
    book.given(known).when(note(3)).thenNothing()
    book.given(known).when(note(4)).thenNothing()
    book
      .given(known)
      .when(note(5))
      .then(noted(profileOf('acc_a', { revision: 5 })))
    const free = (position: number) =>
      ({
        type: 'matching.book.note_liquidity',
        data: {
          ledger,
          acceptor: 'acc_a',
          freeMicro: usdt(5),
          position,
          transfers: ['t'] as string[],
        },
      }) as const
    book
      .given(liquid('acc_a', 5, 4))
      .when(free(4))
      .thenNothing()
    book
      .given(liquid('acc_a', 5, 4))
      .when(free(5))
      .then(liquid('acc_a', 5, 5, ['t']))
  })
  it('may come in any order, liquidity before the profile', () => {
    expect(chosen([liquid('acc_a', 1000), reference(), noted(profileOf('acc_a'))])).toBe('acc_a')
    expect(chosen([noted(profileOf('acc_a')), liquid('acc_a', 1000), reference()])).toBe('acc_a')
  })
  it('take a quote out of the book when a profile no longer has it', () => {
    expect(
      chosen([
        ...standing(profileOf('acc_a')),
        noted(profileOf('acc_a', { revision: 2, quotes: [] })),
      ]),
    ).toBe('no_acceptor')
  })
})

describe('a reference', () => {
  const record = (price: string, inputs = inputsAt(price, nowMs), atMs = nowMs) =>
    ({
      type: 'matching.book.record_reference',
      data: { ledger, currency: 'CNY', price, inputs },
      atMs,
    }) as const

  it('is recorded with its inputs', () => {
    book.when(record('7.25')).then({
      type: 'reference.recorded',
      data: {
        ledger,
        currency: 'CNY',
        price: '7.25',
        inputs: inputsAt('7.25', nowMs),
        atMs: nowMs,
      },
    })
  })
  it('of the same inputs is nothing new', () => {
    book.given(reference('7.25', nowMs)).when(record('7.25')).thenNothing()
  })
  it('needs three sources of different names', () => {
    const [a, b, c] = inputsAt('7.25', nowMs)
    book.when(record('7.25', [a!, b!])).thenRejected('reference_too_few_sources')
    book
      .when(record('7.25', [a!, b!, { ...c!, used: false }]))
      .thenRejected('reference_too_few_sources')
    book
      .when(record('7.25', [a!, b!, { ...b!, price: '7.26' }]))
      .thenRejected('reference_too_few_sources')
  })
  it('needs fresh inputs', () => {
    book
      .when(record('7.25', inputsAt('7.25', nowMs - 60_001)))
      .thenRejected('reference_input_stale')
  })
  it('is the median of what was used', () => {
    const inputs = inputsAt('7.25', nowMs).map((input, index) => ({
      ...input,
      price: ['7.2', '7.25', '7.4'][index]!,
    }))
    book.when(record('7.26', inputs)).thenRejected('reference_not_median')
    book.when(record('7.25', inputs)).thenCheck(({ events }) => expect(events).toHaveLength(1))
  })
})

describe('the policy', () => {
  const policy = { ...defaultBookPolicy, quoteRestMs: 0, maxDeviationBps: 50 }
  it('is set by an event and holds from there', () => {
    const set = { type: 'matching.book.set_policy', data: { ledger, policy } } as const
    const event: BookEvent = { type: 'book.policy_set', data: { ledger, policy } }
    book.when(set).then(event)
    book.given(event).when(set).thenNothing()
    book.when({ ...set, data: { ledger, policy: defaultBookPolicy } }).thenNothing()
    const history = standing(
      quoted('acc_a', { setAtMs: nowMs }),
      quoted('acc_b', { setAtMs: nowMs, pricing: { kind: 'percent', bps: 50 } }),
    )
    expect(chosen(history)).toBe('no_acceptor')
    expect(chosen([...history, event])).toBe('acc_b')
    expect(chosen([...history, event], request({ excludedAcceptors: ['acc_b'] }))).toBe(
      'no_acceptor',
    )
  })
})

describe('codes', () => {
  it('are all reached', () => {
    coversAllRejections(bookRejections, book)
    expect([...failuresSeen].sort()).toEqual([...matchFailures].sort())
  })
})
