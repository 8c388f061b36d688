import { outageEvents, type MessagesOf } from '@stablegate/contracts'
import type { RecordedEvent, View } from '@stablegate/kernel'

export type OutageRow = {
  readonly id: string
  readonly state: 'proposed' | 'recorded'
  readonly from_ms: number
  readonly to_ms: number
  readonly reason: string
  readonly operators: readonly string[]
}

type OutageEvent = RecordedEvent<MessagesOf<typeof outageEvents>>

export const outageRecords: View<OutageRow> = {
  name: 'outage_records',
  version: 1,
  events: Object.values(outageEvents),
  columns: {
    state: 'text',
    from_ms: 'bigint',
    to_ms: 'bigint',
    reason: 'text',
    operators: 'jsonb',
  },
  keys: ({ data }: OutageEvent) => [data.outage],
  apply: (_, { type, data }: OutageEvent) => ({
    id: data.outage,
    state: type === 'outage.recorded' ? 'recorded' : 'proposed',
    from_ms: data.fromMs,
    to_ms: data.toMs,
    reason: data.reason,
    operators: 'operators' in data ? data.operators : [data.operator],
  }),
}
