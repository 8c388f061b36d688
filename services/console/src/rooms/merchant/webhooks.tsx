import { Badge, Checkbox, Paper, Textarea, TextInput } from '@mantine/core'
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
        body: { url, ed25519, types: types.split(/\s+/).filter(Boolean), ...(description === '' ? {} : { description }) },
      })}>
      {(form) => (
        <>
          <TextInput label={t.url} description={t.urlHint} type="url" required
            placeholder="https://shop.example/webhooks" data-autofocus {...form.getInputProps('url')} />
          <Textarea label={t.types} description={t.typesHint} autosize minRows={2} placeholder="payment.settled"
            {...form.getInputProps('types')} />
          <TextInput label={t.description} maxLength={200} {...form.getInputProps('description')} />
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
                { title: t.status, cell: ({ enabled }) => <Badge color={enabled ? 'jade' : 'red'}>{enabled ? t.enabled
                  : t.disabled}</Badge> },
                { title: t.created, cell: ({ created_at: at }) => <When at={at} /> },
              ]} />
          )}
        </Read>
      </Paper>
      <ShownOnce title={t.secret} text={t.secretText} secret={secret} done={t.done} close={() => setSecret(undefined)} />
    </Page>
  )
}
