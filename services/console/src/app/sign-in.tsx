import { Anchor, Box, Button, Group, Paper, PasswordInput, PinInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { useState, type FormEvent, type ReactNode } from 'react'
import { useTexts } from '../language/language.tsx'
import { problemText } from '../parts/problem-text.ts'
import { problemTexts } from '../parts/problems.texts.ts'
import { Brand } from './brand.tsx'
import { canUsePasskeys, passkeyCredential } from './passkey.ts'
import { Preferences } from './preferences.tsx'
import { sessionAct, type Session } from './session.ts'
import { useSession } from './session-context.tsx'
import classes from './sign-in.module.css'
import { appTexts } from './texts.ts'

/** An act of signing in with what it shows while it runs and when it fails. */
export const useSignIn = () => {
  const { take } = useSession()
  const problems = useTexts(problemTexts)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const run = async (act: () => Promise<Session>): Promise<void> => {
    setBusy(true)
    setError(undefined)
    try {
      take(await act())
    } catch (failure) {
      setError(problemText(failure, problems))
    } finally {
      setBusy(false)
    }
  }
  return { busy, error, run }
}

export const SignInFrame = ({ title, why, children }: {
  readonly title: string; readonly why: string; readonly children: ReactNode
}): ReactNode => (
  <Box className={classes['page'] ?? ''}>
    <Group justify="space-between" p="lg" component="header"><Brand /><Group gap={4}><Preferences /></Group></Group>
    <Box component="main" className={classes['middle'] ?? ''}>
      <Paper className={classes['card'] ?? ''} p={{ base: 'lg', sm: 36 }} shadow="sm">
        <Title order={1} mb={4}>{title}</Title>
        <Text c="dimmed" mb="xl">{why}</Text>
        {children}
      </Paper>
    </Box>
  </Box>
)

const Problem = ({ error }: { readonly error: string | undefined }): ReactNode =>
  error === undefined ? null : <Text c="red" size="sm" role="alert">{error}</Text>

const PasswordStep = (): ReactNode => {
  const t = useTexts(appTexts).signIn
  const { busy, error, run } = useSignIn()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void run(() => sessionAct('', { email, password }))
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label={t.email} type="email" name="email" autoComplete="username webauthn" required size="md" data-autofocus
          value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
        <PasswordInput label={t.password} name="password" autoComplete="current-password" required size="md" value={password}
          onChange={(event) => setPassword(event.currentTarget.value)} />
        <Problem error={error} />
        <Button type="submit" size="md" loading={busy} mt="xs">{t.submit}</Button>
        {canUsePasskeys() && (
          <Button variant="default" size="md" leftSection={<IconFingerprint size={18} />} disabled={busy}
            onClick={() => void run(async () => sessionAct('/passkey', { credential: await passkeyCredential() }))}>
            {t.passkey}
          </Button>
        )}
      </Stack>
    </form>
  )
}

const CodeStep = (): ReactNode => {
  const t = useTexts(appTexts).signIn
  const { signOut } = useSession()
  const { busy, error, run } = useSignIn()
  const [code, setCode] = useState('')
  const [isRecovery, setRecovery] = useState(false)
  const show = (given: string): Promise<void> => run(() => sessionAct('/code', { code: given }))
  return (
    <form onSubmit={(event) => {
      event.preventDefault()
      void show(code)
    }}>
      <Stack>
        {isRecovery
          ? <TextInput label={t.recoveryCode} value={code} onChange={(event) => setCode(event.currentTarget.value)} size="md" autoFocus />
          : <PinInput length={6} type="number" oneTimeCode autoFocus size="md" value={code} onChange={setCode} disabled={busy}
              onComplete={(digits) => void show(digits)} getInputProps={(index) => ({ 'aria-label': `${t.code} ${index + 1}` })} />}
        <Problem error={error} />
        <Button type="submit" size="md" loading={busy} disabled={code.length < 6}>{t.continue}</Button>
        <Group justify="space-between">
          <Anchor component="button" type="button" size="sm" onClick={() => {
            setCode('')
            setRecovery(!isRecovery)
          }}>{isRecovery ? t.digits : t.recovery}</Anchor>
          <Anchor component="button" type="button" size="sm" onClick={() => void signOut()}>{t.back}</Anchor>
        </Group>
      </Stack>
    </form>
  )
}

export const SignIn = ({ session }: { readonly session: Session }): ReactNode => {
  const t = useTexts(appTexts).signIn
  return session.state === 'second_factor'
    ? <SignInFrame title={t.codeTitle} why={t.codeWhy}><CodeStep /></SignInFrame>
    : <SignInFrame title={t.title} why={t.welcome}><PasswordStep /></SignInFrame>
}
