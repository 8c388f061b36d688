import { Alert, Badge, Checkbox, Group, NumberInput, Paper, SimpleGrid, Textarea, TextInput, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Answer } from '../../api/client.ts'
import { useRead } from '../../api/hooks.ts'
import { useMay, useUser } from '../../app/session-context.tsx'
import type { Money } from '../../format/money.ts'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Read } from '../../parts/states.tsx'
import { moneyOutTexts } from './money-out.texts.ts'

type Terms = Answer<'getPayoutPolicy'>['policy']
const refreshes = ['getPayoutPolicy'] as const
const usdt = (amount: string) => ({ amount: amount.trim(), currency: 'USDT' as const })
const isNothing = ({ amount }: Money): boolean => !/[1-9]/.test(amount)
const feeOf = (amount: string) => (/[1-9]/.test(amount) ? usdt(amount) : 'none' as const)
const hourS = 3_600

const TermsOf = ({ policy }: { readonly policy: Terms }): ReactNode => {
  const t = useTexts(moneyOutTexts)
  return (
    <Facts facts={[
      [t.fee, isNothing(policy.fee) ? t.none : <Amount of={policy.fee} />],
      [t.max, <Amount key="max" of={policy.max} />], [t.maxPerDay, <Amount key="day" of={policy.max_per_day} />],
      ...policy.approvals.map(({ above, people }) => [
        t.approvals, <span key={above.amount}>{t.above} <Amount
          of={above} />: {people === 0 ? t.nobody : t.people(String(people))}</span>,
      ] as const),
      [t.delay, `${policy.new_address_delay_s / hourS} ${t.hours}`], [t.young, `${policy.young_address_s / hourS} ${t.hours}`],
      [t.trustedOnly, policy.trusted_only && '✓'],
      [t.trusted, policy.trusted.length > 0 && policy.trusted.map((address) => <div key={address}><Copy text={address} /></div>)],
    ]} />
  )
}

const Change = ({ owner, policy }: { readonly owner: string; readonly policy: Terms }): ReactNode => {
  const t = useTexts(moneyOutTexts)
  const [first] = policy.approvals
  return (
    <ActButton act="proposePayoutPolicy" label={t.change} text={t.changeText} refreshes={refreshes}
      initial={{
        fee: policy.fee.amount, max: policy.max.amount, day: policy.max_per_day.amount, delay: policy.new_address_delay_s / hourS,
        young: policy.young_address_s / hourS, above: first?.above.amount ?? '', people: first?.people ?? 2,
        trusted: policy.trusted.join('\n'), only: policy.trusted_only, reason: '',
      }}
      input={(values) => ({
        body: {
          owner, reason: values.reason.trim(), policy: {
            fee: feeOf(values.fee), max: usdt(values.max), max_per_day: usdt(values.day),
            new_address_delay_s: Math.round(values.delay * hourS), young_address_s: Math.round(values.young * hourS),
            // Steps after the first are kept as they are.
            approvals: [
              ...(values.above.trim() === '' ? [] : [{ above: feeOf(values.above), people: values.people }]),
              ...policy.approvals.slice(1).map(({ above, people }) => ({ above: feeOf(above.amount), people })),
            ],
            trusted: values.trusted.split(/\s+/).filter((address) => address !== ''), trusted_only: values.only,
          },
        },
      })}>
      {(form) => (
        <>
          <SimpleGrid cols={2}>
            <TextInput label={t.fee} inputMode="decimal" rightSection="USDT" rightSectionWidth={60} {...form.getInputProps('fee')} />
            <TextInput label={t.max} required inputMode="decimal" rightSection="USDT" rightSectionWidth={60}
              {...form.getInputProps('max')} />
            <TextInput label={t.maxPerDay} required inputMode="decimal" rightSection="USDT" rightSectionWidth={60}
              {...form.getInputProps('day')} />
            <TextInput label={`${t.approvals}: ${t.above}`} inputMode="decimal" rightSection="USDT" rightSectionWidth={60}
              {...form.getInputProps('above')} />
            <NumberInput label={t.needPeople} min={0} max={4} allowDecimal={false} {...form.getInputProps('people')} />
            <NumberInput label={`${t.delay} (${t.hours})`} min={0} max={720} {...form.getInputProps('delay')} />
            <NumberInput label={`${t.young} (${t.hours})`} min={0} max={8760} {...form.getInputProps('young')} />
          </SimpleGrid>
          <Textarea label={t.trusted} autosize minRows={2} {...form.getInputProps('trusted')} />
          <Checkbox label={t.trustedOnly} {...form.getInputProps('only', { type: 'checkbox' })} />
          <TextInput label={t.reason} required {...form.getInputProps('reason')} />
        </>
      )}
    </ActButton>
  )
}

/** What a payee may be paid and with whose yes; changes need two people. */
export const Policy = ({ owner }: { readonly owner: string }): ReactNode => {
  const t = useTexts(moneyOutTexts)
  const { party, operator } = useUser()
  const may = useMay('money') && party === 'operator'
  const read = useRead('getPayoutPolicy', { params: { owner } })
  return (
    <Paper>
      <Read of={read} lines={5}>
        {({ policy, version, proposed, proposed_by: by }) => (
          <>
            <Group justify="space-between" mb="sm">
              <Group gap="xs"><Title order={2}>{t.policy}</Title><Badge
                color="gray">{version === 0 ? t.standard : t.version(String(version))}</Badge></Group>
              {may && proposed === null && <Change owner={owner} policy={policy} />}
            </Group>
            <TermsOf policy={policy} />
            {proposed !== null && (
              <Alert color="orange" variant="light" mt="md" title={`${t.proposed} ${t.by} ${by ?? ''}`}>
                <TermsOf policy={proposed} />
                {may && by !== operator && (
                  <Group mt="sm">
                    <ActButton act="approvePayoutPolicy" label={t.approvePolicy} variant="filled" refreshes={refreshes} initial={{}}
                      input={() => ({ body: { owner } })} />
                  </Group>
                )}
              </Alert>
            )}
          </>
        )}
      </Read>
    </Paper>
  )
}
