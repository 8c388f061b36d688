import { Button, Stack, Text, Title } from '@mantine/core'
import { useEffect, type ReactNode } from 'react'
import { useRouteError } from 'react-router'
import { useTexts } from '../language/language.tsx'
import { appTexts } from './texts.ts'

const reloadedName = 'stablegate-reloaded-at'

/** A newer program was deployed while this page stood open: its pieces are gone, the new ones are there. */
const isPieceMissing = (error: unknown): boolean =>
  error instanceof TypeError && /dynamically imported module|module script|Importing a module/i.test(error.message)

export const BrokenPage = (): ReactNode => {
  const t = useTexts(appTexts).broken
  const error = useRouteError()
  useEffect(() => {
    if (!isPieceMissing(error)) return
    const lastMs = Number(sessionStorage.getItem(reloadedName) ?? 0)
    if (Date.now() - lastMs < 30_000) return
    sessionStorage.setItem(reloadedName, String(Date.now()))
    globalThis.location.reload()
  }, [error])
  return (
    <Stack align="center" py={96} gap="sm" role="alert">
      <Title order={1}>{t.title}</Title>
      <Text c="dimmed">{error instanceof Error ? error.message : t.text}</Text>
      <Button onClick={() => globalThis.location.reload()}>{t.reload}</Button>
    </Stack>
  )
}
