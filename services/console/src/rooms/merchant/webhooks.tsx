import { Checkbox, Paper } from '@mantine/core'
import { IconPlus, IconWebhook } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useRead } from '../../api/hooks.ts'
import { useMay, useUser } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { Rows } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { EndpointBadge } from './endpoint-badge.tsx'
import { EndpointFields, typesIn } from './endpoint-fields.tsx'
import { ShownOnce } from './shown-once.tsx'
import { merchantTexts } from './texts.ts'

export default (): ReactNode => {
  const t = useTexts(merchantTexts).webhooks
  const mayDevelop = useMay('develop')
  const { party } = useUser()
  const [secret, setSecret] = useState<string>()
  const read = useRead('listWebhookEndpoints', {})
  const add = mayDevelop && (
    <ActButton act="createWebhookEndpoint" label={t.add} variant="filled" icon={<IconPlus size={16} />} refreshes={['listWebhookEndpoints']}
      initial={{ url: '', types: '', description: '', ed25519: false }} onDone={(endpoint) => setSecret(endpoint.secret)}
      input={({ url, types, description, ed25519 }) => ({
        body: { url, ed25519, types: typesIn(types), ...(description === '' ? {} : { description }) },
      })}>
      {(form) => (
        <>
          <EndpointFields form={form} />
          <Checkbox label={t.ed25519} {...form.getInputProps('ed25519', { type: 'checkbox' })} />
        </>
      )}
    </ActButton>
  )
  return (
    <Page title={t.title} text={t.text} actions={add}>
      <Paper p={0} style={{ overflow: 'hidden' }}>
        <Read of={read}>
          {({ data }) => (
            <Rows rows={data} label={t.title} keyOf={({ id }) => id} linkOf={({ id }) => `/${party}/webhooks/${id}`}
              empty={<EmptyState icon={IconWebhook} title={t.empty} text={t.emptyText} />} columns={[
                { title: t.url, cell: ({ url }) => <span className="identifier">{url}</span> },
                { title: t.types, cell: ({ types }) => (types.length === 0 ? t.all : types.join(', ')) },
                { title: t.status, cell: (endpoint) => <EndpointBadge of={endpoint} /> },
                { title: t.created, cell: ({ created_at: at }) => <When at={at} /> },
              ]} />
          )}
        </Read>
      </Paper>
      <ShownOnce title={t.secret} text={t.secretText} secret={secret} done={t.done} close={() => setSecret(undefined)} />
    </Page>
  )
}
