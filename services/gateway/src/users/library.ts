import { randomUUID } from 'node:crypto'
import { passkey } from '@better-auth/passkey'
import { betterAuth } from 'better-auth'
import type { symmetricEncrypt } from 'better-auth/crypto'
import { twoFactor } from 'better-auth/plugins'
import type { Kysely } from 'kysely'
import { hashPassword, maxPasswordLength, minPasswordLength, verifyPassword } from './password.ts'

/** A working day: who is away longer signs in again. */
export const sessionSeconds = 12 * 3_600
const issuer = 'Stablegate'

export type LibraryOptions = {
  // The tables are the library's; it names their rows itself.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly db: Kysely<any>
  readonly secret: string
  /** Origin of the pages; over https cookies are bound to its host. */
  readonly publicUrl: URL
  readonly passkeyOrigin: string | undefined
}

/** Passkeys count as two factors, so the device must have known its owner (PIN, finger, face). */
const refuseUnverified = (verification: { readonly authenticationInfo?: { readonly userVerified: boolean }
  readonly registrationInfo?: { readonly userVerified: boolean } | undefined }): void => {
  if (!(verification.authenticationInfo ?? verification.registrationInfo)?.userVerified) throw new Error('the person was not verified')
}

type Given = { readonly headers: Headers; readonly returnHeaders: true }
type Answered<Response = unknown> = Promise<{ readonly headers: Headers; readonly response: Response }>
type Act<Body> = (call: Given & { readonly body: Body }) => Answered

/** The part of the library that we use; its own types name packages that are not ours. */
export type Library = {
  readonly api: {
    readonly getSession: (call: { readonly headers: Headers }) => Promise<{
      readonly session: { readonly id: string; readonly token: string; readonly expiresAt: Date; readonly secondFactorAt?: Date | null }
      readonly user: { readonly id: string; readonly name: string; readonly email: string; readonly twoFactorEnabled?: boolean | null }
    } | null>
    readonly signInEmail: Act<{ readonly email: string; readonly password: string }>
    readonly signOut: (call: Given) => Answered
    readonly verifyTOTP: Act<{ readonly code: string }>
    readonly verifyBackupCode: Act<{ readonly code: string }>
    readonly enableTwoFactor: Act<{ readonly password: string }>
    readonly disableTwoFactor: Act<{ readonly password: string }>
    readonly changePassword: Act<{
      readonly currentPassword: string; readonly newPassword: string; readonly revokeOtherSessions: boolean
    }>
    readonly generatePasskeyAuthenticationOptions: (call: Given) => Answered
    readonly verifyPasskeyAuthentication: Act<{ readonly response: unknown }>
    readonly generatePasskeyRegistrationOptions: (call: Given) => Answered
    readonly verifyPasskeyRegistration: Act<{ readonly response: unknown; readonly name: string }>
  }
  readonly $context: Promise<{
    readonly secretConfig: Parameters<typeof symmetricEncrypt>[0]['key']
    readonly internalAdapter: {
      readonly findVerificationValue: (identifier: string) => Promise<{ readonly value: string; readonly expiresAt: Date } | null>
    }
  }>
}

/**
 * The sign-in library over our tables. Nothing of it is served to the world: `Sessions` calls its
 * endpoints as functions, and says what they may do.
 */
export const library = ({ db, secret, publicUrl, passkeyOrigin }: LibraryOptions): Library => {
  const isSecure = publicUrl.protocol === 'https:'
  return betterAuth({
    appName: issuer,
    baseURL: publicUrl.origin,
    secret,
    database: { db, type: 'postgres' },
    telemetry: { enabled: false },
    logger: { disabled: true },
    // Our own gates count; the library's would count in memory, once a process.
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true, disableSignUp: true, minPasswordLength, maxPasswordLength,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    user: { modelName: 'auth_users' },
    account: { modelName: 'auth_accounts' },
    verification: { modelName: 'auth_verifications' },
    session: {
      modelName: 'auth_sessions', expiresIn: sessionSeconds, disableSessionRefresh: true,
      additionalFields: { secondFactorAt: { type: 'date', required: false, input: false } },
    },
    advanced: {
      useSecureCookies: false,
      // The prefix makes browsers refuse it from any other host, path or scheme.
      cookiePrefix: isSecure ? '__Host-sg' : 'sg',
      defaultCookieAttributes: { httpOnly: true, secure: isSecure, sameSite: 'strict', path: '/' },
      ipAddress: { disableIpTracking: true },
      database: { generateId: () => randomUUID() },
    },
    plugins: [
      twoFactor({ issuer, schema: { twoFactor: { modelName: 'auth_second_factors' } } }),
      passkey({
        rpID: publicUrl.hostname, rpName: issuer, ...(passkeyOrigin === undefined ? {} : { origin: passkeyOrigin }),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        registration: { afterVerification: ({ verification }) => refuseUnverified(verification) },
        authentication: { afterVerification: ({ verification }) => refuseUnverified(verification) },
        schema: { passkey: { modelName: 'auth_passkeys' } },
      }),
    ],
  }) as unknown as Library
}

