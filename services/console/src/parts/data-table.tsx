import { Button, Group, Paper, Text } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Pages } from '../api/hooks.ts'
import { useTexts } from '../language/language.tsx'
import { EmptyState, ErrorState, LoadingState } from './states.tsx'
import { partTexts } from './texts.ts'

export type Column<Row> = {
  /** Empty for a column that needs no heading, such as buttons. */
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  readonly end?: boolean
}

export type TableProps<Row> = {
  /** What the table is, for who does not see it. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly keyOf: (row: Row) => string
  /** Where a click on a row leads; its first cell is the link. */
  readonly linkOf?: (row: Row) => string
  readonly empty?: ReactNode
}

/** Rows of a list; on a phone each row is a card. */
export const Rows = <Row,>({ rows, label, columns, keyOf, linkOf,
  empty }: TableProps<Row> & { readonly rows: readonly Row[] }): ReactNode =>
  rows.length === 0
    ? empty ?? <EmptyState />
    : (
        <table className="rows" aria-label={label}>
          <thead>
            <tr>{columns.map(({ title, end }) => <th key={title} scope="col" data-align={end ? 'end' : undefined}>{title}</th>)}</tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={keyOf(row)} data-link={linkOf ? '' : undefined}>
                {columns.map(({ title, cell, end }, index) => (
                  <td key={title} data-label={title} data-align={end ? 'end' : undefined}>
                    {index === 0 && linkOf ? <Link className="row-link" to={linkOf(row)}>{cell(row)}</Link> : <div>{cell(row)}</div>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )

export const Paging = <Row,>({ pages }: { readonly pages: Pages<Row> }): ReactNode => {
  const t = useTexts(partTexts)
  if (!pages.next && !pages.previous) return null
  return (
    <Group component="nav" justify="space-between" p="sm" aria-label={t.paging}>
      <Button variant="default" size="xs" leftSection={<IconChevronLeft size={14} />} disabled={!pages.previous}
        onClick={() => pages.previous?.()}>{t.previous}</Button>
      <Text size="xs" c="dimmed">{t.page(pages.page)}</Text>
      <Button variant="default" size="xs" rightSection={<IconChevronRight size={14} />} disabled={!pages.next}
        onClick={() => pages.next?.()}>{t.next}</Button>
    </Group>
  )
}

/** A list of the API, page by page, with all its states. */
export const DataTable = <Row,>({ pages, filters, ...table }: TableProps<Row> & {
  readonly pages: Pages<Row>; readonly filters?: ReactNode
}): ReactNode => (
  <Paper p={0} style={{ overflow: 'hidden' }}>
    {filters !== undefined && <Group p="md" gap="sm">{filters}</Group>}
    {pages.items
      ? <div style={{ overflowX: 'auto', opacity: pages.isFetching && pages.page > 1 ? 0.7 : 1 }}><Rows rows={pages.items}
        {...table} /></div>
      : pages.error ? <ErrorState error={pages.error} retry={pages.refetch} /> : <LoadingState lines={8} />}
    <Paging pages={pages} />
  </Paper>
)
