import { randomUUID } from 'node:crypto'
import { accounts, ledgerCommands, ledgerOf } from '@stablegate/contracts'
import type { TransferRequest, TrialBalance } from '@stablegate/contracts'
import { boot } from '@stablegate/host'
import type { Running } from '@stablegate/host'
import type { Answer, Envelope } from '@stablegate/kernel'
import { ledger } from '@stablegate/ledger'
import pg from 'pg'
import type { Contender } from '../rounds.ts'
import { hostConfig } from '../servers.ts'
import { Answered, accountCount, openingMicro } from './transfers.ts'
import type { BenchTransfer } from './transfers.ts'

const book = ledgerOf(false)
const { type } = ledgerCommands.transfer
const actor = 'bench'

/** How a command reaches the ledger: by a call in its process, or over NATS. */
export type Way = 'in process' | 'over NATS'

export type OurLedger = {
  readonly contender: (next: () => BenchTransfer, way: Way) => Contender
  /** Throws unless debits equal credits and every answered transfer is in the log. */
  readonly audit: () => Promise<void>
  readonly close: () => Promise<void>
}

export const merchant = (account: number): string => accounts.available(`m${account}`)
const names = Array.from({ length: accountCount }, (_, account) => merchant(account))
const nameOf = (account: number): string => names[account] ?? merchant(account)

type Data = { readonly ledger: typeof book; readonly transfers: readonly TransferRequest[]; readonly memo: object }

const dataOf = ({ id, debit, credit, amountMicro }: BenchTransfer): Data => ({
  ledger: book,
  transfers: [{
    kind: 'post', id, debit: nameOf(debit), credit: nameOf(credit), amountMicro,
    category: 'adjustment',
  }],
  memo: {},
})

const envelopeOf = (data: Data): Envelope => {
  const id = randomUUID()
  return { id, type, data, actor, correlationId: id, causationId: id }
}

const positionOf = (answer: Answer): number => {
  if (answer.status !== 'accepted') throw new Error(`the ledger answered ${JSON.stringify(answer)}`)
  return answer.position
}

const fund = async (running: Running): Promise<void> => {
  await Promise.all(Array.from({ length: accountCount }, async (_, account) => {
    const transfers = [{
      kind: 'post', id: `open-${account}`, debit: accounts.testCustody, credit: merchant(account),
      amountMicro: openingMicro, category: 'test_funds',
    }] as const
    positionOf(await running.handle('ledger', envelopeOf({ ledger: book, transfers, memo: {} })))
  }))
}

/** Asks a query that waits for the view until it has read so far. */
const caughtUp = async (running: Running, position: number): Promise<TrialBalance> => {
  const deadlineAtMs = Date.now() + 60_000
  for (;;) {
    const answer = await running.queries.ask<TrialBalance>(
      'ledger', 'trialBalance', { ledger: book }, { after: { log: 'ledger', position } })
    if (answer.status === 'answered') return answer.value
    if (Date.now() > deadlineAtMs) throw new Error(`the view does not catch up: ${answer.status}`)
  }
}

export const openOurLedger = async (databaseUrl: string, natsUrl: string): Promise<OurLedger> => {
  const running = await boot(ledger, {
    ...hostConfig(databaseUrl, natsUrl), migrate: true, overTheBus: true,
  })
  await running.ready()
  await fund(running)
  const answered = new Answered()
  let lastPosition = 0
  return {
    contender: (next, way) => ({
      name: 'stablegate',
      work: async () => {
        const transfer = next()
        const data = dataOf(transfer)
        const answer = way === 'in process'
          ? await running.handle('ledger', envelopeOf(data))
          : await running.commands.send(type, data, { id: randomUUID(), actor })
        lastPosition = Math.max(lastPosition, positionOf(answer))
        answered.add(transfer)
        return 1
      },
      settle: async () => {
        await caughtUp(running, lastPosition)
      },
    }),
    audit: async () => {
      const trial = await caughtUp(running, lastPosition)
      const client = new pg.Client({ connectionString: databaseUrl })
      await client.connect()
      const { rows } = await client.query<{ transfers: string }>(
        `select count(*) as transfers from eventstore.event where log = 'ledger'`)
      await client.end()
      const expected = answered.size + accountCount
      if (!trial.isBalanced || Number(rows[0]?.transfers) !== expected) {
        throw new Error(`the ledger is wrong: ${rows[0]?.transfers} of ${expected} transfers`)
      }
    },
    close: () => running.stop(),
  }
}
