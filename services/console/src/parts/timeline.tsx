import { Badge, Code, Group, Text, Timeline as Line } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Item } from '../api/client.ts'
import { useTexts } from '../language/language.tsx'
import { partTexts } from './texts.ts'
import { EmptyState } from './states.tsx'
import { When } from './when.tsx'

type Step = Item<'getPaymentTimeline'>

/** What of an event a person reads at a glance: short texts, not ids of the stream, clocks or sealed things. */
const factsOf = (data: Step['data']): readonly (readonly [string, string])[] =>
  Object.entries(data).flatMap(([name, value]) => {
    if (name === 'payment' || name === 'atMs' || name === 'clocks' || name.startsWith('sealed') || name.endsWith('Hash')) return []
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[name, String(value)]] : []
  })

/** The events of a stream, newest first; the whole of each can be opened. */
export const Timeline = ({ steps }: { readonly steps: readonly Step[] }): ReactNode => {
  const t = useTexts(partTexts)
  if (steps.length === 0) return <EmptyState />
  return (
    <Line bulletSize={12} lineWidth={2} active={steps.length}>
      {[...steps].toReversed().map(({ id, at, type, actor, position, data }) => (
        <Line.Item key={id} title={<Group gap="xs"><Text size="sm" fw={600}>{type.split('.')[1]?.replaceAll('_', ' ') ?? type}</Text>
          <Text size="xs" c="dimmed"><When at={at} /></Text></Group>}>
          <Text size="xs" c="dimmed">{actor} · {position}</Text>
          <Group gap={6} mt={4}>
            {factsOf(data).slice(0, 8).map(([name, value]) => (
              <Badge key={name} color="gray" variant="outline" maw="100%">{name}: {value.length > 60
                ? `${value.slice(0, 60)}…` : value}</Badge>
            ))}
          </Group>
          <details>
            <summary><Text span size="xs" c="dimmed">{t.wholeEvent}</Text></summary>
            <Code block>{JSON.stringify(data, undefined, 2)}</Code>
          </details>
        </Line.Item>
      ))}
    </Line>
  )
}
