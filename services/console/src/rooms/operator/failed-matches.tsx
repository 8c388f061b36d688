import { Badge, Group, Paper, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useRead } from '../../api/hooks.ts'
import { useUser } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { matchLimitTexts } from '../../parts/match-limits.texts.ts'
import { When } from '../../parts/when.tsx'
import { operatorTexts } from './texts.ts'

/** Which limits stood in the way when nobody took a payment; nothing where somebody did. */
export const FailedMatches = ({ payment }: { readonly payment: string }): ReactNode => {
  const { payments: t } = useTexts(operatorTexts)
  const limits = useTexts(matchLimitTexts)
  const { party } = useUser()
  const { data } = useRead('getFailedMatches', { params: { payment } })
  if (!data || data.attempts.length === 0) return null
  return (
    <Paper component="section" aria-label={t.nobody}>
      <Title order={2} mb="md">{t.nobody}</Title>
      <Stack gap="md">
        {data.attempts.map((one) => (
          <div key={one.attempt}>
            <Text size="sm" fw={600}>{t.attempt(one.attempt, wordIn(t.reasons, one.reason))}</Text>
            <Text size="xs" c="dimmed"><When at={one.at} /></Text>
            <Group gap={6} mt={6}>
              {one.limits.map(({ limit, acceptors }) => (
                <Badge key={limit} color="orange" variant="light" maw="100%">{wordIn(limits, limit)}: {acceptors}</Badge>
              ))}
              {one.limits.length === 0 && one.reason === 'no_acceptor' && <Text size="sm">{t.nobodyQuotes}</Text>}
            </Group>
            <details>
              <summary><Text span size="xs" c="dimmed">{t.acceptor} ({one.refused.length})</Text></summary>
              {one.refused.map(({ acceptor, limit }) => (
                <Text key={acceptor} size="xs">
                  {party === 'operator' ? <Link to={`/operator/acceptors/${acceptor}`} className="identifier">{acceptor}</Link>
                    : <span className="identifier">{acceptor}</span>} · {wordIn(limits, limit)}
                </Text>
              ))}
            </details>
          </div>
        ))}
      </Stack>
    </Paper>
  )
}
