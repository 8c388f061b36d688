import { Badge, Checkbox, Group, Paper, Select, SimpleGrid, Stack, TextInput, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import type { Answer, Input } from '../../api/client.ts'
import { usePages, useRead } from '../../api/hooks.ts'
import { useMay, useSession } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Copy } from '../../parts/copy.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { statusColor } from './acceptors.tsx'
import { IssueKey } from './issue-key.tsx'
import { Policy } from './policy.tsx'
import { AcceptorWaits } from './proposal.tsx'
import { proposalTexts } from './proposals.texts.ts'
import { ScreenAcceptor, Screened } from './screening.tsx'
import { screeningTexts } from './screening.texts.ts'
import { operatorTexts } from './texts.ts'

type Tier = NonNullable<Input<'verifyAcceptor'>['body']>['tier']
const tiers: Tier[] = ['starter', 'standard', 'pro', 'house']
const refreshes = ['getAcceptor', 'getRelated', 'listAcceptors', 'listAccounts', 'getAccountStatement'] as const

const TierButtons = ({ acceptor }: { readonly acceptor: Answer<'getAcceptor'> }): ReactNode => {
  const { acceptors: t } = useTexts(operatorTexts)
  const { live } = useTexts(proposalTexts)
  const { session } = useSession()
  const params = { acceptor: acceptor.id }
  return acceptor.status === 'registered'
    ? (
        <ActButton act="verifyAcceptor" label={t.verify} variant="filled" refreshes={refreshes}
          initial={{ tier: (acceptor.house ? 'house' : 'starter') as Tier }} input={(body) => ({ params, body })}>
          {(form) => <Select label={t.tier} data={tiers} allowDeselect={false} {...form.getInputProps('tier')} />}
        </ActButton>
      )
    : (
        <ActButton act="setAcceptorTier" label={t.setTier} refreshes={refreshes} {...(session?.livemode === true ? { text: live } : {})}
          initial={{ tier: (acceptor.tier ?? 'starter') as Tier, reason: '' }}
          input={(body) => ({ params, body })}>
          {(form) => (
            <>
              <Select label={t.tier} data={tiers} allowDeselect={false} {...form.getInputProps('tier')} />
              <TextInput label={t.reason} required {...form.getInputProps('reason')} />
            </>
          )}
        </ActButton>
      )
}

const Slash = ({ id }: { readonly id: string }): ReactNode => {
  const { acceptors: t } = useTexts(operatorTexts)
  const usdt = (amount: string) => ({ amount: amount.trim(), currency: 'USDT' as const })
  return (
    <ActButton act="slashBond" label={t.slash} text={t.slashText} danger refreshes={refreshes}
      initial={{ order: '', merchant: '', loss: { amount: '' }, penalty: { amount: '' }, reason: '' }}
      input={({ order, merchant, loss, penalty, reason }) => ({
        params: { acceptor: id },
        body: {
          order: order.trim(), merchant: merchant.trim(), reason: reason.trim(),
          ...(loss.amount.trim() === '' ? {} : { loss: usdt(loss.amount) }), ...(penalty.amount.trim() === '' ? {}
            : { penalty: usdt(penalty.amount) }),
        },
      })}>
      {(form) => (
        <>
          <TextInput label={t.order} required {...form.getInputProps('order')} />
          <TextInput label={t.merchant} required {...form.getInputProps('merchant')} />
          <SimpleGrid cols={2}>
            <TextInput label={t.loss} inputMode="decimal" {...form.getInputProps('loss.amount')} />
            <TextInput label={t.penalty} inputMode="decimal" {...form.getInputProps('penalty.amount')} />
          </SimpleGrid>
          <TextInput label={t.reason} required {...form.getInputProps('reason')} />
        </>
      )}
    </ActButton>
  )
}

/** A payer that is the owner, or of its house: by what it would say of itself at a checkout. */
const Related = ({ acceptor }: { readonly acceptor: string }): ReactNode => {
  const { acceptors: t } = useTexts(operatorTexts)
  return (
    <ActButton act="relatePayer" label={t.relatePayer} text={t.relatePayerText} refreshes={refreshes}
      initial={{ name: '', account_tail: '', related: true }} input={(body) => ({ params: { acceptor }, body })}>
      {(form) => (
        <>
          <TextInput label={t.payerName} required data-autofocus autoComplete="off" {...form.getInputProps('name')} />
          <TextInput label={t.payerTail} required autoComplete="off" {...form.getInputProps('account_tail')} />
          <Checkbox label={t.isRelated} {...form.getInputProps('related', { type: 'checkbox' })} />
        </>
      )}
    </ActButton>
  )
}

