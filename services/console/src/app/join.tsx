import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { useTexts } from '../language/language.tsx'
import { sessionAct } from './session.ts'
import { SignInFrame, useSignIn } from './sign-in.tsx'
import { appTexts } from './texts.ts'

/** Takes an invitation. Its secret stands behind `#`, where no server and no log sees it. */
export const Join = (): ReactNode => {
  const t = useTexts(appTexts).join
  const navigate = useNavigate()
  const { busy, error, run } = useSignIn()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const invitation = globalThis.location.hash.slice(1)
  return (
    <SignInFrame title={t.title} why={t.why}>
      {invitation === ''
        ? <Text role="alert">{t.missing}</Text>
        : (
            <form onSubmit={(event) => {
              event.preventDefault()
              void run(async () => {
                const session = await sessionAct('/join', { invitation, name, password })
                await navigate('/', { replace: true })
                return session
              })
            }}>
              <Stack>
                <TextInput label={t.name} autoComplete="name" required size="md" value={name}
                  onChange={(event) => setName(event.currentTarget.value)} />
                <PasswordInput label={t.password} description={t.hint} autoComplete="new-password" required minLength={12} size="md"
                  value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
                {error !== undefined && <Text c="red" size="sm" role="alert">{error}</Text>}
                <Button type="submit" size="md" loading={busy}>{t.submit}</Button>
              </Stack>
            </form>
          )}
    </SignInFrame>
  )
}
