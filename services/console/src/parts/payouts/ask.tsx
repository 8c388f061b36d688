import { Select, Text, Textarea, TextInput } from '@mantine/core'
import { IconArrowUpRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useRead } from '../../api/hooks.ts'
import { useMay } from '../../app/session-context.tsx'
import { moneyText } from '../../format/money.ts'
import { useNow } from '../../format/now.ts'
import { useLanguage, useTexts } from '../../language/language.tsx'
import { ActButton } from '../act-form.tsx'
import { payoutLines, sumOf } from './lines.ts'
import { payoutTexts } from './texts.ts'

const refreshes = ['listPayouts', 'getBalance', 'getStatement'] as const

export const AskPayout = ({ onDone }: { readonly onDone?: (payout: string) => void }): ReactNode => {
  const t = useTexts(payoutTexts)
  const { data } = useRead('listPayoutDestinations', {})
  const nowMs = useNow(30_000)
  const usable = data?.data.filter(({ usable_at: at }) => Date.parse(at) <= nowMs) ?? []
  if (!useMay('money')) return null
  return (
    <ActButton act="createPayout" label={t.ask} text={t.askText} variant="filled" icon={<IconArrowUpRight size={16} />}
      refreshes={refreshes} onDone={({ id }) => onDone?.(id)}
      initial={{ to: usable[0]?.address ?? '', amount: { amount: '' }, reference: '' }}
      input={({ to, amount, reference }) => ({
        body: {
          to, amount: { amount: amount.amount.trim(), currency: 'USDT' },
          ...(reference.trim() === '' ? {} : { reference: reference.trim() }),
        },
      })}>
      {(form) => (
        <>
          <Select label={t.destination} required allowDeselect={false} nothingFoundMessage={t.none} description={usable.length === 0
            ? t.noneText
            : undefined}
            data={usable.map(({ address, label }) => ({ value: address, label: label === null ? address : `${label} · ${address}` }))}
            {...form.getInputProps('to')} />
          <TextInput label={t.amount} required inputMode="decimal" rightSection="USDT" rightSectionWidth={60} data-autofocus
            {...form.getInputProps('amount.amount')} />
          <TextInput label={t.reference} maxLength={100} {...form.getInputProps('reference')} />
        </>
      )}
    </ActButton>
  )
}

export const AskBatch = (): ReactNode => {
  const t = useTexts(payoutTexts)
  const { language } = useLanguage()
  if (!useMay('money')) return null
  return (
    <ActButton act="createPayoutBatch" label={t.batch} text={t.batchText} refreshes={refreshes} initial={{ lines: '' }}
      input={({ lines }) => ({ body: { payouts: payoutLines(lines).payouts } })}>
      {(form) => {
        const { payouts, unreadable } = payoutLines(form.values.lines)
        const wrong = unreadable.length > 0 ? t.unreadable(unreadable.join(', ')) : payouts.length > 50 ? t.most : undefined
        return (
          <>
            <Textarea label={t.lines} required autosize minRows={5} maxRows={14} placeholder={t.linesExample} data-autofocus
              spellCheck={false} {...form.getInputProps('lines')} error={wrong ?? form.errors['lines']}
              // With a line that is none nothing is sent: the browser keeps the form.
              ref={(area) => { area?.setCustomValidity(wrong ?? '') }} />
            {payouts.length > 0 && (
              <Text size="sm" fw={600}>{t.sum(String(payouts.length), moneyText({ amount: sumOf(payouts), currency: 'USDT' },
                language))}</Text>
            )}
          </>
        )
      }}
    </ActButton>
  )
}
