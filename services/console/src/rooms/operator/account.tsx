import type { ReactNode } from 'react'
import { Link, useParams } from 'react-router'
import { usePages } from '../../api/hooks.ts'
import { useUser } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { Amount } from '../../parts/amount.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { When } from '../../parts/when.tsx'
import { operatorTexts } from './texts.ts'

const AccountPage = (): ReactNode => {
  const { books: t } = useTexts(operatorTexts)
  const { account = '' } = useParams()
  const { party } = useUser()
  const pages = usePages('getAccountStatement', { query: { account } })
  return (
    <Page title={t.statement} back={{ to: `/${party}/books`, label: t.back }} text={<span className="identifier">{account}</span>}>
      <DataTable pages={pages} label={t.statement} keyOf={({ id, account: of }) => `${id}:${of}`} columns={[
        { title: t.at, cell: ({ at }) => <When at={at} /> },
        { title: t.category, cell: ({ category }) => category.replaceAll('_', ' ') },
        { title: t.payment, cell: ({ payment }) => (payment === null ? '–' : <Link className="identifier"
          to={`/${party}/payments/${payment}`}>{payment.slice(-10)}</Link>) },
        { title: t.net, end: true, cell: ({ net }) => <Amount of={net} sign /> },
        { title: t.balance, end: true, cell: ({ balance }) => <Amount of={balance} /> },
      ]} />
    </Page>
  )
}

export default AccountPage
