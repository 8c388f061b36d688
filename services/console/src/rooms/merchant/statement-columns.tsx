import { Anchor, Text } from '@mantine/core'
import { Link } from 'react-router'
import type { Item } from '../../api/client.ts'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { Amount } from '../../parts/amount.tsx'
import { Copy } from '../../parts/copy.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { When } from '../../parts/when.tsx'
import { merchantTexts } from './texts.ts'

type Line = Item<'getStatement'>

/** `merchant:mer_1:held` is `held`; `receivable:mer_1` is `receivable`. */
export const kindOf = (account: string): string => (account.startsWith('receivable:') ? 'receivable' : account.split(':').at(-1) ?? account)

/** The columns of a statement; short beside a balance, whole where there is room to scroll. */
export const useStatementColumns = (width: 'short' | 'whole' = 'short'): readonly Column<Line>[] => {
  const { statement: t, balance, methods } = useTexts(merchantTexts)
  const kinds: Readonly<Record<string, string>> = balance.kinds
  const more: readonly Column<Line>[] = [
    { title: t.availableOn, cell: ({ available_at: at }) => <When at={at} /> },
    { title: t.method, cell: ({ method }) => (method === null ? '–' : wordIn(methods, method)) },
    { title: t.fiat, end: true, cell: ({ fiat, price }) => fiat !== null && (
      <><Amount of={fiat} />{price !== null && <Text size="xs" c="dimmed">{t.at(price)}</Text>}</>
    ) },
    { title: t.chain, cell: ({ txid }) => txid !== null && <Copy text={txid} shown={`${txid.slice(0, 8)}…`} label={t.chain} /> },
    { title: t.payout, cell: ({ payout }) => payout !== null && (
      <Anchor component={Link} to={`/merchant/payouts/${payout}`} size="sm">{payout.slice(0, 11)}…</Anchor>
    ) },
  ]
  return [
    { title: t.category, cell: ({ category }) => wordIn(t.categories, category) },
    { title: t.time, cell: ({ at }) => <When at={at} /> },
    { title: t.account, cell: ({ account }) => kinds[kindOf(account)] ?? account },
    {
      title: t.reference,
      cell: ({ payment, reference }) => (payment === null
        ? reference ?? '–'
        : <Anchor component={Link} to={`/merchant/payments/${payment}`} size="sm">{reference ?? payment.slice(0, 12)}</Anchor>),
    },
    { title: t.gross, end: true, cell: ({ gross }) => <Amount of={gross} /> },
    { title: t.fee, end: true, cell: ({ fee }) => <Amount of={fee} /> },
    { title: t.net, end: true, cell: ({ net }) => <strong><Amount of={net} sign /></strong> },
    { title: t.balance, end: true, cell: ({ balance: after }) => <Amount of={after} /> },
    ...(width === 'whole' ? more : []),
  ]
}
