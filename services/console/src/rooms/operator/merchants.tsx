import { Badge, Group, NumberInput, Select, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Item } from '../../api/client.ts'
import { usePages } from '../../api/hooks.ts'
import { useMay, useSession } from '../../app/session-context.tsx'
import { decimalOf } from '../../format/money.ts'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { statusColor } from './acceptors.tsx'
import { proposalTexts } from './proposals.texts.ts'
import { operatorTexts } from './texts.ts'

type Merchant = Item<'listMerchants'>
const refreshes = ['listMerchants', 'getMerchant'] as const

const Create = (): ReactNode => {
  const { merchants: t } = useTexts(operatorTexts)
  return (
    <ActButton act="createMerchant" label={t.create} variant="filled" icon={<IconPlus size={16} />} refreshes={refreshes}
      initial={{ name: '', tier: 'new' as Merchant['tier'], bps: 100 }}
        input={({ name, tier, bps }) => ({ body: { name: name.trim(), tier, fees: { bps } } })}>
      {(form) => (
        <>
          <TextInput label={t.name} required data-autofocus {...form.getInputProps('name')} />
          <Select label={t.tier} description={t.newText} allowDeselect={false}
            data={[{ value: 'new', label: t.new }, { value: 'established', label: t.established }]}
            {...form.getInputProps('tier')} />
          <NumberInput label={`${t.fee}: ${t.bps}`} min={0} max={10_000} allowDecimal={false} {...form.getInputProps('bps')} />
        </>
      )}
    </ActButton>
  )
}

export const MerchantActs = ({ merchant }: { readonly merchant: Merchant }): ReactNode => {
  const { merchants: t } = useTexts(operatorTexts)
  const params = { merchant: merchant.id }
  const suspended = merchant.status === 'suspended'
  const { live } = useTexts(proposalTexts)
  const { session } = useSession()
  // Where money is real nothing of this happens at once, and a page that closed its window would seem to say so.
  const proposed = session?.livemode === true ? { text: live } : {}
  // Terms are set as a whole: what the form does not ask for stays as it is.
  const { fixed, commission_bps } = merchant.fees
  const feesBeside = { fixed: { amount: fixed.amount, currency: 'USDT' as const }, commission_bps }
  return (
    <Group gap="sm">
      <ActButton act="setMerchantFees" label={t.fees} {...proposed} refreshes={refreshes} initial={{ bps: merchant.fees.bps }}
        input={({ bps }) => ({ params, body: { ...feesBeside, bps } })}>
        {(form) => <NumberInput label={t.bps} min={0} max={10_000} allowDecimal={false} {...form.getInputProps('bps')} />}
      </ActButton>
      <ActButton act="setMerchantPolicy" label={t.policy} {...proposed} refreshes={refreshes} initial={{ tier: merchant.tier }}
        input={({ tier }) => ({ params, body: { tier, ...(merchant.agent === null ? {} : { agent: merchant.agent }) } })}>
        {(form) => <Select label={t.tier} allowDeselect={false}
          data={[{ value: 'new', label: t.new }, { value: 'established', label: t.established }]} {...form.getInputProps('tier')} />}
      </ActButton>
      <ActButton act={suspended ? 'reinstateMerchant' : 'suspendMerchant'} label={suspended ? t.reinstate : t.suspend} danger={!suspended}
        {...(suspended ? proposed : {})} refreshes={refreshes} initial={{ reason: '' }} input={(body) => ({ params, body })}>
        {(form) => <TextInput label={t.reason} required data-autofocus {...form.getInputProps('reason')} />}
      </ActButton>
    </Group>
  )
}

const Merchants = (): ReactNode => {
  const { merchants: t } = useTexts(operatorTexts)
  const may = useMay('administer')
  const pages = usePages('listMerchants', { query: {} })
  return (
    <Page title={t.title} text={t.text} actions={may && <Create />}>
      <DataTable pages={pages} label={t.title} keyOf={({ id }) => id} linkOf={({ id }) => `/operator/merchants/${id}`}
        empty={<EmptyState title={t.empty} />} columns={[
        { title: t.name, cell: ({ name }) => name },
        { title: t.status, cell: ({ status }) => <Badge color={statusColor(status)}>{t[status]}</Badge> },
        { title: t.tier, cell: ({ tier }) => t[tier] },
        { title: t.fee, end: true, cell: ({ fees }) => <span className="amount">{decimalOf(BigInt(fees.bps), 2)} %</span> },
        { title: t.created, cell: ({ created_at: at }) => <When at={at} /> },
      ]} />
    </Page>
  )
}

export default Merchants
