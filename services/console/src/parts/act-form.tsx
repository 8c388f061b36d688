import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useForm, type UseFormReturnType } from '@mantine/form'
import { useState, type ReactNode } from 'react'
import type { Answer, Input, OperationName } from '../api/client.ts'
import { useAct } from '../api/hooks.ts'
import { useTexts } from '../language/language.tsx'
import { fieldErrors, problemText } from './problem-text.ts'
import { problemTexts } from './problems.texts.ts'
import { partTexts } from './texts.ts'

export const ProblemAlert = ({ error }: { readonly error: Error | null }): ReactNode => {
  const problems = useTexts(problemTexts)
  return error ? <Alert color="red" variant="light" role="alert">{problemText(error, problems)}</Alert> : null
}

type ActFormProps<Name extends OperationName, Values extends Record<string, unknown>> = {
  readonly act: Name
  readonly initial: Values
  /** The request out of what was filled in. Fields bear the names of the body, so that refusals find them. */
  readonly input: (values: Values) => Input<Name>
  readonly refreshes?: readonly OperationName[]
  readonly onDone?: (answer: Answer<Name>) => void
  readonly submit: string
  readonly danger?: boolean
  readonly onCancel?: () => void
  readonly children: (form: UseFormReturnType<Values>) => ReactNode
}

/** A form that does one operation; what the API finds wrong stands at its field. */
export const ActForm = <Name extends OperationName, Values extends Record<string, unknown>>({
  act, initial, input, refreshes, onDone, submit, danger = false, onCancel, children,
}: ActFormProps<Name, Values>): ReactNode => {
  const t = useTexts(partTexts)
  const form = useForm<Values>({ initialValues: initial })
  const { mutate, isPending, error } = useAct(act, { ...(refreshes ? { refreshes } : {}), ...(onDone ? { onDone } : {}) })
  return (
    <form noValidate={false} onSubmit={form.onSubmit((values) => mutate(input(values), {
      onError: (failure) => form.setErrors(fieldErrors(failure)),
    }))}>
      <Stack>
        {children(form)}
        <ProblemAlert error={error} />
        <Group justify="flex-end">
          {onCancel && <Button variant="default" onClick={onCancel}>{t.cancel}</Button>}
          <Button type="submit" loading={isPending} {...(danger ? { color: 'red' } : {})}>{submit}</Button>
        </Group>
      </Stack>
    </form>
  )
}

/** A button that first asks, in a window, what it needs to know or whether it is meant. */
export const ActButton = <Name extends OperationName, Values extends Record<string, unknown>>({
  label, title, text, icon, variant = 'default', onDone, children, ...form
}: Omit<ActFormProps<Name, Values>, 'submit' | 'onCancel' | 'children'> & {
  readonly label: string
  readonly title?: string
  readonly text?: ReactNode
  readonly icon?: ReactNode
  readonly variant?: 'default' | 'filled' | 'light' | 'subtle'
  readonly children?: (form: UseFormReturnType<Values>) => ReactNode
}): ReactNode => {
  const [isOpen, setOpen] = useState(false)
  const { close } = useTexts(partTexts)
  return (
    <>
      <Button variant={variant} leftSection={icon} onClick={() => setOpen(true)}
        {...(form.danger === true && variant !== 'default' ? { color: 'red' } : {})}>{label}</Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={title ?? label} closeButtonProps={{ 'aria-label': close }}>
        {text !== undefined && <Text size="sm" c="dimmed" mb="md">{text}</Text>}
        <ActForm {...form} submit={label} onCancel={() => setOpen(false)} onDone={(answer) => {
          setOpen(false)
          onDone?.(answer)
        }}>
          {children ?? (() => null)}
        </ActForm>
      </Modal>
    </>
  )
}
