import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { pathOf } from '../../api/client.ts'
import { usePages } from '../../api/hooks.ts'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { Amount } from '../../parts/amount.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { partTexts } from '../../parts/texts.ts'
import { When } from '../../parts/when.tsx'
import { agentTexts } from './texts.ts'

/** An agent's account, line by line; a payment shows as its reference's owner knows it, by its id alone. */
const Statement = (): ReactNode => {
  const t = useTexts(agentTexts)
  const parts = useTexts(partTexts)
  const pages = usePages('getStatement', { query: { limit: 25 } })
  return (
    <Page title={t.statement} text={t.statementText} actions={(
      <Button component="a" href={pathOf('exportStatement')} download variant="default" leftSection={<IconDownload size={16} />}>
        {parts.export}
      </Button>
    )}>
      <DataTable pages={pages} label={t.statement} keyOf={({ id, account }) => `${id}:${account}`}
        empty={<EmptyState title={t.noLines} />} columns={[
          { title: t.what, cell: ({ category }) => wordIn(t.categories, category) },
          { title: t.at, cell: ({ at }) => <When at={at} /> },
          {
            title: t.payment,
            cell: ({ payment, payout }) => <span className="identifier">{(payment ?? payout ?? '–').slice(0, 14)}</span>,
          },
          { title: t.amount, end: true, cell: ({ net }) => <strong><Amount of={net} sign /></strong> },
          { title: t.balance, end: true, cell: ({ balance }) => <Amount of={balance} /> },
        ]} />
    </Page>
  )
}

export default Statement
