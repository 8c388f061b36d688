import { Badge, Paper, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useRead } from '../../api/hooks.ts'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { Rows } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { acceptorTexts } from './texts.ts'

type Line = { readonly order: string | null; readonly what: string; readonly points: number; readonly why: string }

const Reputation = (): ReactNode => {
  const { reputation: t } = useTexts(acceptorTexts)
  const read = useRead('getReputation', {})
  return (
    <Page title={t.title} text={t.text}>
      <Read of={read}>
        {({ score, lines }) => (
          <Stack gap="lg">
            <Paper>
              <Text size="sm" c="dimmed">{t.score}</Text>
              <Text fz={36} fw={650} lh={1.2} className="amount">{score}</Text>
            </Paper>
            <Paper p={0} style={{ overflow: 'hidden' }}>
              <Rows rows={lines.map((line, index) => ({ ...(line as Line), index }))} label={t.title} keyOf={({ index }) => String(index)}
                empty={<EmptyState title={t.empty} />} columns={[
                  { title: t.what, cell: ({ what }) => what.replaceAll('_', ' ') },
                  { title: t.why, cell: ({ why }) => wordIn(t.reasons, why) },
                  { title: t.order, cell: ({ order }) => (order === null ? '–' : <Link to={`/acceptor/orders/${order}`}
                    className="identifier">{order.slice(-8)}</Link>) },
                  {
                    title: t.points, end: true,
                    cell: ({ points }) => <Badge color={points > 0 ? 'jade' : points < 0 ? 'red' : 'gray'}>{points > 0 ? '+'
                      : ''}{points}</Badge>,
                  },
                ]} />
            </Paper>
          </Stack>
        )}
      </Read>
    </Page>
  )
}

export default Reputation
