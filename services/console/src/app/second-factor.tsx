import { Button, Group, Modal, PinInput, Stack, Text } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { useState, useSyncExternalStore, type ReactNode } from 'react'
import { setStepUp } from '../api/step-up.ts'
import { useTexts } from '../language/language.tsx'
import { problemText } from '../parts/problem-text.ts'
import { problemTexts } from '../parts/problems.texts.ts'
import { partTexts } from '../parts/texts.ts'
import { canUsePasskeys, passkeyCredential } from './passkey.ts'
import { sessionAct, type Session } from './session.ts'
import { useSession } from './session-context.tsx'
import { appTexts } from './texts.ts'

type Waiting = { readonly resolve: () => void; readonly reject: (reason: Error) => void }

/** Acts that wait for a fresh second factor; one question serves them all. */
let waiting: readonly Waiting[] = []
const listeners = new Set<() => void>()
const change = (next: readonly Waiting[]): void => {
  waiting = next
  for (const listener of listeners) listener()
}
setStepUp(() => new Promise((resolve, reject) => change([...waiting, { resolve, reject }])))

const listen = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Asks for a second factor when an act needs a fresh one, and lets the act go on. */
export const SecondFactor = (): ReactNode => {
  const open = useSyncExternalStore(listen, () => waiting.length > 0)
  const t = useTexts(appTexts).secondFactor
  const { close } = useTexts(partTexts)
  const problems = useTexts(problemTexts)
  const { take, session } = useSession()
  const [code, setCode] = useState('')
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const end = (finish: (one: Waiting) => void): void => {
    const all = waiting
    change([])
    setCode('')
    setError(undefined)
    for (const one of all) finish(one)
  }
  const factors = session?.second_factors
  const show = async (prove: () => Promise<Session>): Promise<void> => {
    setBusy(true)
    try {
      take(await prove())
      end(({ resolve }) => resolve())
    } catch (failure) {
      setError(problemText(failure, problems))
      setCode('')
    } finally {
      setBusy(false)
    }
  }
  const byCode = (digits: string): Promise<void> => show(() => sessionAct('/code', { code: digits }))
  const hasPasskey = factors !== null && factors !== undefined && factors.passkeys > 0 && canUsePasskeys()
  const hasCode = factors?.totp === true || !hasPasskey
  return (
    <Modal opened={open} onClose={() => end(({ reject }) => reject(new Error(t.cancelled)))} title={t.title} centered size="sm"
      closeButtonProps={{ 'aria-label': close }}>
      <form onSubmit={(event) => {
        event.preventDefault()
        void byCode(code)
      }}>
        <Stack>
          <Text size="sm" c="dimmed">{hasCode ? t.why : t.whyPasskey}</Text>
          {hasCode && (
            <PinInput length={6} type="number" oneTimeCode data-autofocus autoFocus value={code} onChange={setCode}
              onComplete={(digits) => void byCode(digits)} disabled={busy} error={error !== undefined} aria-label={t.code}
              getInputProps={(index) => ({ 'aria-label': `${t.code} ${index + 1}` })} />
          )}
          {error !== undefined && <Text size="sm" c="red" role="alert">{error}</Text>}
          <Group justify="flex-end">
            {hasPasskey && (
              <Button variant={hasCode ? 'default' : 'filled'} leftSection={<IconFingerprint size={16} />} disabled={busy}
                onClick={() => void show(async () => sessionAct('/passkey', { credential: await passkeyCredential() }))}>
                {t.passkey}
              </Button>
            )}
            {hasCode && <Button type="submit" loading={busy} disabled={code.length < 6}>{t.confirm}</Button>}
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
