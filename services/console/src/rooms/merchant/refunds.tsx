import { Anchor, Badge, Group, Select, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { Link } from 'react-router'
import type { Item } from '../../api/client.ts'
import { usePages } from '../../api/hooks.ts'
import { useMay } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Copy } from '../../parts/copy.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { ShownOnce } from './shown-once.tsx'
import { merchantTexts } from './texts.ts'

type Refund = Item<'listRefunds'>
const colors: Readonly<Record<Refund['status'], string>> = { awaiting_address: 'orange', sending: 'blue', paid: 'jade', closed: 'gray' }

export default (): ReactNode => {
  const t = useTexts(merchantTexts).refunds
  const mayMoney = useMay('money')
  const [link, setLink] = useState<string>()
  const [{ status }, setFilter] = useFilters('status')
  const pages = usePages('listRefunds', { query: { limit: 20, ...(status === undefined ? {} : { status: status as Refund['status'] }) } })
  return (
    <Page title={t.title} text={t.text}>
      <DataTable pages={pages} label={t.title} keyOf={({ id }) => id} empty={<EmptyState title={t.empty} text={t.emptyText} />}
        filters={(
          <Select aria-label={t.status} placeholder={t.any} clearable value={status ?? null}
            onChange={(value) => setFilter('status', value)}
            data={Object.entries(t.statuses).map(([value, label]) => ({ value, label }))} />
        )}
        columns={[
          { title: t.payment, cell: ({ payment }) => <Anchor component={Link} to={`/merchant/payments/${payment}`}
            size="sm">{payment.slice(0, 14)}…</Anchor> },
          { title: t.status, cell: (refund) => <Badge color={colors[refund.status]}>{t.statuses[refund.status]}</Badge> },
          { title: t.reason, cell: ({ reason, note }) => note ?? reason },
          { title: t.transaction, cell: ({ txid }) => (txid === null ? '–' : <Copy text={txid} shown={`${txid.slice(0, 8)}…`} />) },
          { title: t.created, cell: ({ created_at: at }) => <When at={at} /> },
          { title: t.amount, end: true, cell: ({ amount }) => <Amount of={amount} /> },
          {
            title: '', end: true,
            cell: ({ id, status: state }) => mayMoney && state === 'awaiting_address' && (
              <Group gap="xs" wrap="nowrap" justify="flex-end">
                <ActButton act="createRefundLink" label={t.link} text={t.linkText} initial={{}} input={() => ({ params: { refund: id } })}
                  onDone={({ path }) => setLink(`${globalThis.location.origin}${path}`)} />
                <ActButton act="closeRefund" label={t.close} text={t.closeText} refreshes={['listRefunds', 'getPayment']}
                  initial={{ reason: '' }} input={(body) => ({ params: { refund: id }, body })}>
                  {(form) => <TextInput label={t.reason} required maxLength={200} {...form.getInputProps('reason')} />}
                </ActButton>
              </Group>
            ),
          },
        ]} />
      <ShownOnce title={t.linkTitle} text={t.linkShown} secret={link} done={t.linkDone} close={() => setLink(undefined)} />
    </Page>
  )
}
