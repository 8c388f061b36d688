import { Badge, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Item } from '../../api/client.ts'
import { useMay, useUser } from '../../app/session-context.tsx'
import { decimalOf } from '../../format/money.ts'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Facts } from '../../parts/facts.tsx'
import { When } from '../../parts/when.tsx'
import { proposalTexts } from './proposals.texts.ts'
import { operatorTexts } from './texts.ts'

type Merchant = Item<'listMerchants'>
type Acceptor = Item<'listAcceptors'>
export type MerchantProposal = Merchant['proposals'][number]
export type AcceptorProposal = Acceptor['proposals'][number]
type Texts = ReturnType<typeof useTexts<typeof proposalTexts.en>>

const refreshes = ['listMerchants', 'getMerchant', 'listAcceptors', 'getAcceptor', 'listAccounts', 'getAccountStatement'] as const
const percent = (bps: number): string => `${decimalOf(BigInt(bps), 2)} %`

/** Beside what is: what would be. */
const Change = ({ now, next }: { readonly now: ReactNode; readonly next: ReactNode }): ReactNode => (
  <Group gap={6} component="span" wrap="wrap">
    <Text span c="dimmed" inherit>{now}</Text><span aria-hidden>→</span><Text span fw={650} inherit>{next}</Text>
  </Group>
)

const agentText = (agent: MerchantProposal['agent'], t: Texts): string =>
  (agent === null ? t.none : `${agent.agent} · ${percent(agent.share_bps)}`)

/** What of a merchant's terms would be another than it is. */
const merchantFacts = (merchant: Merchant, one: MerchantProposal, t: Texts, tiers: Readonly<Record<Merchant['tier'], string>>) => [
  [t.fee, one.fees && <Change key="fee" now={percent(merchant.fees.bps)} next={percent(one.fees.bps)} />],
  [t.fixed, one.fees && one.fees.fixed.amount !== merchant.fees.fixed.amount &&
    <Change key="fixed" now={<Amount of={merchant.fees.fixed} />} next={<Amount of={one.fees.fixed} />} />],
  [t.commission, one.fees && one.fees.commission_bps !== merchant.fees.commission_bps &&
    <Change key="commission" now={percent(merchant.fees.commission_bps)} next={percent(one.fees.commission_bps)} />],
  [t.tier, one.tier && <Change key="tier" now={tiers[merchant.tier]} next={tiers[one.tier]} />],
  [t.agent, one.kind === 'policy' && agentText(one.agent, t) !== agentText(merchant.agent, t) &&
    <Change key="agent" now={agentText(merchant.agent, t)} next={agentText(one.agent, t)} />],
  [t.reason, one.reason],
] as const

const Waits = ({ one, title, facts, children }: {
  readonly one: MerchantProposal | AcceptorProposal
  readonly title: string
  readonly facts: readonly (readonly [string, ReactNode])[]
  readonly children: ReactNode
}): ReactNode => {
  const t = useTexts(proposalTexts)
  const { operator } = useUser()
  return (
    <Paper component="article" aria-label={title} p="md" radius="md"
      style={{ borderInlineStart: '4px solid var(--mantine-color-orange-6)' }}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={3}>{title}</Title>
          <Badge color="orange" leftSection={<IconUsers size={13} />}>{t.waits}</Badge>
        </Group>
        <Facts facts={[...facts, [t.by, one.proposed_by], [t.since, <When key="since" at={one.proposed_at} relative />]]} />
        {one.proposed_by === operator && <Text size="sm" fw={600}>{t.yours}</Text>}
        {children}
      </Stack>
    </Paper>
  )
}

/** Terms of a merchant that wait for a second operator. */
export const MerchantWaits = ({ merchant, one }: { readonly merchant: Merchant; readonly one: MerchantProposal }): ReactNode => {
  const t = useTexts(proposalTexts)
  const { merchants } = useTexts(operatorTexts)
  const { operator } = useUser()
  const may = useMay('administer')
  const params = { merchant: merchant.id, proposal: one.id }
  const isMine = one.proposed_by === operator
  return (
    <Waits one={one} title={t.kinds[one.kind]} facts={merchantFacts(merchant, one, t, merchants)}>
      {may && (
        <Group gap="sm">
          {!isMine && <ActButton act="approveMerchantProposal" label={t.approve} text={t.approveText} variant="filled"
            refreshes={refreshes} initial={{}} input={() => ({ params })} />}
          <ActButton act="rejectMerchantProposal" label={isMine ? t.withdraw : t.reject} danger={!isMine} refreshes={refreshes}
            text={isMine ? t.withdrawText : t.rejectText} initial={{ reason: '' }} input={(body) => ({ params, body })}>
            {(form) => <TextInput label={t.reason} required data-autofocus {...form.getInputProps('reason')} />}
          </ActButton>
        </Group>
      )}
    </Waits>
  )
}

/** A slash, a reinstatement or a tier of an acceptor that waits for a second operator. */
export const AcceptorWaits = ({ acceptor, one }: { readonly acceptor: Acceptor; readonly one: AcceptorProposal }): ReactNode => {
  const t = useTexts(proposalTexts)
  const { operator } = useUser()
  const may = useMay('judge')
  const params = { acceptor: acceptor.id, proposal: one.id }
  const isMine = one.proposed_by === operator
  return (
    <Waits one={one} title={t.kinds[one.kind]} facts={[
      [t.tier, one.tier && <Change key="tier" now={acceptor.tier ?? t.none} next={one.tier} />],
      [t.order, one.order && <Copy key="order" text={one.order} />], [t.payTo, one.pay_to && <Copy key="to" text={one.pay_to} />],
      [t.loss, one.loss && <Amount key="loss" of={one.loss} />], [t.penalty, one.penalty && <Amount key="penalty" of={one.penalty} />],
      [t.reason, one.reason],
    ]}>
      {may && (
        <Group gap="sm">
          {!isMine && <ActButton act="approveAcceptorProposal" label={t.approve} text={t.approveText} variant="filled"
            refreshes={refreshes} initial={{}} input={() => ({ params })} />}
          <ActButton act="rejectAcceptorProposal" label={isMine ? t.withdraw : t.reject} danger={!isMine} refreshes={refreshes}
            text={isMine ? t.withdrawText : t.rejectText} initial={{ reason: '' }} input={(body) => ({ params, body })}>
            {(form) => <TextInput label={t.reason} required data-autofocus {...form.getInputProps('reason')} />}
          </ActButton>
        </Group>
      )}
    </Waits>
  )
}
