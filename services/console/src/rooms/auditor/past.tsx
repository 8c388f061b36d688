import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState, type ReactNode } from 'react'
import { usePages } from '../../api/hooks.ts'
import { useUser } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { Amount } from '../../parts/amount.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { auditorTexts } from './texts.ts'

const Past = (): ReactNode => {
  const { past: t } = useTexts(auditorTexts)
  const { party } = useUser()
  const [{ at = '' }, setFilter] = useFilters('at')
  const [text, setText] = useState('')
  const [owner] = useDebouncedValue(text.trim(), 300)
  const moment = at === '' || Number.isNaN(Date.parse(at)) ? undefined : new Date(at).toISOString()
  const pages = usePages('listAccounts', {
    query: { ...(moment === undefined ? {} : { at: moment }), ...(owner === '' ? {} : { owner }) },
  }, { cursorOf: ({ account }) => account })
  return (
    <Page title={t.title} text={t.text}>
      <DataTable pages={pages} label={t.title} keyOf={({ account }) => account}
        linkOf={({ account }) => `/${party}/books/${encodeURIComponent(account)}`}
        empty={<EmptyState title={t.empty} />}
        filters={(
          <>
            <TextInput type="datetime-local" step={1} label={t.at} description={t.now} value={at}
              onChange={(event) => setFilter('at', event.currentTarget.value)} />
            <TextInput label={t.owner} value={text} onChange={(event) => setText(event.currentTarget.value)}
              w={{ base: '100%', sm: 280 }} />
          </>
        )}
        columns={[
          { title: t.account, cell: ({ account }) => <span className="identifier">{account}</span> },
          { title: t.posted, end: true, cell: ({ posted }) => <Amount of={posted} /> },
        ]} />
    </Page>
  )
}

export default Past
