import { paymentCommands, testPlayEvents, type TestAct } from '@stablegate/contracts'
import { boot } from '@stablegate/host'
import { describe, expect, it } from 'vitest'
import { commandsOf } from './acts.ts'
import { reactions } from './reactions.ts'
import { testMode } from './service.ts'

const urls = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x', EVENT_STORE_URL: 'postgres://nobody@127.0.0.1:1/x', NATS_URL: 'nats://127.0.0.1:1' }

describe('the service of test mode', () => {
  it.each(['true', 'live'])('does not start where LIVEMODE is %s', async (livemode) => {
    await expect(boot(testMode, { env: {}, config: { ...urls, LIVEMODE: livemode } })).rejects.toThrow('never runs in live mode')
  })

  it('hears of no payment of live mode', () => {
    const [payments] = reactions
    const created = (livemode: boolean) => ({
      type: 'payment.created', data: { payment: 'pay_1', livemode, amount: { fix: 'fiat', currency: 'CNY', fiatMinor: 72_021n } },
    })
    expect(payments?.react(created(true) as never)).toEqual([])
    expect(payments?.react(created(false) as never)).toEqual([
      { type: 'test-mode.play.begin', data: { payment: 'pay_1', script: 'short' } },
    ])
  })

  it('makes a bot of nobody but owners that are named so', () => {
    const [payments] = reactions
    const offer = (owner: string) => ({
      type: 'payment.offer_recorded', data: { payment: 'pay_1', offer: { attempt: 1, acceptor: 'acc_1', fiatMinor: 1n, owner } },
    })
    for (const [owner, isBot] of [['testbot:1', true], ['bright', false], ['mytestbot:1', false]] as const) {
      expect(payments?.react(offer(owner) as never)).toMatchObject([{ data: { fact: { kind: 'offered', isBot } } }])
    }
  })
})

describe('acts', () => {
  const acts: readonly TestAct[] = [
    { kind: 'accept' }, { kind: 'decline' }, { kind: 'report_unusable' }, { kind: 'refuse', reason: 'third_party' },
    { kind: 'confirm', receivedMinor: 5n, payerMatches: true, ownReference: false },
    { kind: 'confirm', receivedMinor: 5n, payerMatches: false, ownReference: true },
    { kind: 'offer_refund' }, { kind: 'refund' }, { kind: 'confirm_late', receivedMinor: 5n }, { kind: 'report_recall', recalledMinor: 5n },
    { kind: 'judge', outcome: 'full' }, { kind: 'judge', outcome: 'none' }, { kind: 'grant_recall' }, { kind: 'approve' },
  ]

  it('are commands that the order service takes', () => {
    const specs = new Map<string, { readonly parse: (data: unknown) => unknown }>(
      Object.values(paymentCommands).map((spec) => [spec.type, spec]))
    for (const act of acts) {
      const event = testPlayEvents.acted.parse({ payment: 'pay_1', act, acceptor: 'acc_1', atMs: 1 })
      const commands = commandsOf(event)
      expect(commands).toHaveLength(1)
      for (const { type, data } of commands) expect(specs.get(type)?.parse(data)).toMatchObject({ payment: 'pay_1' })
    }
  })
})
