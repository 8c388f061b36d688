import { Badge, Group, Paper, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { usePages, useRead } from '../../api/hooks.ts'
import { useMay } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { ActButton } from '../../parts/act-form.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Copy } from '../../parts/copy.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { QrCode } from '../../parts/qr-code.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { moneyTexts } from './money.texts.ts'

/** The own address, for ever the same. */
export const DepositAddress = (): ReactNode => {
  const t = useTexts(moneyTexts)
  const may = useMay('operate')
  const read = useRead('getDepositAddress', {})
  return (
    <Paper>
      <Title order={2} mb={4}>{t.deposit}</Title>
      <Text size="sm" c="dimmed" mb="md">{t.depositText}</Text>
      <Read of={read} lines={2}>
        {({ status, address, network }) => (address !== null
          ? (
              <Group align="center" gap="lg">
                <QrCode text={address} label={t.address} size={116} />
                <Stack gap={4}>
                  <Text size="sm" c="dimmed">{t.address} · {network}</Text>
                  <Copy text={address} label={t.address} />
                </Stack>
              </Group>
            )
          : status === 'pending'
            ? <Text size="sm" role="status">{t.preparing}</Text>
            : may && <ActButton act="requestDepositAddress" label={t.getAddress} variant="filled" refreshes={['getDepositAddress']}
              initial={{}}
              input={() => ({})} />)}
      </Read>
    </Paper>
  )
}

export const Deposits = (): ReactNode => {
  const t = useTexts(moneyTexts)
  const pages = usePages('listOwnDeposits', { query: {} }, { cursorOf: ({ cursor }) => cursor })
  return (
    <section aria-label={t.deposits}>
      <Title order={2} mb="sm">{t.deposits}</Title>
      <DataTable pages={pages} label={t.deposits} keyOf={({ id, cursor }) => `${id}:${cursor}`} empty={<EmptyState
        title={t.noDeposits} />} columns={[
        { title: t.at, cell: ({ at }) => <When at={at} /> },
        { title: t.state, cell: ({ state }) => <Badge color={state === 'credited' || state === 'settled' ? 'jade' : 'blue'}>
          {wordIn(t.depositStates, state)}</Badge> },
        { title: t.txid, cell: ({ txid }) => <Copy text={txid} shown={`${txid.slice(0, 8)}…`} /> },
        { title: t.amount, end: true, cell: ({ amount }) => <Amount of={amount} sign /> },
      ]} />
    </section>
  )
}
