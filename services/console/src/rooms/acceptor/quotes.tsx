import { Badge, Group, MultiSelect, Paper, SegmentedControl, Select, SimpleGrid, Text, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Input, Item } from '../../api/client.ts'
import { useRead } from '../../api/hooks.ts'
import { useMay } from '../../app/session-context.tsx'
import { decimalOf, unitsOf } from '../../format/money.ts'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Rows } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { currencies, methods } from './choices.ts'
import { PassedBy } from './passed-by.tsx'
import { acceptorTexts } from './texts.ts'
import { useWords } from './words.ts'

type Quote = Item<'listQuotes'>
type Body = NonNullable<Input<'createQuote'>['body']>
type Values = {
  readonly currency: Body['currency']; readonly kind: 'fixed' | 'percent'; readonly value: string
  readonly min: { readonly amount: string }; readonly max: { readonly amount: string }; readonly methods: Body['methods']
}

const percentOf = (bps: number): string => decimalOf(BigInt(bps), 2)

const initialOf = (quote?: Quote): Values => ({
  currency: quote?.currency ?? 'CNY', kind: quote?.pricing.kind ?? 'fixed',
  value: quote === undefined ? '' : quote.pricing.kind === 'fixed' ? quote.pricing.price : percentOf(quote.pricing.bps),
  min: { amount: quote?.min.amount ?? '' }, max: { amount: quote?.max.amount ?? '' }, methods: quote?.methods ?? [],
})

const bodyOf = ({ currency, kind, value, min, max, methods: chosen }: Values): Body => ({
  currency, methods: chosen, min: { amount: min.amount.trim(), currency }, max: { amount: max.amount.trim(), currency },
  pricing: kind === 'fixed' ? { kind, price: value.trim() } : { kind, bps: Number(unitsOf(value.trim(), 2)) },
})

const QuoteButton = ({ quote }: { readonly quote?: Quote }): ReactNode => {
  const { quotes: t } = useTexts(acceptorTexts)
  const words = useWords()
  const fields = {
    label: quote ? t.change : t.add, refreshes: ['listQuotes'], initial: initialOf(quote),
    variant: quote ? 'default' : 'filled', ...(quote ? {} : { icon: <IconPlus size={16} /> }),
    children: (form: Parameters<NonNullable<Parameters<typeof ActButton<'createQuote', Values>>[0]['children']>>[0]) => (
      <>
        <Select label={t.currency} data={currencies} allowDeselect={false} searchable disabled={quote !== undefined}
          {...form.getInputProps('currency')} />
        <SegmentedControl aria-label={t.kind} fullWidth data={[{ value: 'fixed', label: t.fixed }, { value: 'percent', label: t.percent }]}
          {...form.getInputProps('kind')} />
        <TextInput label={form.values.kind === 'fixed' ? t.price : t.percent} required inputMode="decimal"
          description={form.values.kind === 'fixed' ? t.fixedText : t.percentText} {...form.getInputProps('value')}
          error={form.errors['value'] ?? form.errors['pricing.price'] ?? form.errors['pricing.bps']} />
        <SimpleGrid cols={2}>
          <TextInput label={t.min} required inputMode="decimal" {...form.getInputProps('min.amount')} />
          <TextInput label={t.max} required inputMode="decimal" {...form.getInputProps('max.amount')} />
        </SimpleGrid>
        <MultiSelect label={t.methods} required data={methods.map((value) => ({ value, label: words.method(value) }))}
          {...form.getInputProps('methods')} />
      </>
    ),
  } as const
  return quote
    ? <ActButton act="replaceQuote" {...fields} input={(values) => ({ params: { quote: quote.id }, body: bodyOf(values) })} />
    : <ActButton act="createQuote" {...fields} input={(values) => ({ body: bodyOf(values) })} />
}

const Price = ({ quote, reference }: { readonly quote: Quote; readonly reference: string | undefined }): ReactNode => {
  const { quotes: t } = useTexts(acceptorTexts)
  if (quote.pricing.kind === 'percent') return t.margin(percentOf(quote.pricing.bps))
  if (reference === undefined) return <span className="amount">{quote.pricing.price}</span>
  const base = unitsOf(reference, 8)
  const bps = base === 0n ? 0n : ((unitsOf(quote.pricing.price, 8) - base) * 10_000n) / base
  return (
    <Group gap="xs" wrap="nowrap">
      <span className="amount">{quote.pricing.price}</span>
      <Badge color={bps > 500n || bps < -500n ? 'red' : 'gray'}>{bps > 0n ? '+' : ''}{decimalOf(bps, 2)} %</Badge>
    </Group>
  )
}

const Quotes = (): ReactNode => {
  const { quotes: t } = useTexts(acceptorTexts)
  const words = useWords()
  const may = useMay('operate')
  const quotes = useRead('listQuotes', {})
  const references = useRead('listReferences', {}, { everyMs: 30_000 })
  const referenceOf = (currency: string): string | undefined => references.data?.data.find((each) => each.currency === currency)?.price
  return (
    <Page title={t.title} text={t.text} actions={may && <QuoteButton />}>
      <Paper p={0} style={{ overflow: 'hidden' }}>
        <Read of={quotes}>
          {({ data }) => (
            <Rows rows={data} label={t.title} keyOf={({ id }) => id} empty={<EmptyState title={t.empty} text={t.emptyText} />} columns={[
              { title: t.currency, cell: ({ currency }) => <Text fw={600}>{currency}</Text> },
              { title: t.price, cell: (quote) => <Price quote={quote} reference={referenceOf(quote.currency)} /> },
              { title: t.reference, cell: ({ currency }) => <span className="amount">{referenceOf(currency) ?? t.none}</span> },
              { title: t.range, cell: ({ min, max }) => <><Amount of={min} /> – <Amount of={max} /></> },
              { title: t.methods, cell: ({ methods: each }) => each.map(words.method).join(', ') },
              { title: t.since, cell: ({ set_at: at }) => <When at={at} /> },
              {
                title: '', end: true, cell: (quote) => may && (
                  <Group gap="xs" justify="flex-end">
                    <QuoteButton quote={quote} />
                    <ActButton act="removeQuote" label={t.remove} text={t.removeText} danger refreshes={['listQuotes']} initial={{}}
                      input={() => ({ params: { quote: quote.id } })} />
                  </Group>
                ),
              },
            ]} />
          )}
        </Read>
      </Paper>
      <PassedBy />
    </Page>
  )
}

export default Quotes
