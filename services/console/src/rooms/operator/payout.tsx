import { Alert, Group, Paper, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import type { Answer } from '../../api/client.ts'
import { useRead } from '../../api/hooks.ts'
import { useMay, useUser } from '../../app/session-context.tsx'
import { moneyText } from '../../format/money.ts'
import { useLanguage, useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { ActButton } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Page } from '../../parts/page.tsx'
import { PayoutState } from '../../parts/payouts/state.tsx'
import { Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { moneyOutTexts } from './money-out.texts.ts'
import { Policy } from './policy.tsx'

type Payout = Answer<'getPayout'>
const refreshes = ['getPayout', 'listPayouts', 'listDispatches'] as const
/** Nothing is decided about these any more; the API decides anyway. */
const over: readonly string[] = ['refused', 'landed', 'voiding', 'confirmed', 'voided', 'returned']

const Acts = ({ payout }: { readonly payout: Payout }): ReactNode => {
  const t = useTexts(moneyOutTexts)
  const { language } = useLanguage()
  const { operator, party } = useUser()
  const may = useMay('money')
  const params = { payout: payout.id }
  if (!may || party !== 'operator' || over.includes(payout.status)) return null
  const isMine = operator !== null && payout.approved_by.includes(operator)
  return (
    <Stack gap="sm">
      {payout.status === 'approving' &&
        <Alert variant="light" color={isMine ? 'blue' : 'orange'} icon={<IconInfoCircle />}
          title={t.whatNow}>{isMine ? t.youDid : t.compare}</Alert>}
      <Group gap="sm">
        {payout.status === 'approving' && !isMine && (
          <ActButton act="approvePayout" label={t.approve} variant="filled" refreshes={refreshes} initial={{}} input={() => ({ params })}
            text={t.approveText(moneyText(payout.amount, language), payout.to)} />
        )}
        <ActButton act="rejectPayout" label={t.reject} text={t.rejectText} danger refreshes={refreshes} initial={{ reason: '' }}
          input={(body) => ({ params, body })}>
          {(form) => <TextInput label={t.reason} required data-autofocus {...form.getInputProps('reason')} />}
        </ActButton>
      </Group>
    </Stack>
  )
}

const Head = ({ payout }: { readonly payout: Payout }): ReactNode => {
  const t = useTexts(moneyOutTexts)
  const missing = payout.approvals_needed - payout.approved_by.length
  return (
    <Paper>
      <Stack>
        <Group justify="space-between">
          <PayoutState status={payout.status} size="lg" />
          {payout.status === 'approving' && missing > 0 && <Text size="sm" fw={600}>{t.missing(String(missing))}</Text>}
        </Group>
        <div>
          <Text size="sm" c="dimmed">{t.amount}</Text>
          <Text fz={30} fw={650} lh={1.2}><Amount of={payout.amount} /></Text>
          <Text size="sm" c="dimmed">{t.fee} <Amount of={payout.fee} /></Text>
        </div>
        <div>
          <Text size="sm" c="dimmed">{t.to}</Text>
          <Text component="div" fz="lg"><Copy text={payout.to} /></Text>
        </div>
        <Acts payout={payout} />
      </Stack>
    </Paper>
  )
}

const PayoutPage = (): ReactNode => {
  const t = useTexts(moneyOutTexts)
  const { payout = '' } = useParams()
  const { party } = useUser()
  const read = useRead('getPayout', { params: { payout } })
  return (
    <Page title={t.payout} back={{ to: `/${party}/payouts`, label: t.back }} text={<Copy text={payout} />}>
      <Read of={read} lines={8}>
        {(one) => (
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <Head payout={one} />
            <Stack>
              <Paper>
                <Title order={2} mb="sm">{t.steps}</Title>
                <Facts facts={[
                  [t.asked, <When key="asked" at={one.requested_at} />], [t.owner, <Copy key="owner" text={one.owner} />],
                  [t.kind, wordIn(t.kinds, one.kind)], [t.network, one.network], [t.reference, one.reference],
                  [t.batch, one.batch && <Copy text={one.batch} />],
                  [t.approvals, one.approved_by.length > 0 && one.approved_by.join(', ')],
                  [t.reason, one.reason?.replaceAll('_', ' ')], [t.txid, one.txid && <Copy text={one.txid} />],
                ]} />
              </Paper>
              {party !== 'accountant' && one.kind !== 'refund' && <Policy owner={one.owner} />}
            </Stack>
          </SimpleGrid>
        )}
      </Read>
    </Page>
  )
}

export default PayoutPage
