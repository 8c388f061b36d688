import { Button, Checkbox, FileInput, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { newIdempotencyKey } from '@stablegate/sdk/http'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState, type ReactNode } from 'react'
import { call, upload, type Answer, type Input } from '../../api/client.ts'
import { withSecondFactor } from '../../api/step-up.ts'
import { useTexts } from '../../language/language.tsx'
import { ProblemAlert } from '../../parts/act-form.tsx'
import { partTexts } from '../../parts/texts.ts'
import { acceptorTexts } from './texts.ts'

const kinds = ['statement', 'screenshot', 'video', 'note'] as const
type Facts = { readonly kind: (typeof kinds)[number]; readonly bankProof: boolean; readonly file: File | null }

const accepted = 'image/*,video/*,application/pdf,text/plain'

/** A file and what it is, given once: a try that was not answered is repeated under the same key. */
const FileForm = ({ give, onDone, children }: {
  readonly give: (facts: Facts & { readonly file: File }, key: string) => Promise<unknown>
  readonly onDone: () => void
  readonly children?: ReactNode
}): ReactNode => {
  const { acts: t } = useTexts(acceptorTexts)
  const [facts, setFacts] = useState<Facts>({ kind: 'statement', bankProof: true, file: null })
  const key = useRef(newIdempotencyKey())
  const giving = useMutation({
    mutationFn: async () => (facts.file === null ? undefined : give({ ...facts, file: facts.file }, key.current)),
    onSuccess: onDone,
  })
  const change = (part: Partial<Facts>): void => {
    key.current = newIdempotencyKey()
    setFacts((before) => ({ ...before, ...part }))
  }
  return (
    <form onSubmit={(event) => {
      event.preventDefault()
      giving.mutate()
    }}>
      <Stack>
        {children}
        <Select label={t.kind} allowDeselect={false} value={facts.kind} data={kinds.map((value) => ({ value, label: t[value] }))}
          onChange={(kind) => change({ kind: kind as Facts['kind'], bankProof: kind === 'statement' })} />
        <FileInput label={t.file} required accept={accepted} value={facts.file} onChange={(file) => change({ file })} clearable />
        <Checkbox label={t.proof} checked={facts.bankProof} onChange={(event) => change({ bankProof: event.currentTarget.checked })} />
        <ProblemAlert error={giving.error} />
        <Button type="submit" loading={giving.isPending} disabled={facts.file === null}>{t.send}</Button>
      </Stack>
    </form>
  )
}

const queryOf = ({ kind, bankProof }: Facts) => ({ kind, bank_proof: bankProof ? 'true' as const : 'false' as const })

export const EvidenceButton = ({ order }: { readonly order: string }): ReactNode => {
  const { acts: t } = useTexts(acceptorTexts)
  const client = useQueryClient()
  const { close } = useTexts(partTexts)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t.evidence}</Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={t.evidence} closeButtonProps={{ 'aria-label': close }}>
        <FileForm
          give={(facts, idempotencyKey) => withSecondFactor(() =>
            upload('addEvidenceAsAcceptor', { params: { order }, query: queryOf(facts) }, facts.file, { idempotencyKey }))}
          onDone={() => {
            setOpen(false)
            void client.invalidateQueries({ queryKey: ['getOrder'] })
          }} />
      </Modal>
    </>
  )
}

/** A recall names its proof: the file is kept first, then the recall is reported with its id. */
export const RecallButton = ({ order }: { readonly order: Answer<'getOrder'> }): ReactNode => {
  const { acts: t } = useTexts(acceptorTexts)
  const client = useQueryClient()
  const { close } = useTexts(partTexts)
  const [isOpen, setOpen] = useState(false)
  const [amount, setAmount] = useState(order.received?.amount ?? order.fiat.amount)
  const currency = order.fiat.currency as NonNullable<Input<'reportRecall'>['body']>['recalled']['currency']
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>{t.recall}</Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={t.recall} closeButtonProps={{ 'aria-label': close }}>
        <FileForm
          give={(facts, key) => withSecondFactor(async () => {
            const { id } = await upload('uploadEvidence', { query: queryOf(facts) }, facts.file, { idempotencyKey: key })
            const body = { recalled: { amount: amount.trim(), currency }, evidence: id }
            return call('reportRecall', { params: { order: order.id }, body }, { idempotencyKey: `${key}-report` })
          })}
          onDone={() => {
            setOpen(false)
            void client.invalidateQueries({ queryKey: ['getOrder'] })
          }}>
          <Text size="sm" c="dimmed">{t.recallText}</Text>
          <TextInput label={t.recalled} inputMode="decimal" required value={amount} rightSection={currency} rightSectionWidth={56}
            onChange={(event) => setAmount(event.currentTarget.value)} />
        </FileForm>
      </Modal>
    </>
  )
}
