import { Badge, Group, Paper, Text, TextInput, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useRead } from '../../api/hooks.ts'
import { useMay } from '../../app/session-context.tsx'
import { useNow } from '../../format/now.ts'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../act-form.tsx'
import { Copy } from '../copy.tsx'
import { Rows } from '../data-table.tsx'
import { EmptyState, Read } from '../states.tsx'
import { When } from '../when.tsx'
import { payoutTexts } from './texts.ts'

const refreshes = ['listPayoutDestinations'] as const

const Add = (): ReactNode => {
  const t = useTexts(payoutTexts)
  return (
    <ActButton act="addPayoutDestination" label={t.add} text={t.addText} icon={<IconPlus size={16} />} refreshes={refreshes}
      initial={{ address: '', label: '' }}
      input={({ address, label }) => ({
        body: { address: address.trim(), ...(label.trim() === '' ? {} : { label: label.trim() }) },
      })}>
      {(form) => (
        <>
          <TextInput label={t.address} required data-autofocus autoComplete="off" spellCheck={false} {...form.getInputProps('address')} />
          <TextInput label={t.label} autoComplete="off" maxLength={80} {...form.getInputProps('label')} />
        </>
      )}
    </ActButton>
  )
}

/** Where own money may go, and from when on. */
export const Destinations = (): ReactNode => {
  const t = useTexts(payoutTexts)
  const may = useMay('money')
  const nowMs = useNow(30_000)
  const read = useRead('listPayoutDestinations', {})
  return (
    <Paper p={0} style={{ overflow: 'hidden' }}>
      <Group justify="space-between" p="lg" pb="xs">
        <Title order={2}>{t.destinations}</Title>
        {may && <Add />}
      </Group>
      <Read of={read}>
        {({ data }) => (
          <Rows rows={data} label={t.destinations} keyOf={({ address }) => address}
            empty={<EmptyState title={t.none} text={t.noneText} />}
            columns={[
              { title: t.destination, cell: ({ address, label }) => (
                <div>
                  <Text size="sm" fw={600}>{label ?? '–'}</Text>
                  <Copy text={address} />
                </div>
              ) },
              { title: t.state, cell: ({ usable_at: at }) => (Date.parse(at) <= nowMs
                ? <Badge color="jade">{t.usable}</Badge>
                : <Text size="sm">{t.usableFrom} <When at={at} /></Text>) },
              { title: '', end: true, cell: ({ address }) => may && (
                <ActButton act="removePayoutDestination" label={t.remove} text={t.removeText} danger refreshes={refreshes} initial={{}}
                  input={() => ({ body: { address } })} />
              ) },
            ]} />
        )}
      </Read>
    </Paper>
  )
}
