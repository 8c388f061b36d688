import {
  id, ledgerCommands, usdtMoney, type AccountBalance, type LedgerId, type PostedBalance, type StatementLine, type StatementPage,
  type TrialBalance,
} from '@stablegate/contracts'
import { assertThat } from '@stablegate/kernel'
import { z } from 'zod'
import { holderOf } from '../http/caller.ts'
import { csvType } from '../http/csv.ts'
import { fromAs, onward, pageList, paging } from '../http/paging.ts'
import { at, pastPosition, type At } from '../http/past.ts'
import { Problem, problemOfRejection } from '../http/problem.ts'
import { get, post, type Call, type Route } from '../http/route.ts'
import { acted, list, listOf, moneyAnswer, text, usdt } from '../http/wire.ts'
import { allLines, maxCsvLines } from './csv-lines.ts'
import { lineAnswer, shownLine, statementCsv } from './statement-line.ts'

const balanceAnswer = z.object({
  account: z.string(), posted: moneyAnswer, pending: moneyAnswer.optional(), free: moneyAnswer.optional(),
  incoming: moneyAnswer.optional().describe('Pending into the account. What was pending is not told of the past'),
})
const asOf = z.string().optional().describe('Position of the log that an answer about the past stands at')
const shownBalance = (row: AccountBalance): object => ({
  account: row.account, posted: usdtMoney(row.postedMicro), pending: usdtMoney(row.pendingMicro),
  free: usdtMoney(row.freeMicro), incoming: usdtMoney(row.incomingMicro),
})

const accountsOf = async (call: Call, ledger: LedgerId, where: object): Promise<readonly AccountBalance[]> => {
  const { accounts } = await call.gateway.ask<{ accounts: AccountBalance[] }>('ledger', 'balances', { ledger, ...where }, call.after)
  return accounts
}

/** Posted balances of the past, with the position they stand at. */
const pastAccounts = async (call: Call, moment: At, where: object) => {
  const past = await pastPosition(call, 'ledger', moment)
  const { accounts } = await call.gateway.ask<{ accounts: readonly PostedBalance[] }>(
    'ledger', 'balancesAt', { ledger: call.gateway.ledger, position: past.position, ...where }, past)
  return {
    shown: accounts.map(({ account, postedMicro }) => ({ account, posted: usdtMoney(postedMicro) })),
    as_of: `${past.log}:${past.position}`,
  }
}

const holders = ['merchant', 'acceptor', 'agent'] as const

const fund = post({
  operation: 'addTestFunds', path: '/v1/test_funds', tag: 'Operations',
  summary: 'Test mode only: USDT out of nothing, against the account custody:test', roles: ['operator'], scope: 'operate',
  body: z.strictObject({ holder: z.union([id('acceptor'), id('merchant')]), amount: usdt, note: text(200).optional() }),
  status: 201, answer: acted, codes: ['test_mode_only'],
  handle: async (call) => {
    const { gateway, seed, body: { holder, amount, note } } = call
    if (gateway.livemode) throw new Problem('test_mode_only')
    const isMerchant = holder.startsWith('mer_')
    const { events, position } = await gateway.send(call, ledgerCommands.transfer, {
      ledger: gateway.ledger,
      transfers: [{
        kind: 'post', id: `test_funds:${seed}`, debit: 'custody:test',
        credit: isMerchant ? `merchant:${holder}:available` : `acceptor:${holder}`, amountMicro: amount, category: 'test_funds',
      }],
      memo: { ...(isMerchant ? { merchant: holder } : { acceptor: holder }), ...(note === undefined ? {} : { note }) },
    })
    const refused = events.find(({ type }) => type === 'transfers.refused')
    if (refused) {
      const { reason } = refused.data as { readonly reason: string }
      assertThat(reason, 'a refused movement names its reason')
      throw problemOfRejection(reason)
    }
    return { body: { id: holder, object: isMerchant ? 'merchant' : 'acceptor', events: events.map(({ type }) => type) }, position }
  },
})

const account = z.string().max(90).optional()
const statementQuery = { ...paging, account }
/** Page after page, newest first. */
const csvLines = (call: Call, where: object, limit: number, startingAfter: string | undefined): Promise<readonly StatementLine[]> =>
  allLines(async (page) => {
    const { lines, hasMore } = await call.gateway.ask<StatementPage>(
      'ledger', 'statement', { ledger: call.gateway.ledger, ...where, ...page }, call.after)
    return { rows: lines, hasMore }
  }, limit, startingAfter)

