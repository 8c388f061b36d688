import type { ReactNode } from 'react'
import type { Item } from '../../api/client.ts'
import { useTexts } from '../../language/language.tsx'
import { ActButton } from '../../parts/act-form.tsx'
import { EndpointFields, typesIn } from './endpoint-fields.tsx'
import { merchantTexts } from './texts.ts'

const refreshes = ['getWebhookEndpoint', 'listWebhookEndpoints', 'listDeliveries'] as const

/** What its owner does with an endpoint. */
export const EndpointActs = ({ of: endpoint, onSecret }: {
  readonly of: Item<'listWebhookEndpoints'>; readonly onSecret: (secret: string) => void
}): ReactNode => {
  const t = useTexts(merchantTexts).webhooks
  const { id, url, types, description } = endpoint
  const act = { refreshes, initial: {}, input: () => ({ params: { endpoint: id } }) }
  return (
    <>
      <ActButton act="changeWebhookEndpoint" label={t.change} text={t.changeText} refreshes={refreshes}
        key={`${url} ${types.join()} ${description}`}
        initial={{ url, types: types.join('\n'), description }}
        input={(values) => ({
          params: { endpoint: id },
          body: { url: values.url, types: typesIn(values.types), description: values.description === '' ? null : values.description },
        })}>
        {(form) => <EndpointFields form={form} />}
      </ActButton>
      <ActButton {...act} act="rotateWebhookSecret" label={t.rotate} text={t.rotateText}
        input={() => ({ params: { endpoint: id }, body: {} })} onDone={(answer) => onSecret(answer.secret)} />
      {endpoint.enabled && (endpoint.paused_at === null
        ? <ActButton {...act} act="pauseWebhookEndpoint" label={t.pause} text={t.pauseText} />
        : <ActButton {...act} act="resumeWebhookEndpoint" label={t.resume} text={t.resumeText} variant="filled" />)}
      {endpoint.enabled
        ? <ActButton {...act} act="disableWebhookEndpoint" label={t.disable} text={t.disableText} danger />
        : <ActButton {...act} act="enableWebhookEndpoint" label={t.enable} />}
    </>
  )
}
