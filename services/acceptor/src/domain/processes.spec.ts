import {
  acceptorCommands,
  ledgerCommands,
  matchingCommands,
  ownerCommands,
} from '@stablegate/contracts'
import type { CommandToSend, Message, Process, RecordedEvent } from '@stablegate/kernel'
import { describe, expect, it } from 'vitest'
import { reactions } from '../reactions.ts'
import {
  acceptor,
  bondRequested,
  nowMs,
  online,
  ready,
  recorded,
  registered,
  suspended,
  usdt,
  verified,
} from './acceptor.spec-support.ts'
import { bondProcess } from './bond.process.ts'
import { profile } from './profile.ts'
import type { AcceptorEvent } from './state.ts'
import { bench, strikes } from './strikes.process.ts'

const specs = new Map(
  [acceptorCommands, ledgerCommands, matchingCommands, ownerCommands].flatMap((commands) =>
    Object.values(commands).map((spec) => [spec.type as string, spec] as const),
  ),
)

/** What a process sends at each event of one stream; every command must be of its schema. */
const run = <S>(
  process: Process<S>,
  events: readonly Message[],
): readonly (readonly CommandToSend[])[] => {
  let state = process.initial()
  return events.map((event, revision) => {
    const recordedEvent = { ...event, revision } as RecordedEvent
    state = process.evolve(state, recordedEvent as never)
    const commands = process.react(recordedEvent, state)
    for (const command of commands) specs.get(command.type)?.parse(command.data)
    return structuredClone(commands)
  })
}

describe('the profile for matching', () => {
  const sent = (events: readonly AcceptorEvent[]) =>
    run(profile, events).map(
      (commands) =>
        (commands[0]?.data as { profile: Record<string, unknown> } | undefined)?.profile,
    )

  it('begins with verification and is whole at every change, with the revision it is of', () => {
    const profiles = sent([...ready, online])
    expect(profiles.map((known) => known !== undefined)).toEqual([
      false,
      true,
      true,
      true,
      false,
      true,
      true,
    ])
    expect(profiles.at(-1)).toMatchObject({
      acceptor,
      revision: 6,
      owner: 'owner-a',
      active: true,
      online: true,
      autoAccept: false,
      score: 400,
      maxOpenOrders: 5,
      // 50 USDT of bond cover 3 % of these open orders.
      maxOpenMicro: 1_666_666_666n,
      maxPerDayMicro: usdt(20_000),
      quotes: [{ quote: 'quo_a', setAtMs: nowMs }],
      accounts: [{ account: 'pac_a', maxPerOrderMinor: 100_000n }],
    })
  })
  it('holds no sealed details and no fingerprint', () => {
    expect(
      JSON.stringify(sent([...ready, online]).at(-1), (_key, value: unknown) =>
        typeof value === 'bigint' ? `${value}` : value,
      ),
    ).not.toMatch(/sealed|f1/)
  })
  it('leaves out a switched-off account and a removed quote, and says when it is suspended', () => {
    const off: AcceptorEvent = {
      type: 'payment_account.disabled',
      data: { acceptor, account: 'pac_a', reason: 'r', atMs: nowMs },
    }
    const removed: AcceptorEvent = { type: 'quote.removed', data: { acceptor, quote: 'quo_a' } }
    expect(sent([...ready, off, removed, suspended]).slice(-3)).toMatchObject([
      { accounts: [] },
      { quotes: [] },
      { active: false },
    ])
  })
  it('speaks of reputation in steps of ten only', () => {
    const orders = ['ord_1', 'ord_2', 'ord_3', 'ord_4', 'ord_5'].map((order, index) => {
      const event = recorded('settled', order)
      return { ...event, data: { ...event.data, payerFingerprint: `p${index}` } }
    })
    // 2 points each: the fifth makes ten.
    expect(
      sent([...ready, ...orders])
        .slice(-5)
        .map((known) => known?.['score']),
    ).toEqual([undefined, undefined, undefined, undefined, 410])
  })
  it('of an event that changes nothing for matching is not sent', () => {
    expect(run(profile, [...ready, bondRequested(1, 2)]).at(-1)).toEqual([])
  })
  it('takes money leaving the bond off the cap at once', () => {
    const leaving: AcceptorEvent = {
      type: 'bond.refund_requested',
      data: {
        acceptor,
        transfer: 'bond:acc_a:2',
        livemode: false,
        amountMicro: usdt(20),
        atMs: nowMs,
      },
    }
    expect(sent([...ready, leaving]).at(-1)).toMatchObject({ maxOpenMicro: usdt(1000) })
  })
})

