import { Select, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useState, type ReactNode } from 'react'
import { usePages } from '../../api/hooks.ts'
import type { Payment } from '../../api/operations.ts'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { Amount } from '../../parts/amount.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { CreatePayment } from './create-payment.tsx'
import { PaymentStatus } from './status.tsx'
import { merchantTexts } from './texts.ts'

const typingMs = 300

export default (): ReactNode => {
  const t = useTexts(merchantTexts)
  const [{ status, reference }, setFilter] = useFilters('status', 'reference')
  const [typed, setTyped] = useState(reference ?? '')
  useEffect(() => {
    if (typed === (reference ?? '')) return undefined
    const timer = setTimeout(() => setFilter('reference', typed), typingMs)
    return () => clearTimeout(timer)
  }, [typed, reference, setFilter])
  const pages = usePages('listPayments', {
    query: { limit: 20, ...(status === undefined ? {} : { status: status as Payment['status'] }), ...(reference === undefined
      ? {} : { reference }) },
  })
  return (
    <Page title={t.payments.title} text={t.payments.text} actions={<CreatePayment />}>
      <DataTable pages={pages} label={t.payments.title} keyOf={({ id }) => id} linkOf={({ id }) => `/merchant/payments/${id}`}
        empty={<EmptyState title={t.payments.empty} />}
        filters={(
          <>
            <TextInput aria-label={t.payments.search} placeholder={t.payments.search} leftSection={<IconSearch size={16} />} value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)} />
            <Select aria-label={t.payments.status} placeholder={t.payments.any} clearable value={status ?? null}
              onChange={(value) => setFilter('status', value)}
              data={Object.entries(t.statuses).map(([value, label]) => ({ value, label }))} />
          </>
        )}
        columns={[
          { title: t.payments.reference, cell: (payment) => payment.reference },
          { title: t.payments.status, cell: (payment) => <PaymentStatus payment={payment} /> },
          {
            title: t.payments.method,
            cell: ({ order, on_chain: onChain }) => (onChain ? t.payments.onChain : order ? wordIn(t.methods, order.method) : '–'),
          },
          { title: t.payments.created, cell: (payment) => <When at={payment.created_at} /> },
          { title: t.payments.amount, end: true, cell: (payment) => <Amount of={payment.amount} /> },
          { title: t.payments.net, end: true, cell: (payment) => <Amount of={payment.settlement?.net} /> },
        ]} />
    </Page>
  )
}
