import { z } from 'zod'
import { get, post, type Call, type Reply, type Route } from '../http/route.ts'
import { list, listOf, nothing, text, time } from '../http/wire.ts'
import { maxPasswordLength, minPasswordLength } from '../users/password.ts'
import type { WithCookies } from '../users/sessions.ts'

const sessionAnswer = z.object({
  object: z.literal('session'), state: z.enum(['signed_out', 'second_factor', 'signed_in']), livemode: z.boolean(),
  other_mode_url: z.string().nullable().describe('Origin of the pages of the other mode, where there is one'),
  csrf: z.string().nullable().describe('For the header X-CSRF-Token of every POST that rests on the cookie'),
  user: z.object({
    id: z.string(), name: z.string(), email: z.string(), role: z.string(),
    party: z.enum(['merchant', 'acceptor', 'agent', 'operator', 'accountant', 'auditor']), holder: z.string().nullable(),
    operator: z.string().nullable(), scopes: z.array(z.string()),
  }).nullable(),
  second_factors: z.object({ totp: z.boolean(), passkeys: z.int() }).nullable(),
  fresh_until: time.nullable(), expires_at: time.nullable(),
  idle_seconds: z.int().nullable().describe('Without a person at the page the session ends after this; null: only at `expires_at`'),
})

const password = z.string().min(1).max(maxPasswordLength)
export const newPassword = z.string().min(minPasswordLength).max(maxPasswordLength)
const credential = z.record(z.string().max(60), z.unknown()).describe('As the browser gives it, by toJSON()')
const options = z.object({ object: z.literal('passkey_options'), options: z.record(z.string(), z.unknown()) })

const shown = (call: Call, value: object): object => ({
  ...value, livemode: call.gateway.livemode, other_mode_url: call.gateway.settings.otherModeUrl ?? null,
})

type Spec<B extends z.ZodType> = {
  readonly operation: string; readonly path: string; readonly summary: string; readonly body: B; readonly codes?: readonly string[]
  readonly answer?: z.ZodType
  readonly act: (call: Call<'public', unknown, unknown, z.output<B>>) => Promise<WithCookies<object>>
}

/** An act of the session: answers it, with the cookies it leaves. */
const act = <B extends z.ZodType>({ path, act: done, answer = sessionAnswer, codes = [], ...spec }: Spec<B>): Route => post({
  ...spec, path: `/v1/session${path}`, tag: 'Session', roles: ['public'], session: true, answer, codes: ['csrf_invalid', ...codes],
  handle: async (call): Promise<Reply> => {
    const { value, cookies } = await done(call)
    return { body: answer === sessionAnswer ? shown(call, value) : value, cookies }
  },
})

const signedInCodes = ['sign_in_first'] as const
const guarded = [...signedInCodes, 'password_wrong', 'sign_in_locked', 'second_factor_required'] as const

