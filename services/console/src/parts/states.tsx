import { Button, Center, Paper, Skeleton, Stack, Text, ThemeIcon } from '@mantine/core'
import { StablegateError } from '@stablegate/sdk/http'
import { IconCloudOff, IconInbox, type TablerIcon } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTexts } from '../language/language.tsx'
import { problemText } from './problem-text.ts'
import { problemTexts } from './problems.texts.ts'
import { partTexts } from './texts.ts'

export const LoadingState = ({ lines = 4 }: { readonly lines?: number }): ReactNode => {
  const t = useTexts(partTexts)
  return (
    <Stack gap="sm" aria-busy="true" role="status" aria-label={t.loading} p="md">
      {Array.from({ length: lines }, (_, line) => <Skeleton key={line} h={18} w={`${92 - (line * 17) % 40}%`} />)}
    </Stack>
  )
}

export const LoadingPage = (): ReactNode => <Stack><Skeleton h={34} w={220} /><Paper><LoadingState lines={6} /></Paper></Stack>

export const ErrorState = ({ error, retry }: { readonly error: Error; readonly retry?: () => void }): ReactNode => {
  const t = useTexts(partTexts)
  const problems = useTexts(problemTexts)
  return (
    <Center p="xl" role="alert">
      <Stack align="center" gap="xs">
        <ThemeIcon variant="light" color="red" size={44} radius="xl"><IconCloudOff size={24} stroke={1.6} /></ThemeIcon>
        <Text fw={600}>{t.failed}</Text>
        <Text size="sm" c="dimmed" ta="center">{problemText(error, problems)}</Text>
        {error instanceof StablegateError && error.requestId !== undefined &&
          <Text size="xs" c="dimmed">{t.request} <span className="identifier">{error.requestId}</span></Text>}
        {retry && <Button variant="default" onClick={retry}>{t.retry}</Button>}
      </Stack>
    </Center>
  )
}

export const EmptyState = ({ title, text, icon: Icon = IconInbox, action }: {
  readonly title?: string; readonly text?: ReactNode; readonly icon?: TablerIcon; readonly action?: ReactNode
}): ReactNode => {
  const t = useTexts(partTexts)
  return (
    <Center p="xl">
      <Stack align="center" gap="xs" maw={420}>
        <ThemeIcon variant="light" color="gray" size={44} radius="xl"><Icon size={24} stroke={1.6} /></ThemeIcon>
        <Text fw={600}>{title ?? t.empty}</Text>
        {text !== undefined && <Text size="sm" c="dimmed" ta="center">{text}</Text>}
        {action}
      </Stack>
    </Center>
  )
}

/** One read in its states: what was read stays on the page while it is read again or cannot be. */
export const Read = <Answer,>({ of: { data, error, refetch }, children, lines }: {
  readonly of: UseQueryResult<Answer>; readonly children: (answer: Answer) => ReactNode; readonly lines?: number
}): ReactNode => {
  if (data !== undefined) return children(data)
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  return <LoadingState {...(lines === undefined ? {} : { lines })} />
}
