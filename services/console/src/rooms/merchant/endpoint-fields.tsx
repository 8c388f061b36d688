import { Textarea, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { ReactNode } from 'react'
import { useTexts } from '../../language/language.tsx'
import { merchantTexts } from './texts.ts'

type Values = { readonly url: string; readonly types: string; readonly description: string }

/** Types as somebody writes them: one a line, or with spaces. */
export const typesIn = (text: string): string[] => text.split(/\s+/).filter(Boolean)

/** Where an endpoint leads, which events it wants and what it is for. */
export const EndpointFields = <V extends Values>({ form }: { readonly form: UseFormReturnType<V> }): ReactNode => {
  const t = useTexts(merchantTexts).webhooks
  return (
    <>
      <TextInput label={t.url} description={t.urlHint} type="url" required placeholder="https://shop.example/webhooks" data-autofocus
        {...form.getInputProps('url')} />
      <Textarea label={t.types} description={t.typesHint} autosize minRows={2} placeholder="payment.settled"
        {...form.getInputProps('types')} />
      <TextInput label={t.description} maxLength={200} {...form.getInputProps('description')} />
    </>
  )
}
