import { Badge, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Answer } from '../../api/client.ts'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { When } from '../../parts/when.tsx'
import { screeningTexts } from './screening.texts.ts'

type Word = Answer<'getAcceptor'>['screening']
const colors = { pass: 'jade', hold: 'orange', reject: 'red' } as const

/** What screening said of a party, when and by which lists. */
export const Screened = ({ of }: { readonly of: Word }): ReactNode => {
  const t = useTexts(screeningTexts)
  if (of === null) return <Text span size="sm" c="dimmed">{t.none}</Text>
  return (
    <Group gap="xs">
      <Badge color={colors[of.outcome]}>{t.outcomes[of.outcome]}</Badge>
      <Text span size="xs" c="dimmed">
        <When at={of.at} /> · {t.lists} <span className="identifier">{of.list_digest.slice(0, 8)}</span>
      </Text>
    </Group>
  )
}

export const ScreenAcceptor = ({ acceptor }: { readonly acceptor: string }): ReactNode => {
  const t = useTexts(screeningTexts)
  return <ActButton act="screenAcceptor" label={t.again} text={t.againText} refreshes={['getAcceptor', 'listAcceptors']} initial={{}}
    input={() => ({ params: { acceptor } })} />
}

export const ScreenMerchant = ({ merchant }: { readonly merchant: string }): ReactNode => {
  const t = useTexts(screeningTexts)
  return <ActButton act="screenMerchant" label={t.again} text={t.againText} refreshes={['getMerchant', 'listMerchants']} initial={{}}
    input={() => ({ params: { merchant } })} />
}
