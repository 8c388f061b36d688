import { Badge } from '@mantine/core'
import { IconFileInvoice } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { usePages } from '../../api/hooks.ts'
import { useTexts } from '../../language/language.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { reportTexts } from './reports.texts.ts'

const Invoices = (): ReactNode => {
  const t = useTexts(reportTexts)
  const pages = usePages('listFeeInvoices', { query: { limit: 24 } }, { cursorOf: ({ month }) => month })
  return (
    <Page title={t.invoices} text={t.invoicesText}>
      <DataTable pages={pages} label={t.invoices} keyOf={({ id }) => id} linkOf={({ month }) => `/merchant/invoices/${month}`}
        empty={<EmptyState icon={IconFileInvoice} title={t.none} text={t.noneText} />} columns={[
          { title: t.month, cell: ({ month }) => month },
          { title: t.number, cell: ({ number }) => <span className="identifier">{number}</span> },
          { title: t.state, cell: ({ status }) => <Badge color={status === 'closed' ? 'jade' : 'blue'}>{t[status]}</Badge> },
        ]} />
    </Page>
  )
}

export default Invoices
