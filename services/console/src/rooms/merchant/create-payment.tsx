import { Group, Select, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'
import type { Input } from '../../api/client.ts'
import { useMay } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { merchantTexts } from './texts.ts'

type Currency = Input<'createPayment'>['body']['amount']['currency']
const currencies: readonly Currency[] = [
  'USDT', 'CNY', 'USD', 'EUR', 'GBP', 'HKD', 'INR', 'BRL', 'TRY', 'NGN', 'VND', 'JPY', 'KRW', 'AED', 'THB',
]

/** A payment made by hand, for who has no shop that does it. */
export const CreatePayment = (): ReactNode => {
  const t = useTexts(merchantTexts).payments
  const navigate = useNavigate()
  if (!useMay('operate')) return null
  return (
    <ActButton act="createPayment" label={t.create} text={t.createText} variant="filled" icon={<IconPlus size={16} />}
      initial={{ reference: '', amount: { amount: '', currency: 'CNY' as Currency }, description: '' }}
      input={({ description, ...body }) => ({ body: { ...body, ...(description === '' ? {} : { description }) } })}
      refreshes={['listPayments']} onDone={({ id }) => void navigate(`/merchant/payments/${id}`)}>
      {(form) => (
        <>
          <TextInput label={t.reference} required maxLength={100} data-autofocus {...form.getInputProps('reference')} />
          <Group grow align="flex-start">
            <TextInput label={t.amount} required inputMode="decimal" placeholder="720.00" {...form.getInputProps('amount.amount')} />
            <Select label={t.currency} data={[...currencies]} allowDeselect={false} searchable {...form.getInputProps('amount.currency')} />
          </Group>
          <TextInput label={t.description} maxLength={500} {...form.getInputProps('description')} />
        </>
      )}
    </ActButton>
  )
}