const Acts = ({ acceptor }: { readonly acceptor: Answer<'getAcceptor'> }): ReactNode => {
  const { acceptors: t } = useTexts(operatorTexts)
  const may = useMay('administer')
  const { session } = useSession()
  const params = { acceptor: acceptor.id }
  const { data: related } = useRead('getRelated', { params })
  if (!may) return null
  const suspended = acceptor.status === 'suspended'
  return (
    <Group gap="sm">
      <TierButtons acceptor={acceptor} />
      {acceptor.online && <ActButton act="takeOffline" label={t.offline} refreshes={refreshes} initial={{}} input={() => ({ params })} />}
      <ActButton act={suspended ? 'reinstateAcceptor' : 'suspendAcceptor'} label={suspended ? t.reinstate : t.suspend} danger={!suspended}
        refreshes={refreshes} initial={{ reason: '' }} input={(body) => ({ params, body })}>
        {(form) => <TextInput label={t.reason} required data-autofocus {...form.getInputProps('reason')} />}
      </ActButton>
      <ScreenAcceptor acceptor={acceptor.id} />
      <Related acceptor={acceptor.id} />
      <ActButton act="setRelated" label={t.related} text={t.relatedText} refreshes={refreshes}
        initial={{ merchants: related?.merchants.join(', ') ?? '' }} key={related?.merchants.join(',') ?? ''}
        input={({ merchants }) => ({ params, body: { merchants: merchants.split(',').map((one) => one.trim()).filter((one) =>
          one !== '') } })}>
        {(form) => <TextInput label={t.related} {...form.getInputProps('merchants')} />}
      </ActButton>
      <IssueKey acceptor={acceptor.id} />
      <Slash id={acceptor.id} />
      {session?.livemode === false && (
        <ActButton act="addTestFunds" label={t.fund} text={t.fundText} refreshes={refreshes} initial={{ amount: { amount: '' } }}
          input={({ amount }) => ({ body: { holder: acceptor.id, amount: { amount: amount.amount.trim(), currency: 'USDT' } } })}>
          {(form) => <TextInput label={t.amount} required inputMode="decimal" rightSection="USDT" rightSectionWidth={60}
            {...form.getInputProps('amount.amount')} />}
        </ActButton>
      )}
    </Group>
  )
}

const AcceptorPage = (): ReactNode => {
  const { acceptors: t, books } = useTexts(operatorTexts)
  const screening = useTexts(screeningTexts)
  const { acceptor = '' } = useParams()
  const read = useRead('getAcceptor', { params: { acceptor } })
  const related = useRead('getRelated', { params: { acceptor } })
  const statement = usePages('getAccountStatement', { query: { owner: acceptor } })
  return (
    <Page title={read.data?.name ?? t.title} back={{ to: '/operator/acceptors', label: t.back }} text={<Copy text={acceptor} />}>
      <Read of={read} lines={6}>
        {(one) => (
          <Stack gap="lg">
            <Paper>
              <Stack>
                <Group gap="xs">
                  <Badge size="lg" color={statusColor(one.status)}>{t[one.status]}</Badge>
                  <Badge size="lg" variant="dot" color={one.online ? 'jade' : 'gray'}>{t.online}: {one.online ? t.yes : t.no}</Badge>
                </Group>
                <Facts facts={[
                  [t.owner, one.owner], [t.tier, one.tier], [t.house, one.house ? t.yes : t.no], [t.bond, <Amount key="bond"
                    of={one.bond} />],
                  [screening.title, <Screened key="screening" of={one.screening} />],
                  [t.related, related.data?.merchants.join(', ')],
                  [t.relatedPayers, related.data && String(related.data.payers.length)],
                  [t.registeredAt, <When key="at" at={one.registered_at} />], [t.reason, one.offline_reason?.replaceAll('_', ' ')],
                ]} />
                <Acts acceptor={one} />
              </Stack>
            </Paper>
            {one.proposals.map((waiting) => <AcceptorWaits key={waiting.id} acceptor={one} one={waiting} />)}
            <Policy owner={acceptor} />
            <section aria-label={books.statement}>
              <Title order={2} mb="sm">{books.statement}</Title>
              <DataTable pages={statement} label={books.statement} keyOf={({ id, account }) => `${id}:${account}`}
                empty={<EmptyState />} columns={[
                { title: books.at, cell: ({ at }) => <When at={at} /> },
                { title: books.account, cell: ({ account }) => <span className="identifier">{account}</span> },
                { title: books.category, cell: ({ category }) => category.replaceAll('_', ' ') },
                { title: books.net, end: true, cell: ({ net }) => <Amount of={net} sign /> },
                { title: books.balance, end: true, cell: ({ balance }) => <Amount of={balance} /> },
              ]} />
            </section>
          </Stack>
        )}
      </Read>
    </Page>
  )
}

export default AcceptorPage
