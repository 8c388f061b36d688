import { acceptorEvents, payerStandingQuestion, type MessageOf, type PayerStanding } from '@stablegate/contracts'
import type { Query, RecordedEvent, View } from '@stablegate/kernel'
import type { z } from 'zod'
import { coolsUntilMs, newPayer, payerAfter, type PayerRecord } from '../domain/payer-standing.ts'
import type { Db } from './tables.ts'

/** What is known of a payer, by the fingerprint of name and account. */
export type PayersRow = { readonly id: string; readonly record: PayerRecord }

type Recorded = RecordedEvent<MessageOf<typeof acceptorEvents.orderRecorded>>

export const payersView: View<PayersRow> = {
  name: 'payers',
  version: 1,
  events: [acceptorEvents.orderRecorded],
  columns: { record: 'jsonb' },
  keys: ({ data }: Recorded) => [data.payerFingerprint],
  apply: (row, { data: { payerFingerprint, outcome, atMs } }: Recorded) =>
    ({ id: payerFingerprint, record: payerAfter(row?.record ?? newPayer, outcome, atMs) }),
}

/** Rule 18. The gateway asks before a payer chooses; somebody nobody knows is new. */
export const payerStanding: Query<Db> = {
  name: 'payerStanding',
  parse: (input) => payerStandingQuestion.parse(input),
  answer: async (db, { fingerprint, atMs }: z.output<typeof payerStandingQuestion>): Promise<PayerStanding> => {
    const row = await db.selectFrom('payers').select('record').where('id', '=', fingerprint).executeTakeFirst()
    const record = row?.record ?? newPayer
    return { settled: record.settled, coolsUntilMs: coolsUntilMs(record, atMs) }
  },
}