describe('the bond in the ledger', () => {
  const transfers = (event: AcceptorEvent) =>
    (run(bondProcess, [event])[0]?.[0]?.data as { transfers: unknown } | undefined)?.transfers

  it('moves from the acceptor to its bond, and back', () => {
    expect(run(bondProcess, [bondRequested(60)])[0]).toEqual([
      {
        type: 'ledger.book.transfer',
        data: {
          ledger: 'usdt-sandbox',
          memo: { acceptor, note: 'bond' },
          transfers: [
            {
              kind: 'post',
              id: 'bond:acc_a:1',
              debit: 'acceptor:acc_a',
              credit: 'bond:acc_a',
              amountMicro: usdt(60),
              category: 'bond',
            },
          ],
        },
      },
    ])
    expect(
      transfers({
        type: 'bond.refund_requested',
        data: { acceptor, transfer: 'bond:acc_a:2', livemode: true, amountMicro: 5n, atMs: 1 },
      }),
    ).toMatchObject([{ debit: 'bond:acc_a', credit: 'acceptor:acc_a' }])
  })
  it('slashed goes to who bore the loss, the penalty to penalties, in one set', () => {
    const slash = (lossMicro: bigint, penaltyMicro: bigint): AcceptorEvent => ({
      type: 'bond.slash_ordered',
      data: {
        acceptor,
        transfer: 'bond:acc_a:3',
        livemode: false,
        order: 'ord_1',
        lossMicro,
        payTo: 'merchant:mer_1:available',
        penaltyMicro,
        reason: 'r',
        atMs: 1,
      },
    })
    expect(transfers(slash(10n, 5n))).toMatchObject([
      {
        id: 'bond:acc_a:3',
        debit: 'bond:acc_a',
        credit: 'merchant:mer_1:available',
        amountMicro: 10n,
        category: 'slash',
      },
      { id: 'bond:acc_a:3:1', credit: 'penalties', amountMicro: 5n },
    ])
    expect(transfers(slash(0n, 5n))).toMatchObject([{ id: 'bond:acc_a:3', credit: 'penalties' }])
  })
  it("comes back as a fact from the ledger's log, accepted or refused", () => {
    const [facts] = reactions
    const accepted = (...ids: readonly string[]) =>
      ({
        type: 'transfers.accepted',
        data: { ledger: 'usdt-sandbox', digest: 1, transfers: ids.map((id) => ({ id })), memo: {} },
      }) as never
    expect(facts?.react(accepted('bond:acc_a:3', 'bond:acc_a:3:1', 'fee'))).toEqual([
      { type: 'acceptor.acceptor.note_bond', data: { acceptor, transfer: 'bond:acc_a:3' } },
    ])
    expect(facts?.react(accepted('escrow:pay_1:1', 'bond:mer_1:1', 'xbond:acc_a:1'))).toEqual([])
    const refused = {
      type: 'transfers.refused',
      data: {
        ledger: 'usdt-sandbox',
        digest: 1,
        ids: ['bond:acc_a:1'],
        offender: 'bond:acc_a:1',
        reason: 'insufficient_funds',
        memo: {},
      },
    } as never
    expect(facts?.react(refused)).toEqual([
      {
        type: 'acceptor.acceptor.note_bond',
        data: { acceptor, transfer: 'bond:acc_a:1', refused: 'insufficient_funds' },
      },
    ])
  })
})

describe('strikes', () => {
  it('go to the owner, who knows of all its acceptors', () => {
    expect(
      run(strikes, [
        registered(),
        verified(),
        recorded('settled'),
        recorded('declined', 'ord_2'),
        recorded('silent', 'ord_3'),
      ]),
    ).toEqual([
      [{ type: 'acceptor.owner.note_acceptor', data: { owner: 'owner-a', acceptor } }],
      [],
      [],
      [
        {
          type: 'acceptor.owner.strike',
          data: { owner: 'owner-a', acceptor, order: 'ord_2', outcome: 'declined' },
        },
      ],
      [
        {
          type: 'acceptor.owner.strike',
          data: { owner: 'owner-a', acceptor, order: 'ord_3', outcome: 'silent' },
        },
      ],
    ])
  })
  it('of an acceptor that was never registered go to nobody', () => {
    expect(run(strikes, [recorded('declined')])).toEqual([[]])
  })
  it('bench all acceptors of the owner', () => {
    expect(
      run(bench, [
        { type: 'owner.benched', data: { owner: 'o', acceptors: ['acc_a', 'acc_b'], atMs: 1 } },
      ])[0],
    ).toEqual([
      { type: 'acceptor.acceptor.take_offline', data: { acceptor: 'acc_a', reason: 'strikes' } },
      { type: 'acceptor.acceptor.take_offline', data: { acceptor: 'acc_b', reason: 'strikes' } },
    ])
  })
})
