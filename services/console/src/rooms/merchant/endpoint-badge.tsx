import { Badge } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Item } from '../../api/client.ts'
import { useTexts } from '../../language/language.tsx'
import { merchantTexts } from './texts.ts'

/** Whether an endpoint is sent to: on, paused by its owner, or off and why. */
export const EndpointBadge = ({ of: { enabled, paused_at: pausedAt, disabled_reason: reason } }: {
  readonly of: Pick<Item<'listWebhookEndpoints'>, 'enabled' | 'paused_at' | 'disabled_reason'>
}): ReactNode => {
  const t = useTexts(merchantTexts).webhooks
  if (!enabled) return <Badge color="red">{reason === 'gone' ? t.gone : t.disabled}</Badge>
  return pausedAt === null ? <Badge color="jade">{t.enabled}</Badge> : <Badge color="yellow">{t.paused}</Badge>
}
