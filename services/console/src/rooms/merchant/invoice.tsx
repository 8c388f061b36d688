import { Alert, Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconDownload, IconPrinter } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { pathOf, type Answer } from '../../api/client.ts'
import { useRead } from '../../api/hooks.ts'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { Amount } from '../../parts/amount.tsx'
import { Rows } from '../../parts/data-table.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Page } from '../../parts/page.tsx'
import { Read } from '../../parts/states.tsx'
import { partTexts } from '../../parts/texts.ts'
import { When } from '../../parts/when.tsx'
import { reportTexts } from './reports.texts.ts'
import { merchantTexts } from './texts.ts'

type Invoice = Answer<'getFeeInvoice'>

const Sheet = ({ invoice }: { readonly invoice: Invoice }): ReactNode => {
  const t = useTexts(reportTexts)
  const { methods } = useTexts(merchantTexts)
  const service = ({ kind, method }: Invoice['lines'][number]): string => {
    if (kind === 'payout') return t.payouts
    return t.payments(method === null || method === 'on_chain' ? t.onChain : wordIn(methods, method))
  }
  return (
    <Paper component="article" className="sheet" aria-label={invoice.number}>
      <Stack>
        <Group justify="space-between" align="flex-start">
          <div>
            <Title order={2}>{invoice.month}</Title>
            <Text size="sm" className="identifier">{invoice.number}</Text>
          </div>
          <Badge color={invoice.status === 'closed' ? 'jade' : 'blue'}>{t[invoice.status]}</Badge>
        </Group>
        <Facts facts={[
          [t.to, invoice.merchant_name], ['ID', <span key="id" className="identifier">{invoice.merchant}</span>],
          [t.from, <When key="from" at={invoice.from} />], [t.until, <When key="to" at={invoice.to} />],
          [t.asOf, <span key="as-of" className="identifier">{invoice.as_of}</span>],
        ]} />
        <Rows rows={invoice.lines} label={t.invoice} keyOf={({ kind, method }) => `${kind}:${method ?? ''}`} columns={[
          { title: t.service, cell: service },
          { title: t.pieces, end: true, cell: ({ count }) => count },
          { title: t.gross, end: true, cell: ({ gross }) => <Amount of={gross} /> },
          { title: t.fee, end: true, cell: ({ fee }) => <Amount of={fee} /> },
          { title: t.returned, end: true, cell: ({ returned }) => <Amount of={returned} /> },
          { title: t.charged, end: true, cell: ({ net }) => <strong><Amount of={net} /></strong> },
        ]} />
        <Group justify="space-between">
          <Text fw={600}>{t.total}</Text>
          <Text fz={24} fw={660} lts="-0.02em"><Amount of={invoice.total.net} /></Text>
        </Group>
      </Stack>
    </Paper>
  )
}

const InvoicePage = (): ReactNode => {
  const t = useTexts(reportTexts)
  const parts = useTexts(partTexts)
  const { month = '' } = useParams()
  const read = useRead('getFeeInvoice', { params: { month }, query: {} })
  return (
    <Page title={t.invoice} back={{ to: '/merchant/invoices', label: t.back }} actions={(
      <Group className="no-print" gap="sm">
        <Button variant="default" leftSection={<IconPrinter size={16} />} onClick={() => globalThis.print()}>{t.print}</Button>
        <Button component="a" href={pathOf('exportFeeInvoice', { month })} download variant="default"
          leftSection={<IconDownload size={16} />}>{parts.export}</Button>
      </Group>
    )}>
      <Read of={read} lines={8}>
        {(invoice) => (
          <>
            {invoice.status === 'open' && <Alert color="blue" variant="light" className="no-print">{t.running}</Alert>}
            <Sheet invoice={invoice} />
          </>
        )}
      </Read>
    </Page>
  )
}

export default InvoicePage
