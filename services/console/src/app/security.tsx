import { Badge, Button, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { transport } from '../api/client.ts'
import { withSecondFactor } from '../api/step-up.ts'
import { useTexts } from '../language/language.tsx'
import { Copy } from '../parts/copy.tsx'
import { Facts } from '../parts/facts.tsx'
import { Page } from '../parts/page.tsx'
import { QrCode } from '../parts/qr-code.tsx'
import { When } from '../parts/when.tsx'
import { canUsePasskeys, newPasskeyCredential } from './passkey.ts'
import { sessionAct, sessionAsk, type Session } from './session.ts'
import { useSession, useUser } from './session-context.tsx'
import { useSignIn } from './sign-in.tsx'
import { appTexts } from './texts.ts'

type Totp = { readonly uri: string; readonly secret: string; readonly recovery_codes: readonly string[] }

const TotpSetUp = ({ totp, done }: { readonly totp: Totp; readonly done: () => void }): ReactNode => {
  const t = useTexts(appTexts).securityPage
  const { busy, error, run } = useSignIn()
  const [code, setCode] = useState('')
  return (
    <form onSubmit={(event) => {
      event.preventDefault()
      void run(async () => {
        const session = await sessionAct('/totp/confirm', { code })
        notifications.show({ message: t.done })
        done()
        return session
      })
    }}>
      <Stack>
        <Text size="sm">{t.scan}</Text>
        <Group align="flex-start" gap="xl">
          <QrCode text={totp.uri} size={176} label={t.totp} />
          <Stack gap="xs">
            <Text size="sm" fw={600}>{t.secret}</Text>
            <Copy text={totp.secret} />
            <Text size="sm" fw={600} mt="sm">{t.recovery}</Text>
            <Text size="xs" c="dimmed">{t.recoveryWhy}</Text>
            <Copy text={totp.recovery_codes.join(' ')} />
          </Stack>
        </Group>
        <TextInput label={t.code} inputMode="numeric" autoComplete="one-time-code" maxLength={6} value={code} maw={240}
          onChange={(event) => setCode(event.currentTarget.value)} error={error} required />
        <Group><Button type="submit" loading={busy}>{t.confirm}</Button><Button variant="default" onClick={done}>{t.cancel}</Button></Group>
      </Stack>
    </form>
  )
}

const Authenticator = (): ReactNode => {
  const t = useTexts(appTexts).securityPage
  const { session } = useSession()
  const { busy, error, run } = useSignIn()
  const [password, setPassword] = useState('')
  const [totp, setTotp] = useState<Totp>()
  const isOn = session?.second_factors?.totp === true
  const begin = (): Promise<void> => run(async () => {
    setTotp(await sessionAsk<Totp>('/totp', { password }))
    setPassword('')
    if (session === undefined) throw new Error(t.totpOff)
    return session
  })
  const remove = (): Promise<void> => run(async () => {
    const next = await withSecondFactor(() => sessionAct('/totp/remove', { password }))
    setPassword('')
    notifications.show({ message: t.removed })
    return next
  })
  return (
    <Paper>
      <Group justify="space-between" mb={4}>
        <Title order={2}>{t.totp}</Title>
        <Badge color={isOn ? 'jade' : 'orange'}>{isOn ? t.totpOn : t.totpOff}</Badge>
      </Group>
      <Text c="dimmed" size="sm" mb="md">{t.totpWhy}</Text>
      {totp
        ? <TotpSetUp totp={totp} done={() => setTotp(undefined)} />
        : (
            <form onSubmit={(event) => {
              event.preventDefault()
              void (isOn ? remove() : begin())
            }}>
              <Group align="flex-end">
                <PasswordInput label={t.password} autoComplete="current-password" required value={password} miw={220} error={error}
                  onChange={(event) => setPassword(event.currentTarget.value)} />
                <Button type="submit" loading={busy} variant={isOn ? 'default' : 'filled'}>{isOn ? t.remove : t.setUp}</Button>
              </Group>
            </form>
          )}
    </Paper>
  )
}

const Password = (): ReactNode => {
  const t = useTexts(appTexts).securityPage
  const { busy, error, run } = useSignIn()
  const [old, setOld] = useState('')
  const [fresh, setFresh] = useState('')
  return (
    <Paper>
      <Title order={2} mb="md">{t.changePassword}</Title>
      <form onSubmit={(event) => {
        event.preventDefault()
        void run(async () => {
          const session = await sessionAct('/password', { password: old, new_password: fresh })
          setOld('')
          setFresh('')
          notifications.show({ message: t.changed })
          return session
        })
      }}>
        <Group align="flex-end">
          <PasswordInput label={t.password} autoComplete="current-password" required value={old} miw={220} error={error}
            onChange={(event) => setOld(event.currentTarget.value)} />
          <PasswordInput label={t.newPassword} autoComplete="new-password" required minLength={12} value={fresh} miw={220}
            onChange={(event) => setFresh(event.currentTarget.value)} />
          <Button type="submit" loading={busy} variant="default">{t.change}</Button>
        </Group>
      </form>
    </Paper>
  )
}

type Passkey = { readonly id: string; readonly name: string; readonly created_at: string }

const Passkeys = (): ReactNode => {
  const t = useTexts(appTexts).securityPage
  const { busy, error, run } = useSignIn()
  const [name, setName] = useState('')
  const client = useQueryClient()
  const { data } = useQuery({
    queryKey: ['passkeys'],
    queryFn: ({ signal }) =>
      transport.get<{ readonly data: readonly Passkey[] }>({ path: '/v1/session/passkeys', log: '' }, { signal }),
  })
  const act = (change: () => Promise<Session>): Promise<void> => run(async () => {
    const session = await withSecondFactor(change)
    setName('')
    await client.invalidateQueries({ queryKey: ['passkeys'] })
    return session
  })
  return (
    <Paper>
      <Title order={2} mb={4}>{t.passkeys}</Title>
      <Text c="dimmed" size="sm" mb="md">{t.passkeysWhy}</Text>
      <Stack>
        <Stack gap="xs" role="list" aria-label={t.passkeys}>
          {data?.data.map((passkey) => (
            <Group key={passkey.id} role="listitem" justify="space-between">
              <Text size="sm">{passkey.name} · <When at={passkey.created_at} /></Text>
              <Button size="xs" variant="default" disabled={busy}
                onClick={() => void act(() => sessionAct(`/passkeys/${encodeURIComponent(passkey.id)}/remove`))}>{t.remove}</Button>
            </Group>
          ))}
        </Stack>
        <form onSubmit={(event) => {
          event.preventDefault()
          void act(async () => sessionAct('/passkeys', { credential: await newPasskeyCredential(), name }))
        }}>
          <Group align="flex-end">
            <TextInput label={t.passkeyName} required maxLength={60} value={name} miw={220} error={error}
              onChange={(event) => setName(event.currentTarget.value)} />
            <Button type="submit" loading={busy} variant="default" disabled={!canUsePasskeys()}>{t.addPasskey}</Button>
          </Group>
        </form>
      </Stack>
    </Paper>
  )
}

/** One's own factors and password; the same for everybody. */
export const Security = (): ReactNode => {
  const all = useTexts(appTexts)
  const t = all.securityPage
  const user = useUser()
  return (
    <Page title={t.title}>
      <Paper>
        <Title order={2} mb="md">{t.person}</Title>
        <Facts facts={[[t.name, user.name], [t.email, user.email], [t.role, all.roles[user.role]]]} />
      </Paper>
      <Authenticator />
      <Passkeys />
      <Password />
    </Page>
  )
}
