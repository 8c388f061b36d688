import { z } from 'zod'
import { id } from './ids.ts'
import { message } from './message.ts'
import { positiveMinor } from './money.ts'
import { clockCommand } from './order.ts'
import { clockChanges, closeReasons, disputeReasons } from './order-events.ts'
import { testScripts } from './test-amounts.ts'

const payment = id('payment')
const attempt = z.int().min(1)
const dayMs = 86_400_000

/** What a bot must know of its payment, as the order service told it. */
export const testFact = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('offered'), attempt, acceptor: id('acceptor'), fiatMinor: positiveMinor, isBot: z.boolean() }),
  z.object({ kind: z.literal('escrowed'), attempt }),
  z.object({ kind: z.literal('accepted'), attempt }),
  z.object({ kind: z.literal('claimed'), attempt }),
  z.object({ kind: z.literal('amount_queried') }),
  z.object({ kind: z.literal('refund_due') }),
  z.object({ kind: z.literal('disputed'), reason: z.enum(disputeReasons) }),
  z.object({ kind: z.literal('proposed'), operator: id('operator') }),
  z.object({ kind: z.literal('closed'), reason: z.enum(closeReasons) }),
  z.object({ kind: z.literal('settled'), attempt }),
  z.object({ kind: z.literal('recall_reported') }),
])
export type TestFact = z.output<typeof testFact>

/** What a bot does: as the acceptor, as its bank, or as the operators of test mode. */
export const testAct = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('accept') }),
  z.object({ kind: z.literal('decline') }),
  z.object({ kind: z.literal('report_unusable') }),
  /** `ownReference`: the bank names another reference than the customer, who may have named none. */
  z.object({ kind: z.literal('confirm'), receivedMinor: positiveMinor, payerMatches: z.boolean(), ownReference: z.boolean() }),
  z.object({ kind: z.literal('refuse'), reason: z.enum(['not_received', 'third_party']) }),
  z.object({ kind: z.literal('offer_refund') }),
  z.object({ kind: z.literal('refund') }),
  z.object({ kind: z.literal('confirm_late'), receivedMinor: positiveMinor }),
  z.object({ kind: z.literal('report_recall'), recalledMinor: positiveMinor }),
  z.object({ kind: z.literal('judge'), outcome: z.enum(['full', 'none']) }),
  z.object({ kind: z.literal('grant_recall') }),
  z.object({ kind: z.literal('approve') }),
])
export type TestAct = z.output<typeof testAct>

const on = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.object({ payment, ...shape, atMs: z.number(), clocks: clockChanges.optional() })

/** One stream a payment of test mode: what its bot knows, waits for and does. */
export const testPlayCommands = {
  begin: message('test-mode.play.begin', z.object({ payment, script: z.enum(testScripts) })),
  record: message('test-mode.play.record', z.object({ payment, fact: testFact })),
  clock: message('test-mode.play.clock', clockCommand),
}

export const testPlayEvents = {
  begun: message('play.begun', on({ script: z.enum(testScripts) })),
  noted: message('play.noted', on({ fact: testFact, next: testAct.optional() })),
  acted: message('play.acted', on({ act: testAct, acceptor: id('acceptor') })),
}

/** The furthest that one advance goes, and the clock in all: far enough for every window there is. */
export const maxTestAdvanceMs = 400 * dayMs
export const maxTestAheadMs = 4_000 * dayMs

const mover = z.union([id('merchant'), id('operator')])

/** The clock of a whole test system, one stream; `packages/host` follows it in every process. */
export const testTimeCommands = {
  advance: message('test-mode.time.advance', z.object({ byMs: z.int().min(1).max(maxTestAdvanceMs), by: mover })),
}

export const testTimeEvents = {
  /** `aheadMs`: how far the clock is ahead of the machine's in all, this advance included. */
  advanced: message('time.advanced', z.object({ byMs: z.number(), aheadMs: z.number(), by: mover, atMs: z.number() })),
}

/** Who judges in test mode what no tester could: the second one approves what needs two people. */
export const testOperators = { judge: 'opr_testbotJudge', second: 'opr_testbotSecond' } as const
