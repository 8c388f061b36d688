import { Badge, Group, Select, Text } from '@mantine/core'
import { IconMoodSmile } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Input } from '../../api/client.ts'
import { usePages } from '../../api/hooks.ts'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { Countdown, When } from '../../parts/when.tsx'
import { operatorTexts } from './texts.ts'

type Kind = NonNullable<NonNullable<Input<'listCases'>['query']>['kind']>
const kinds: readonly Kind[] = ['dispute', 'late_case', 'appeal', 'recall', 'flag', 'fiat_debt', 'transfer', 'unapplied', 'wrong_asset']

const Desk = (): ReactNode => {
  const { desk: t } = useTexts(operatorTexts)
  const [{ kind }, setFilter] = useFilters('kind')
  const chosen = kinds.find((each) => each === kind)
  const pages = usePages('listCases', { query: chosen === undefined ? {} : { kind: chosen } }, { cursorOf: ({ payment }) => payment,
    everyMs: 30_000 })
  return (
    <Page title={t.title} text={t.text}>
      <DataTable pages={pages} label={t.title} keyOf={(one) => `${one.payment}:${one.kind}`}
        linkOf={({ payment }) => `/operator/payments/${payment}`}
        empty={<EmptyState icon={IconMoodSmile} title={t.empty} text={t.emptyText} />}
        filters={<Select aria-label={t.kind} placeholder={t.all} clearable value={chosen ?? null}
          onChange={(value) => setFilter('kind', value)}
          data={kinds.map((value) => ({ value, label: t.kinds[value] }))} />}
        columns={[
          { title: t.kind, cell: (one) => <Group gap="xs" wrap="nowrap">{wordIn(t.kinds, one.kind)}{one.escalated && <Badge
            color="red">{t.escalated}</Badge>}</Group> },
          { title: t.reason, cell: ({ reason }) => reason.replaceAll('_', ' ') },
          { title: t.payment, cell: ({ payment }) => <span className="identifier">{payment.slice(-10)}</span> },
          { title: t.opened, cell: ({ opened_at: at }) => <When at={at} relative /> },
          { title: t.due, cell: ({ due_at: at }) => (at === null ? '–' : <Countdown until={at} />) },
          { title: t.evidence, end: true, cell: ({ evidence }) => evidence.length },
          { title: t.suggestion, cell: ({ suggestion, proposed_by: by }) => (by === null ? suggestion ?? '–' : <Text size="sm"
            c="orange">{t.proposed}</Text>) },
        ]} />
    </Page>
  )
}

export default Desk
