import { Paper, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useRead } from '../../api/hooks.ts'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { Rows } from '../../parts/data-table.tsx'
import { matchLimitTexts } from '../../parts/match-limits.texts.ts'
import { EmptyState, Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { acceptorTexts } from './texts.ts'

/** What an acceptor could have had, but for a limit of its own. */
export const PassedBy = (): ReactNode => {
  const { quotes: t } = useTexts(acceptorTexts)
  const limits = useTexts(matchLimitTexts)
  const read = useRead('getPassedBy', {}, { everyMs: 60_000 })
  return (
    <Paper component="section" aria-label={t.passed} p={0} style={{ overflow: 'hidden' }}>
      <Title order={2} p="lg" pb={4}>{t.passed}</Title>
      <Text size="sm" c="dimmed" px="lg" pb="xs">{t.passedText}</Text>
      <Read of={read}>
        {({ lines }) => (
          <Rows rows={lines} label={t.passed} keyOf={({ day, limit }) => `${day}/${limit}`} empty={<EmptyState title={t.passedNone} />}
            columns={[
              { title: t.day, cell: ({ day }) => day },
              { title: t.limit, cell: ({ limit }) => wordIn(limits, limit) },
              { title: t.last, cell: ({ last_at: at }) => <When at={at} /> },
              { title: t.times, end: true, cell: ({ times }) => times },
            ]} />
        )}
      </Read>
    </Paper>
  )
}
