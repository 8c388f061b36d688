import { Badge, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Payment } from '../../api/operations.ts'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { merchantTexts } from './texts.ts'

const colors: Readonly<Record<string, string>> = {
  settled: 'jade', resolved: 'jade', unresolved: 'orange', confirming: 'blue', awaiting_customer: 'blue', matching: 'blue', pending: 'gray',
}

/** The one word of a payment, and why it is unresolved. */
export const PaymentStatus = ({ payment: { status, context } }: { readonly payment: Pick<Payment, 'status' | 'context'> }): ReactNode => {
  const t = useTexts(merchantTexts)
  return (
    <Group gap={6} wrap="nowrap" display="inline-flex">
      <Badge color={colors[status] ?? 'gray'}>{wordIn(t.statuses, status)}</Badge>
      {context !== null && <Text span size="xs" c="dimmed">{wordIn(t.contexts, context)}</Text>}
    </Group>
  )
}
