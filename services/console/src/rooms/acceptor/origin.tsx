import { Alert, Badge, Button, Code, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconDownload, IconFileCertificate, IconPrinter } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'
import { useRead } from '../../api/hooks.ts'
import { fullTimeText } from '../../format/time.ts'
import { useLanguage, useTexts } from '../../language/language.tsx'
import { ProblemAlert } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { saveFile } from '../../parts/csv.ts'
import { Facts } from '../../parts/facts.tsx'
import { useFilters } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { moneyTexts } from './money.texts.ts'
import { gatherOrigins, originOfOrder, type Origin } from './origin-bundle.ts'
import { useWords } from './words.ts'

const dayMs = 86_400_000
const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10)

const One = ({ origin }: { readonly origin: Origin }): ReactNode => {
  const t = useTexts(moneyTexts)
  const words = useWords()
  const { language } = useLanguage()
  return (
    <Paper component="article" aria-label={origin.order} className="sheet">
      <Group justify="space-between" mb="sm" align="flex-start">
        <div>
          <Text fw={650} fz="lg">{origin.payer?.name ?? t.nameless}{origin.payer && <Text span
            c="dimmed"> ··{origin.payer.account_tail}</Text>}</Text>
          <Text size="sm" c="dimmed">{fullTimeText(origin.accepted_at, language)} · {words.method(origin.method)}</Text>
        </div>
        <div style={{ textAlign: 'end' }}>
          <Text fw={650} fz="lg"><Amount of={origin.received ?? origin.fiat} /></Text>
          <Text size="sm" c="dimmed">{t.given} <Amount of={origin.usdt} /> · {origin.price}</Text>
        </div>
      </Group>
      <Facts facts={[
        [t.purpose, [origin.purpose.paid_to, origin.purpose.description].filter(Boolean).join(': ')],
        [t.reference, origin.payer?.reference], [t.state, words.state(origin.state)],
        [t.order, <span key="order" className="identifier">{origin.order}</span>],
        ...origin.evidence.map((one) => [`${t.evidence}: ${t.sides[one.side as 'customer' | 'acceptor']}`, (
          <span key={one.id}><span className="identifier">{t.digest} {one.digest}</span>{one.bank_proof && <Badge ms={8}
            color="jade">{t.proof}</Badge>}</span>
        )] as const),
        [t.steps, origin.steps.map(({ id, type, at, position }) => (
          <Text key={id} size="xs">{type.split('.')[1]?.replaceAll('_', ' ')} · {fullTimeText(at, language)} ·{' '}
            <span className="identifier">{position} {id}</span></Text>
        ))],
      ]} />
    </Paper>
  )
}

type Bundle = { readonly origins: readonly Origin[]; readonly isWhole: boolean; readonly madeAt: string }

const Sheets = ({ bundle, acceptor, from, to }: {
  readonly bundle: Bundle; readonly acceptor: string; readonly from: string; readonly to: string
}): ReactNode => {
  const t = useTexts(moneyTexts)
  const { language } = useLanguage()
  if (bundle.origins.length === 0) return <Paper><EmptyState icon={IconFileCertificate} title={t.originNone} /></Paper>
  return (
    <Stack aria-label={t.origin} component="section">
      <Group justify="space-between" className="no-print">
        <Title order={2}>{t.found(String(bundle.origins.length))}</Title>
        <Group gap="sm">
          <Button variant="default" leftSection={<IconPrinter size={16} />} onClick={() => globalThis.print()}>{t.print}</Button>
          <Button variant="default" leftSection={<IconDownload size={16} />} onClick={() => saveFile(`origin-of-funds-${from}-${to}.json`,
            JSON.stringify({ acceptor, from, to, made_at: bundle.madeAt, orders: bundle.origins }, undefined, 2), 'application/json')}>
            {t.download}</Button>
        </Group>
      </Group>
      {!bundle.isWhole && <Alert color="orange" variant="light">{t.partOnly}</Alert>}
      <Text size="sm">{t.declaration(acceptor, from, to)} {t.made}: {fullTimeText(bundle.madeAt, language)}.</Text>
      {bundle.origins.map((origin) => <One key={origin.order} origin={origin} />)}
    </Stack>
  )
}

const firstDay = ({ origins, madeAt }: Bundle): string => (origins[0]?.accepted_at ?? madeAt).slice(0, 10)

const OriginPage = (): ReactNode => {
  const t = useTexts(moneyTexts)
  const own = useRead('getOwnAcceptor', {})
  const [{ order, from = dayOf(Date.now() - 30 * dayMs), to = dayOf(Date.now()) }, setFilter] = useFilters('order', 'from', 'to')
  const [bundle, setBundle] = useState<Bundle>()
  const gathering = useMutation({
    mutationFn: async () => ({
      ...(order === undefined
        ? await gatherOrigins(Date.parse(from), Date.parse(to) + dayMs)
        : { origins: await originOfOrder(order), isWhole: true }),
      madeAt: new Date().toISOString(),
    }),
    onSuccess: setBundle,
  })
  const { mutate: gather } = gathering
  // One order was asked for by its page: nothing is left to choose.
  useEffect(() => {
    if (order !== undefined) gather()
  }, [order, gather])
  return (
    <Page title={t.origin} text={<span className="no-print">{t.originText}</span>}>
      {order === undefined
        ? (
            <Paper className="no-print">
              <form onSubmit={(event) => {
                event.preventDefault()
                gather()
              }}>
                <Group align="flex-end">
                  <TextInput type="date" label={t.from} value={from} max={to} required
                    onChange={(event) => setFilter('from', event.currentTarget.value)} />
                  <TextInput type="date" label={t.to} value={to} min={from} required
                    onChange={(event) => setFilter('to', event.currentTarget.value)} />
                  <Button type="submit" loading={gathering.isPending}>{t.make}</Button>
                </Group>
              </form>
            </Paper>
          )
        : <Code className="no-print">{order}</Code>}
      <ProblemAlert error={gathering.error} />
      {bundle && <Sheets bundle={bundle} acceptor={own.data?.name ?? ''} to={order === undefined ? to : firstDay(bundle)}
        from={order === undefined ? from : firstDay(bundle)} />}
    </Page>
  )
}

export default OriginPage