export const moneyRoutes: readonly Route[] = [
  get({
    operation: 'getBalance', path: '/v1/balance', tag: 'Money', summary: 'Own accounts: what is there, what is pending, what is free',
    roles: holders, query: z.strictObject({ at }),
    answer: z.object({ object: z.literal('balance'), accounts: z.array(balanceAnswer), as_of: asOf }),
    handle: async (call) => {
      if (call.query.at) {
        const { shown, as_of } = await pastAccounts(call, call.query.at, { owner: holderOf(call.caller) })
        return { body: { object: 'balance', accounts: shown, as_of } }
      }
      const accounts = await accountsOf(call, call.gateway.ledger, { owner: holderOf(call.caller) })
      return { body: { object: 'balance', accounts: accounts.map(shownBalance) } }
    },
  }),
  get({
    operation: 'getStatement', path: '/v1/statement', tag: 'Money', summary: 'Movements of the own accounts, newest first',
    roles: holders, query: z.strictObject(statementQuery), answer: listOf(lineAnswer),
    handle: async (call) => {
      const { limit, account: named } = call.query
      const { lines, hasMore } = await call.gateway.ask<StatementPage>('ledger', 'statement', {
        // The owner stands beside the account, so an account of another gives nothing.
        ledger: call.gateway.ledger, owner: holderOf(call.caller), limit, ...fromAs('before', call.query),
        ...(named ? { account: named } : {}),
      }, call.after)
      return { body: list(lines.map(shownLine), hasMore) }
    },
  }),
  get({
    operation: 'exportStatement', path: '/v1/statement/export', tag: 'Money',
    summary: 'The same movements as CSV, newest first: for the lines before them name the last id in `starting_after`',
    roles: holders, answer: z.string().describe('text/csv'),
    query: z.strictObject({ ...onward, account, limit: z.coerce.number().int().min(1).max(maxCsvLines).default(maxCsvLines) }),
    handle: async (call) => {
      const { limit, starting_after: before, account: named } = call.query
      const lines = await csvLines(call, { owner: holderOf(call.caller), ...(named ? { account: named } : {}) }, limit, before)
      return { body: statementCsv(lines), contentType: csvType }
    },
  }),
  get({
    operation: 'listAccounts', path: '/v1/accounts', tag: 'Operations', summary: 'All accounts of the ledger by name',
    roles: ['operator', 'accountant', 'auditor'],
    query: z.strictObject({ ...paging, owner: z.string().max(60).optional(), at }),
    answer: listOf(balanceAnswer),
    handle: async (call) => {
      const { limit, owner, at: moment } = call.query
      const where = { limit: limit + 1, ...fromAs('after', call.query), ...(owner ? { owner } : {}) }
      if (moment) {
        const { shown, as_of } = await pastAccounts(call, moment, where)
        return { body: { ...pageList(shown, call.query, (one) => one), as_of } }
      }
      const accounts = await accountsOf(call, call.gateway.ledger, where)
      return { body: pageList(accounts, call.query, shownBalance) }
    },
  }),
  get({
    operation: 'getAccountStatement', path: '/v1/accounts/statement', tag: 'Operations', summary: 'Movements of any account or owner',
    roles: ['operator', 'accountant', 'auditor'],
    query: z.strictObject({ ...statementQuery, owner: z.string().max(60).optional() }), answer: listOf(lineAnswer),
    handle: async (call) => {
      const { limit, account: named, owner } = call.query
      const { lines, hasMore } = await call.gateway.ask<StatementPage>('ledger', 'statement', {
        ledger: call.gateway.ledger, limit, ...fromAs('before', call.query), ...(owner ? { owner } : {}),
        ...(named ? { account: named } : {}),
      }, call.after)
      return { body: list(lines.map(shownLine), hasMore) }
    },
  }),
  get({
    operation: 'getTrialBalance', path: '/v1/trial_balance', tag: 'Operations', summary: 'Debits and credits of the whole ledger',
    roles: ['operator', 'accountant', 'auditor'],
    answer: z.object({
      object: z.literal('trial_balance'), ledger: z.string(), debits: moneyAnswer, credits: moneyAnswer,
      pending_debits: moneyAnswer, pending_credits: moneyAnswer, balanced: z.boolean(),
    }),
    handle: async (call) => {
      const sums = await call.gateway.ask<TrialBalance>('ledger', 'trialBalance', { ledger: call.gateway.ledger }, call.after)
      return {
        body: {
          object: 'trial_balance', ledger: call.gateway.ledger, debits: usdtMoney(sums.debitsPostedMicro),
          credits: usdtMoney(sums.creditsPostedMicro), pending_debits: usdtMoney(sums.debitsPendingMicro),
          pending_credits: usdtMoney(sums.creditsPendingMicro), balanced: sums.isBalanced,
        },
      }
    },
  }),
  fund,
]
