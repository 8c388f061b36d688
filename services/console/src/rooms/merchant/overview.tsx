import { Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useRead } from '../../api/hooks.ts'
import type { Payment } from '../../api/operations.ts'
import { useUser } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Rows } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { Period, Volume } from '../../parts/volume/volume.tsx'
import { When } from '../../parts/when.tsx'
import { CreatePayment } from './create-payment.tsx'
import { PaymentStatus } from './status.tsx'
import { merchantTexts } from './texts.ts'

const Latest = ({ payments }: { readonly payments: readonly Payment[] }): ReactNode => {
  const t = useTexts(merchantTexts)
  return (
    <Paper p={0} style={{ overflow: 'hidden' }}>
      <Group justify="space-between" p="md" pb="xs">
        <Title order={2}>{t.overview.recent}</Title>
        <Anchor component={Link} to="/merchant/payments" size="sm">{t.overview.all}</Anchor>
      </Group>
      <Rows rows={payments} label={t.overview.recent} keyOf={({ id }) => id}
        linkOf={({ id }) => `/merchant/payments/${id}`} columns={[
          { title: t.payments.reference, cell: ({ reference }) => reference },
          { title: t.payments.status, cell: (payment) => <PaymentStatus payment={payment} /> },
          { title: t.payments.created, cell: ({ created_at: at }) => <When at={at} /> },
          { title: t.payments.amount, end: true, cell: ({ amount }) => <Amount of={amount} /> },
        ]} />
    </Paper>
  )
}

const NeedsYou = (): ReactNode => {
  const t = useTexts(merchantTexts)
  const { data } = useRead('listPayments', { query: { status: 'unresolved', limit: 10 } })
  if (!data || data.data.length === 0) return null
  return (
    <Paper p={0} style={{ overflow: 'hidden', borderColor: 'var(--mantine-color-orange-5)' }}>
      <Stack gap={0} p="md" pb="xs">
        <Title order={2}>{t.overview.needsYou}</Title>
        <Text size="sm" c="dimmed">{t.overview.needsYouText}</Text>
      </Stack>
      <Rows rows={data.data} label={t.overview.needsYou} keyOf={({ id }) => id} linkOf={({ id }) => `/merchant/payments/${id}`} columns={[
        { title: t.payments.reference, cell: ({ reference }) => reference },
        { title: t.payments.status, cell: (payment) => <PaymentStatus payment={payment} /> },
        { title: t.payments.amount, end: true, cell: ({ amount }) => <Amount of={amount} /> },
      ]} />
    </Paper>
  )
}

export default (): ReactNode => {
  const { overview: t, methods, statuses } = useTexts(merchantTexts)
  const user = useUser()
  const latest = useRead('listPayments', { query: { limit: 6 } })
  return (
    <Page title={t.title} text={t.hello(user.name)} actions={<><Period /><CreatePayment /></>}>
      <Read of={latest} lines={8}>
        {({ data }) => (data.length === 0
          ? <Paper><EmptyState title={t.none} text={t.noneText} /></Paper>
          : (
              <Stack gap="md">
                <NeedsYou />
                <Volume methods={methods} statuses={statuses} />
                <Latest payments={data} />
              </Stack>
            ))}
      </Read>
    </Page>
  )
}
