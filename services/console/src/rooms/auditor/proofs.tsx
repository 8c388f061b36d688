import { Alert, Button, Code, Group, NumberInput, Paper, Select, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { call } from '../../api/client.ts'
import { useTexts } from '../../language/language.tsx'
import { ProblemAlert } from '../../parts/act-form.tsx'
import { checkpointTexts } from './checkpoints.texts.ts'
import { keysIn, signatureOf, standsIn } from './verify-here.ts'

/** Asks for the proof of one event and verifies it here: leaf, path, root and signature. */
export const OneEvent = ({ logs, keys }: { readonly logs: readonly string[]; readonly keys: string }): ReactNode => {
  const t = useTexts(checkpointTexts)
  const [log, setLog] = useState('ledger')
  const [position, setPosition] = useState(1)
  const check = useMutation({
    mutationFn: async () => {
      const { checkpoint, event, index, path } = await call('proveInclusion', { params: { log }, query: { position } })
      const isThere = event.log === log && event.position === position && standsIn(checkpoint.text, event, index, path)
      const signature = await signatureOf(checkpoint.text, keysIn(keys) ?? [])
      return { isThere, signature, type: event.type, size: checkpoint.size }
    },
  })
  const { data } = check
  return (
    <Paper>
      <Stack gap="sm">
        <Title order={2} fz="md">{t.one}</Title>
        <form onSubmit={(event) => {
          event.preventDefault()
          check.mutate()
        }}>
          <Group align="flex-end">
            <Select label={t.log} data={[...new Set([...logs, 'ledger'])]} allowDeselect={false} value={log}
              onChange={(value) => setLog(value ?? 'ledger')} />
            <NumberInput label={t.position} min={1} allowDecimal={false} value={position}
              onChange={(value) => setPosition(Number(value) || 1)} />
            <Button type="submit" variant="default" loading={check.isPending}>{t.check}</Button>
          </Group>
        </form>
        <ProblemAlert error={check.error} />
        {data && <Alert role="status" color={data.isThere && data.signature === 'right' ? 'jade' : data.isThere ? 'orange' : 'red'}>
          {!data.isThere ? t.falls : data.signature === 'right' ? t.stands(data.type, data.size) : t.unsigned}
        </Alert>}
      </Stack>
    </Paper>
  )
}

const Save = ({ path, name }: { readonly path: string; readonly name: string }): ReactNode => {
  const t = useTexts(checkpointTexts)
  // A link, so that the browser writes a large file as it comes.
  return <Button component="a" href={path} download={`${name}.ndjson`} variant="default" leftSection={<IconDownload size={16} />}
    aria-label={`${t.download}: ${name}`}>{t.download}</Button>
}

/** Bundles: everything that follows for a balance, a payment or the reserves, to be verified elsewhere. */
export const Downloads = ({ keys }: { readonly keys: string }): ReactNode => {
  const t = useTexts(checkpointTexts)
  const [account, setAccount] = useState('')
  const [payment, setPayment] = useState('')
  const named = account.trim()
  const query = named === '' ? '' : `?${named.includes(':') || named === 'blocked' ? 'account' : 'owner'}=${encodeURIComponent(named)}`
  const isPayment = /^pay_\w+$/.test(payment.trim())
  return (
    <Paper>
      <Stack gap="md">
        <div>
          <Title order={2} fz="md">{t.downloads}</Title>
          <Text size="sm" c="dimmed">{t.downloadsText}</Text>
        </div>
        <SimpleGrid cols={{ base: 1, md: 3 }}>
          <Group align="flex-end" gap="xs" wrap="nowrap">
            <TextInput label={t.books} placeholder={t.accountHint} value={account} flex={1}
              onChange={(event) => setAccount(event.currentTarget.value)} />
            <Save path={`/v1/proofs/books${query}`} name={named === '' ? 'balances' : named.replaceAll(':', '-')} />
          </Group>
          <Group align="flex-end" gap="xs" wrap="nowrap">
            <TextInput label={t.payment} placeholder="pay_…" value={payment} flex={1}
              onChange={(event) => setPayment(event.currentTarget.value)} />
            {isPayment
              ? <Save path={`/v1/proofs/payments/${payment.trim()}`} name={payment.trim()} />
              : <Button variant="default" disabled leftSection={<IconDownload size={16} />}>{t.download}</Button>}
          </Group>
          <Group align="flex-end" gap="xs" wrap="nowrap">
            <Text size="sm" fw={500} flex={1} pb={8}>{t.reserves}</Text>
            <Save path="/v1/proofs/reserves" name="reserves" />
          </Group>
        </SimpleGrid>
        <div>
          <Text size="sm" fw={500}>{t.how}</Text>
          <Code block className="wrapped">{`stablegate-verify balances.ndjson --key ${keys.split(/\s+/)[0] || '<key>'}`}</Code>
        </div>
      </Stack>
    </Paper>
  )
}
