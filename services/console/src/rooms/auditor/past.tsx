import { Group, Paper, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState, type ReactNode } from 'react'
import type { Item } from '../../api/client.ts'
import { usePages, useRead } from '../../api/hooks.ts'
import { useUser } from '../../app/session-context.tsx'
import { decimalOf, unitsOf, type Money } from '../../format/money.ts'
import { fullTimeText } from '../../format/time.ts'
import { useLanguage, useTexts } from '../../language/language.tsx'
import { Amount } from '../../parts/amount.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { auditorTexts } from './texts.ts'

type Account = Item<'listAccounts'>
const limit = 50

/** A moment as a field of the browser has it: local, to the second. */
const localOf = (iso: string | undefined): string => {
  if (iso === undefined) return ''
  const date = new Date(iso)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}

const changeOf = (then: Money, now: Money): Money => ({
  amount: decimalOf(unitsOf(now.amount, 6) - unitsOf(then.amount, 6), 6), currency: now.currency,
})

const Since = ({ then, now }: { readonly then: Account; readonly now: Account | undefined }): ReactNode => {
  if (now === undefined) return '–'
  const change = changeOf(then.posted, now.posted)
  return /[1-9]/.test(change.amount)
    ? <Text span size="sm" fw={600}><Amount of={change} sign /></Text>
    : <Text span size="sm" c="dimmed">0</Text>
}

const Past = (): ReactNode => {
  const { past: t } = useTexts(auditorTexts)
  const { party } = useUser()
  const { language } = useLanguage()
  const [{ at = '', owner = '' }, setFilter] = useFilters('at', 'owner')
  const [text, setText] = useState(owner)
  const [typed] = useDebouncedValue(text.trim(), 300)
  const moment = at === '' || Number.isNaN(Date.parse(at)) ? undefined : new Date(at).toISOString()
  const whose = typed === '' ? {} : { owner: typed }
  const pages = usePages('listAccounts', { query: { limit, ...(moment === undefined ? {} : { at: moment }), ...whose } },
    { cursorOf: ({ account }) => account })
  // The same page of accounts as it is now: accounts never go away, so what was there then is there now.
  const first = pages.items?.[0]?.account
  const now = useRead('listAccounts', { query: { limit: 100, ...whose } }, { enabled: moment !== undefined && first !== undefined })
  const nowOf = (account: string): Account | undefined => now.data?.data.find((one) => one.account === account)
  return (
    <Page title={t.title} text={t.text}>
      <Paper>
        <Group align="flex-end">
          <TextInput type="datetime-local" step={1} label={t.at} description={t.now} value={localOf(moment)}
            onChange={(event) => setFilter('at', event.currentTarget.value === '' ? null
              : new Date(event.currentTarget.value).toISOString())} />
          <TextInput label={t.owner} value={text} w={{ base: '100%', sm: 280 }} onChange={(event) => {
            setText(event.currentTarget.value)
            setFilter('owner', event.currentTarget.value)
          }} />
          {moment !== undefined && <Text size="sm" c="dimmed" pb={8}>{fullTimeText(moment, language)}</Text>}
        </Group>
      </Paper>
      <DataTable pages={pages} label={t.title} keyOf={({ account }) => account}
        linkOf={({ account }) => `/${party}/books/${encodeURIComponent(account)}`} empty={<EmptyState title={t.empty} />}
        columns={[
          { title: t.account, cell: ({ account }) => <span className="identifier">{account}</span> },
          { title: moment === undefined ? t.posted : t.then, end: true, cell: ({ posted }) => <Amount of={posted} /> },
          ...(moment === undefined
            ? []
            : [
                { title: t.today, end: true, cell: ({ account }: Account) => <Amount of={nowOf(account)?.posted} /> },
                { title: t.since, end: true, cell: (one: Account) => <Since then={one} now={nowOf(one.account)} /> },
              ]),
        ]} />
    </Page>
  )
}

export default Past
