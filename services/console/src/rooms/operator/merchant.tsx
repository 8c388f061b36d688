import { Badge, Group, Paper, SimpleGrid, Stack, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { usePages, useRead } from '../../api/hooks.ts'
import { useMay } from '../../app/session-context.tsx'
import { decimalOf } from '../../format/money.ts'
import { useTexts } from '../../language/language.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Copy } from '../../parts/copy.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { Period, Volume } from '../../parts/volume/volume.tsx'
import { When } from '../../parts/when.tsx'
import { acceptorTexts } from '../acceptor/texts.ts'
import { statusColor } from './acceptors.tsx'
import { IssueKey } from './issue-key.tsx'
import { MerchantActs } from './merchants.tsx'
import { Policy } from './policy.tsx'
import { MerchantWaits } from './proposal.tsx'
import { ScreenMerchant, Screened } from './screening.tsx'
import { screeningTexts } from './screening.texts.ts'
import { operatorTexts } from './texts.ts'

const percent = (bps: number): string => `${decimalOf(BigInt(bps), 2)} %`

const MerchantPage = (): ReactNode => {
  const { merchants: t, books, payments } = useTexts(operatorTexts)
  const { methods } = useTexts(acceptorTexts)
  const screening = useTexts(screeningTexts)
  const { merchant = '' } = useParams()
  const may = useMay('administer')
  const read = useRead('getMerchant', { params: { merchant } })
  const accounts = usePages('listAccounts', { query: { owner: merchant } }, { cursorOf: ({ account }) => account })
  return (
    <Page title={read.data?.name ?? t.title} back={{ to: '/operator/merchants', label: t.back }} text={<Copy text={merchant} />}>
      <Read of={read} lines={6}>
        {(one) => (
          <Stack gap="lg">
            {one.proposals.map((waiting) => <MerchantWaits key={waiting.id} merchant={one} one={waiting} />)}
            <SimpleGrid cols={{ base: 1, md: 2 }}>
              <Paper>
                <Stack>
                  <Badge size="lg" color={statusColor(one.status)}>{t[one.status]}</Badge>
                  <Facts facts={[
                    [t.tier, t[one.tier]], [t.fee, percent(one.fees.bps)], [t.fixed, <Amount key="fixed" of={one.fees.fixed} />],
                    [t.commission, percent(one.fees.commission_bps)], [t.version, one.fees.version],
                    [t.agent, one.agent && `${one.agent.agent} · ${percent(one.agent.share_bps)}`], [t.created, <When key="at"
                      at={one.created_at} />],
                    [screening.title, <Screened key="screening" of={one.screening} />],
                  ]} />
                  {may && (
                    <Group gap="sm">
                      <MerchantActs merchant={one} /><ScreenMerchant merchant={merchant} /><IssueKey merchant={merchant} />
                    </Group>
                  )}
                </Stack>
              </Paper>
              <Policy owner={merchant} />
            </SimpleGrid>
          </Stack>
        )}
      </Read>
      <section aria-label={t.figures}>
        <Group justify="space-between" mb="sm"><Title order={2}>{t.figures}</Title><Period /></Group>
        <Volume merchant={merchant} methods={methods} statuses={payments.words} />
      </section>
      <section aria-label={t.ledger}>
        <Title order={2} mb="sm">{t.ledger}</Title>
        <DataTable pages={accounts} label={t.ledger} keyOf={({ account }) => account} empty={<EmptyState title={books.empty} />}
          linkOf={({ account }) => `/operator/books/${encodeURIComponent(account)}`} columns={[
            { title: books.account, cell: ({ account }) => <span className="identifier">{account}</span> },
            { title: books.posted, end: true, cell: ({ posted }) => <Amount of={posted} /> },
            { title: books.pending, end: true, cell: ({ pending }) => <Amount of={pending} /> },
            { title: books.free, end: true, cell: ({ free }) => <Amount of={free} /> },
          ]} />
      </section>
    </Page>
  )
}

export default MerchantPage
