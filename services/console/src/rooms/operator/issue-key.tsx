import { MultiSelect, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { Input } from '../../api/client.ts'
import { useSession } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { ShownOnce } from '../merchant/shown-once.tsx'
import { operatorTexts } from './texts.ts'

type KeyScope = NonNullable<NonNullable<Input<'issueMerchantKey'>['body']>['scopes']>[number]
const scopes: KeyScope[] = ['read', 'operate', 'develop', 'keys', 'money']

/** In test mode, a key for somebody who has none yet; its secret is handed over by a safe way. */
export const IssueKey = ({ merchant, acceptor }: { readonly merchant?: string; readonly acceptor?: string }): ReactNode => {
  const { keys: t } = useTexts(operatorTexts)
  const { session } = useSession()
  const [secret, setSecret] = useState<string>()
  const initial = { label: '', scopes: ['read', 'operate'] as KeyScope[] }
  const bodyOf = ({ label, scopes: chosen }: typeof initial) => ({ scopes: chosen, ...(label.trim() === '' ? {}
    : { label: label.trim() }) })
  const fields = {
    label: t.issue, text: t.issueText, initial, onDone: ({ secret: shown }: { readonly secret: string }) => setSecret(shown),
    children: (form: Parameters<NonNullable<Parameters<typeof ActButton<'issueMerchantKey', typeof initial>>[0]['children']>>[0]) => (
      <>
        <TextInput label={t.label} maxLength={80} data-autofocus {...form.getInputProps('label')} />
        <MultiSelect label={t.scopes} required data={scopes} {...form.getInputProps('scopes')} />
      </>
    ),
  } as const
  if (session?.livemode !== false) return null
  return (
    <>
      {merchant !== undefined && <ActButton act="issueMerchantKey" {...fields}
        input={(values) => ({ params: { merchant }, body: bodyOf(values) })} />}
      {acceptor !== undefined && <ActButton act="issueAcceptorKey" {...fields}
        input={(values) => ({ params: { acceptor }, body: bodyOf(values) })} />}
      <ShownOnce title={t.issue} text={t.secretText} secret={secret} done={t.done} close={() => setSecret(undefined)} />
    </>
  )
}
