import { Group, NumberInput, Paper, Text, TextInput, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useMay } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { operatorTexts } from './texts.ts'

const Revoke = (): ReactNode => {
  const { chain: t } = useTexts(operatorTexts)
  return (
    <ActButton act="revokeTransfer" label={t.revoke} text={t.revokeText} danger refreshes={['listIncidents', 'listDeposits']}
      initial={{ txid: '', part: 'log-0', block_hash: '', reason: '' }} input={(body) => ({ body })}>
      {(form) => (
        <>
          <TextInput label={t.txid} required data-autofocus {...form.getInputProps('txid')} />
          <TextInput label={t.part} required {...form.getInputProps('part')} />
          <TextInput label={t.hash} required {...form.getInputProps('block_hash')} />
          <TextInput label={t.reason} required {...form.getInputProps('reason')} />
        </>
      )}
    </ActButton>
  )
}

const Rewind = (): ReactNode => {
  const { chain: t } = useTexts(operatorTexts)
  return (
    <ActButton act="rewindChain" label={t.rewind} text={t.rewindText} danger initial={{ number: 0, hash: '', at: '', reason: '' }}
      input={({ number, hash, at, reason }) => ({
        body: { to: { number, hash: hash.trim(), at: at === '' ? '' : new Date(at).toISOString() }, reason: reason.trim() },
      })}>
      {(form) => (
        <>
          <NumberInput label={t.number} min={0} allowDecimal={false} required {...form.getInputProps('number')} />
          <TextInput label={t.hash} required {...form.getInputProps('hash')} />
          <TextInput type="datetime-local" step={1} label={t.at} required {...form.getInputProps('at')} />
          <TextInput label={t.reason} required {...form.getInputProps('reason')} />
        </>
      )}
    </ActButton>
  )
}

/** What an operator says of the chain by hand. */
export const ChainActs = (): ReactNode => {
  const { chain: t } = useTexts(operatorTexts)
  if (!useMay('administer')) return null
  return (
    <Paper>
      <Title order={2} mb={4}>{t.title}</Title>
      <Text size="sm" c="dimmed" mb="md">{t.text}</Text>
      <Group gap="sm"><Revoke /><Rewind /></Group>
    </Paper>
  )
}
