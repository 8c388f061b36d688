import { Anchor, Badge, Group, Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTexts } from '../language/language.tsx'
import { useSession } from './session-context.tsx'
import { appTexts } from './texts.ts'

/**
 * Which mode this is, and the way to the same page of the other one. That is a system of its own with
 * other keys and ids, so only the page is the same, and one signs in there.
 */
export const ModeSwitch = ({ address }: { readonly address: string }): ReactNode => {
  const t = useTexts(appTexts)
  const { session } = useSession()
  if (!session) return null
  const { livemode, other_mode_url: other } = session
  return (
    <Group gap="sm">
      {!livemode && <Tooltip label={t.testWhy}><Badge color="orange" tabIndex={0}>{t.test}</Badge></Tooltip>}
      {other !== null && <Anchor size="sm" href={`${other}/app${address}`}>{livemode ? t.toOther.test : t.toOther.live}</Anchor>}
    </Group>
  )
}
