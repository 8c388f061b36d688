import { Anchor, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useTexts } from '../language/language.tsx'
import { appTexts } from './texts.ts'

export const MissingPage = (): ReactNode => {
  const t = useTexts(appTexts).missing
  return (
    <Stack align="center" py={96} gap="xs">
      <Title order={1}>{t.title}</Title>
      <Text c="dimmed">{t.text}</Text>
      <Anchor component={Link} to="/">{t.home}</Anchor>
    </Stack>
  )
}
