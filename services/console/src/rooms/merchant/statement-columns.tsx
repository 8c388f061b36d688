import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import type { Item } from '../../api/client.ts'
import { useTexts } from '../../language/language.tsx'
import { Amount } from '../../parts/amount.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { When } from '../../parts/when.tsx'
import { merchantTexts } from './texts.ts'

type Line = Item<'getStatement'>

/** `merchant:mer_1:held` is `held`; `receivable:mer_1` is `receivable`. */
export const kindOf = (account: string): string => (account.startsWith('receivable:') ? 'receivable' : account.split(':').at(-1) ?? account)

export const useStatementColumns = (): readonly Column<Line>[] => {
  const { statement: t, balance } = useTexts(merchantTexts)
  const kinds: Readonly<Record<string, string>> = balance.kinds
  return [
    { title: t.category, cell: ({ category }) => category.replaceAll('_', ' ') },
    { title: t.time, cell: ({ at }) => <When at={at} /> },
    { title: t.account, cell: ({ account }) => kinds[kindOf(account)] ?? account },
    {
      title: t.reference,
      cell: ({ payment, reference }) => (payment === null ? reference ?? '–' : <Anchor component={Link}
      to={`/merchant/payments/${payment}`} size="sm">{reference ?? payment.slice(0, 12)}</Anchor>),
    },
    { title: t.gross, end: true, cell: ({ gross }) => <Amount of={gross} /> },
    { title: t.fee, end: true, cell: ({ fee }) => <Amount of={fee} /> },
    { title: t.net, end: true, cell: ({ net }) => <strong><Amount of={net} sign /></strong> },
    { title: t.balance, end: true, cell: ({ balance: after }) => <Amount of={after} /> },
  ]
}
