import { acceptorCommands, idFrom, ledgerCommands, ledgerOf, type AcceptorRow, type Spec } from '@stablegate/contracts'
import { RoundsWorker, type HostContext, type Worker } from '@stablegate/host'
import { uuidv5 } from '@stablegate/kernel'
import type { z } from 'zod'
import { gatewaySettings, type GatewayConfig } from '../config.ts'
import { paymentAccountFingerprint } from '../crypto/fingerprints.ts'
import { MasterKey } from '../crypto/master-key.ts'
import { Vault } from '../crypto/vault.ts'
import { subjectKeys } from '../store/subject-keys.ts'
import { bots, botTills, type Bot } from './bots.ts'

type Context = HostContext<GatewayConfig>
type Send = <S extends Spec>(spec: S, data: z.input<S['schema']>, ...id: readonly (string | number)[]) => Promise<void>

const pollMs = 2_000
const usdt = 1_000_000n
/** A bot that has less is given so much again. */
const lowMicro = 200_000n * usdt
const fillMicro = 1_000_000n * usdt
/** No amount is too large or too small to be tried. */
const range = { minMinor: 1n, maxMinor: 10n ** 12n }
/** One percent below the reference: cheaper than people, so that a documented amount meets a bot. */
const bpsBelow = -100

const actor = 'gateway:test-bots'

const sendOf = ({ commands }: Context): Send => async (spec, data, ...id) => {
  const answer = await commands.send(spec.type, spec.parse(data), { id: uuidv5('test-bot', ...id), actor })
  // A refusal says that it is so already; all else is tried again in the next round.
  if (answer.status === 'retry' || answer.status === 'broken') throw new Error(`${spec.type}: ${answer.status}`)
}

/** Registers, verifies, opens accounts, quotes: each step by an id of its own, so a repetition finds it done. */
const setUp = async ({ acceptor, owner, name }: Bot, master: MasterKey, vault: Vault, send: Send): Promise<void> => {
  const me = { acceptor }
  await send(acceptorCommands.register, { ...me, livemode: false, name, owner, house: true }, acceptor, 'register')
  await send(acceptorCommands.verify, { ...me, tier: 'house' }, acceptor, 'verify')
  for (const { currency, method } of botTills) {
    const till = `${acceptor}:${currency}:${method}`
    const details = { holder: name, account: `TEST-${till.replaceAll(/[^0-9A-Za-z]/g, '')}`, bank: 'Bank of Test Mode' }
    await send(acceptorCommands.addAccount, {
      ...me, account: idFrom('account', till), method, currency,
      maxPerOrderMinor: range.maxMinor, maxPerDayMinor: range.maxMinor * 1_000n, maxPerMonthMinor: range.maxMinor * 10_000n,
      sealedDetails: await vault.seal(acceptor, `${till}:details`, JSON.stringify(details)),
      fingerprint: paymentAccountFingerprint(master, method, currency, details),
    }, till, 'account')
    await send(acceptorCommands.setQuote, {
      ...me, quote: idFrom('quote', till), currency, pricing: { kind: 'percent', bps: bpsBelow }, methods: [method], ...range,
    }, till, 'quote')
  }
}

type Balance = { readonly account: string; readonly freeMicro: bigint }

/**
 * Keeps the bots as they should be: set up, with test USDT, and online again after a documented
 * silence has taken them offline. Looks at what is and mends it, so a round may end anywhere.
 */
export const botKeeperOf = (context: Context): readonly Worker[] => {
  const { masterKey, hasBots } = gatewaySettings(context.config, context.livemode)
  if (!hasBots || context.livemode) return []
  const { clock, queries } = context
  const send = sendOf(context)
  const ledger = ledgerOf(false)
  const isSetUp = new Set<string>()

  const ask = async <Value>(service: string, name: string, input: unknown): Promise<Value> => {
    const answer = await queries.ask<Value>(service, name, input)
    if (answer.status !== 'answered') throw new Error(`${service} does not answer ${name}`)
    return answer.value
  }

  const fill = async (acceptor: string): Promise<void> => {
    const { accounts } = await ask<{ accounts: Balance[] }>('ledger', 'balances', { ledger, owner: acceptor })
    const free = accounts.find(({ account }) => account === `acceptor:${acceptor}`)?.freeMicro ?? 0n
    if (free >= lowMicro) return
    const id = `test_funds:${acceptor}:${clock.now()}`
    await send(ledgerCommands.transfer, {
      ledger, memo: { acceptor, note: 'a bot of test mode' },
      transfers: [{
        kind: 'post', id, debit: 'custody:test', credit: `acceptor:${acceptor}`, amountMicro: fillMicro, category: 'test_funds',
      }],
    }, id)
  }

  const keep = async (bot: Bot): Promise<void> => {
    const { acceptor } = bot
    if (!isSetUp.has(acceptor)) {
      const master = new MasterKey(masterKey)
      await setUp(bot, master, new Vault(master, subjectKeys(context.pool)), send)
      isSetUp.add(acceptor)
    }
    const row = await ask<AcceptorRow | null>('acceptor', 'getAcceptor', { acceptor })
    if (row?.status !== 'verified') return
    await fill(acceptor)
    if (!row.online) await send(acceptorCommands.goOnline, { acceptor }, acceptor, 'online', clock.now())
  }

  return [new RoundsWorker({
    name: 'test-bots', context, logs: ['acceptor'], pollMs,
    round: async (signal) => {
      for (const bot of bots) if (!signal.aborted) await keep(bot)
    },
  })]
}
