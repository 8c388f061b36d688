import { chainName, walletEvents, type HotLimits, type MessageOf } from '@stablegate/contracts'
import type { Query, RecordedEvent, View } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'

/** What the treasury is set to keep on the hot address of a chain. */
export type HotLimitsRow = {
  /** The chain. */
  readonly id: string
  readonly ceiling_micro: bigint | null
  readonly target_micro: bigint | null
  readonly since_ms: number
}

export const hotLimitsView: View<HotLimitsRow> = {
  name: 'hot_limits',
  version: 1,
  events: [walletEvents.limitsNoted],
  columns: { ceiling_micro: 'numeric', target_micro: 'numeric', since_ms: 'bigint' },
  indexes: [],
  keys: ({ data }: RecordedEvent<MessageOf<typeof walletEvents.limitsNoted>>) => [data.chain],
  apply: (_row, { data }: RecordedEvent<MessageOf<typeof walletEvents.limitsNoted>>, key) => ({
    id: key, ceiling_micro: data.hotCeilingMicro ?? null, target_micro: data.hotTargetMicro ?? null, since_ms: data.atMs,
  }),
}

const input = z.strictObject({ chain: chainName })

/** `HotLimits`; without a ceiling nothing goes to cold by itself. */
export const hotLimitsQuery: Query<ReadonlyKysely<{ readonly hot_limits: HotLimitsRow }>> = {
  name: 'hotLimits',
  parse: (asked) => input.parse(asked),
  answer: async (db, { chain }: z.output<typeof input>): Promise<HotLimits> => {
    const row = await db.selectFrom('hot_limits').selectAll().where('id', '=', chain).executeTakeFirst()
    return { ceilingMicro: row?.ceiling_micro ?? null, targetMicro: row?.target_micro ?? null }
  },
}
