import { Alert, Paper, SimpleGrid, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconAlertTriangle, IconScale } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { usePages, useRead } from '../../api/hooks.ts'
import { useUser } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { Amount } from '../../parts/amount.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { operatorTexts } from './texts.ts'

const Books = (): ReactNode => {
  const { books: t } = useTexts(operatorTexts)
  const { party } = useUser()
  const [text, setText] = useState('')
  const [owner] = useDebouncedValue(text.trim(), 300)
  const trial = useRead('getTrialBalance', {})
  const pages = usePages('listAccounts', { query: owner === '' ? {} : { owner } }, { cursorOf: ({ account }) => account })
  return (
    <Page title={t.title} text={t.text}>
      <Read of={trial} lines={3}>
        {(balance) => (
          <>
            <Alert variant="light" color={balance.balanced ? 'jade' : 'red'} icon={balance.balanced ? <IconScale /> : <IconAlertTriangle />}
              title={balance.balanced ? t.balanced : t.unbalanced}>{balance.ledger}</Alert>
            <SimpleGrid cols={{ base: 2, md: 4 }}>
              {([[t.debits, balance.debits], [t.credits, balance.credits], [t.pendingDebits, balance.pending_debits],
                [t.pendingCredits, balance.pending_credits]] as const)
                .map(([title, of]) => (
                  <Paper key={title}>
                    <Text size="sm" c="dimmed">{title}</Text>
                    <Text fz={22} fw={650}><Amount of={of} /></Text>
                  </Paper>
                ))}
            </SimpleGrid>
          </>
        )}
      </Read>
      <DataTable pages={pages} label={t.title} keyOf={({ account }) => account}
        linkOf={({ account }) => `/${party}/books/${encodeURIComponent(account)}`}
        empty={<EmptyState title={t.empty} />}
        filters={<TextInput aria-label={t.owner} placeholder={t.owner} value={text} w={{ base: '100%', sm: 280 }}
          onChange={(event) => setText(event.currentTarget.value)} />}
        columns={[
          { title: t.account, cell: ({ account }) => <span className="identifier">{account}</span> },
          { title: t.posted, end: true, cell: ({ posted }) => <Amount of={posted} /> },
          { title: t.pending, end: true, cell: ({ pending }) => <Amount of={pending} /> },
          { title: t.free, end: true, cell: ({ free }) => <Amount of={free} /> },
          { title: t.incoming, end: true, cell: ({ incoming }) => <Amount of={incoming} /> },
        ]} />
    </Page>
  )
}

export default Books
