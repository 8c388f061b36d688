import { Anchor, Group, Paper, SimpleGrid, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { usePages, useRead } from '../../api/hooks.ts'
import { isZero } from '../../format/money.ts'
import { useTexts } from '../../language/language.tsx'
import { Amount } from '../../parts/amount.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { kindOf, useStatementColumns } from './statement-columns.tsx'
import { merchantTexts } from './texts.ts'

const order = ['available', 'held', 'reserve', 'receivable'] as const

export default (): ReactNode => {
  const t = useTexts(merchantTexts)
  const read = useRead('getBalance', {})
  const pages = usePages('getStatement', { query: { limit: 6 } })
  const columns = useStatementColumns()
  return (
    <Page title={t.balance.title} text={t.balance.text}>
      <Read of={read}>
        {({ accounts }) => (
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
            {order.map((kind) => {
              const account = accounts.find((each) => kindOf(each.account) === kind)
              if (kind === 'receivable' && (!account || isZero(account.posted))) return null
              return (
                <Paper key={kind}>
                  <Text size="sm" fw={600} c="dimmed">{t.balance.kinds[kind]}</Text>
                  <Text fz={30} fw={660} lts="-0.03em"><Amount of={account?.posted ?? { amount: '0.00', currency: 'USDT' }} /></Text>
                  <Text size="xs" c="dimmed">{t.balance.why[kind]}</Text>
                  {account?.incoming && !isZero(account.incoming) && <Text size="xs" mt={6}><Amount
                    of={account.incoming} sign /> {t.balance.incoming}</Text>}
                  {account?.pending && !isZero(account.pending) && <Text size="xs" mt={6}><Amount of={account.pending}
                    /> {t.balance.pending}</Text>}
                </Paper>
              )
            })}
          </SimpleGrid>
        )}
      </Read>
      <div>
        <Group justify="space-between" mb="sm">
          <Title order={2}>{t.balance.statement}</Title>
          <Anchor component={Link} to="/merchant/statement" size="sm">{t.balance.all}</Anchor>
        </Group>
        <DataTable pages={{ ...pages, next: undefined, previous: undefined }} label={t.balance.statement}
          keyOf={({ id, account }) => `${id}:${account}`}
          columns={columns} empty={<EmptyState title={t.statement.empty} />} />
      </div>
    </Page>
  )
}