export const sessionRoutes: readonly Route[] = [
  get({
    operation: 'getSession', path: '/v1/session', tag: 'Session', summary: 'Who is signed in here, if anybody', roles: ['public'],
    session: true, answer: sessionAnswer,
    handle: async (call) => ({ body: shown(call, await call.gateway.sessions.show(call.browser)) }),
  }),
  act({
    operation: 'signIn', path: '', summary: 'Signs in; a second factor may be due after it',
    body: z.strictObject({ email: z.string().min(3).max(200), password }), codes: ['sign_in_failed', 'sign_in_locked'],
    act: ({ gateway, browser, body }) => gateway.sessions.signIn(browser, body.email, body.password),
  }),
  act({
    operation: 'giveCode', path: '/code', summary: 'A code of the authenticator or a recovery code: ends signing in, or makes it fresh',
    body: z.strictObject({ code: z.string().trim().min(6).max(40) }), codes: ['code_wrong', 'sign_in_first', 'sign_in_locked'],
    act: ({ gateway, browser, body }) => gateway.sessions.code(browser, body.code),
  }),
  act({
    operation: 'getPasskeyOptions', path: '/passkey/options', summary: 'What navigator.credentials.get is asked', body: nothing,
    answer: options, act: ({ gateway, browser }) => gateway.sessions.passkeyOptions(browser),
  }),
  act({
    operation: 'signInWithPasskey', path: '/passkey', summary: 'Signs in with a passkey, or makes the session fresh',
    body: z.strictObject({ credential }), codes: ['passkey_refused'],
    act: ({ gateway, browser, body }) => gateway.sessions.signInWithPasskey(browser, body.credential),
  }),
  act({
    operation: 'signOut', path: '/end', summary: 'Signs out', body: nothing, codes: signedInCodes,
    act: ({ gateway, browser }) => gateway.sessions.end(browser),
  }),
  act({
    operation: 'beginTotp', path: '/totp', summary: 'A secret for an authenticator, which counts once a code confirmed it',
    body: z.strictObject({ password }), codes: [...guarded, 'second_factor_exists'],
    answer: z.object({ object: z.literal('totp'), uri: z.string(), secret: z.string(), recovery_codes: z.array(z.string()) }),
    act: ({ gateway, browser, body }) => gateway.sessions.beginTotp(browser, body.password),
  }),
  act({
    operation: 'confirmTotp', path: '/totp/confirm', summary: 'The first code of the authenticator: from now on it is needed',
    body: z.strictObject({ code: z.string().regex(/^\d{6}$/) }), codes: [...signedInCodes, 'code_wrong', 'sign_in_locked',
      'second_factor_missing'],
    act: ({ gateway, browser, body }) => gateway.sessions.confirmTotp(browser, body.code),
  }),
  act({
    operation: 'removeTotp', path: '/totp/remove', summary: 'No authenticator any more', body: z.strictObject({ password }),
    codes: [...guarded, 'second_factor_missing'], act: ({ gateway, browser, body }) => gateway.sessions.removeTotp(browser, body.password),
  }),
  act({
    operation: 'changePassword', path: '/password', summary: 'Another password; all other sessions of the person end',
    body: z.strictObject({ password, new_password: newPassword }), codes: guarded,
    act: ({ gateway, browser, body }) => gateway.sessions.changePassword(browser, body.password, body.new_password),
  }),
  act({
    operation: 'getNewPasskeyOptions', path: '/passkeys/options', summary: 'What navigator.credentials.create is asked', body: nothing,
    answer: options, codes: [...signedInCodes, 'second_factor_required'],
    act: ({ gateway, browser }) => gateway.sessions.newPasskeyOptions(browser),
  }),
  act({
    operation: 'addPasskey', path: '/passkeys', summary: 'Adds a passkey', body: z.strictObject({ credential, name: text(60) }),
    codes: [...signedInCodes, 'passkey_refused'],
    act: ({ gateway, browser, body }) => gateway.sessions.addPasskey(browser, body.credential, body.name),
  }),
  get({
    operation: 'listPasskeys', path: '/v1/session/passkeys', tag: 'Session', summary: 'Own passkeys', roles: ['public'], session: true,
    answer: listOf(z.object({ id: z.string(), name: z.string().nullable(), created_at: time.nullable() })), codes: ['sign_in_first'],
    handle: async (call) => {
      const passkeys = await call.gateway.sessions.passkeys(call.browser)
      return { body: list(passkeys.map(({ id, name, createdAt }) => ({ id, name, created_at: createdAt?.toISOString() ?? null })), false) }
    },
  }),
  post({
    operation: 'removePasskey', path: '/v1/session/passkeys/:passkey/remove', tag: 'Session', summary: 'Removes a passkey',
    roles: ['public'],
    session: true, params: z.object({ passkey: z.string().regex(/^[0-9A-Za-z-]{1,60}$/) }), body: nothing, answer: sessionAnswer,
    codes: ['csrf_invalid', 'sign_in_first', 'second_factor_required'],
    handle: async (call) => ({ body: shown(call, await call.gateway.sessions.removePasskey(call.browser, call.params.passkey)) }),
  }),
]
