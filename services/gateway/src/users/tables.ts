import type { Migration } from '@stablegate/kernel'

/** Tables of the sign-in library, with its own names of columns, and two of ours. Nothing of the business. */
export const signIn: Migration = {
  name: '0002-sign-in',
  sql: `
    create table auth_users (
      id text primary key, name text not null, email text not null unique, "emailVerified" boolean not null default false,
      image text, "createdAt" timestamptz not null, "updatedAt" timestamptz not null, "twoFactorEnabled" boolean default false,
      -- Ours: which invitation the credentials are from.
      generation integer not null default 0
    );
    create table auth_accounts (
      id text primary key, "accountId" text not null, "providerId" text not null,
      "userId" text not null references auth_users (id) on delete cascade, "accessToken" text, "refreshToken" text, "idToken" text,
      "accessTokenExpiresAt" timestamptz, "refreshTokenExpiresAt" timestamptz, scope text, password text,
      "createdAt" timestamptz not null, "updatedAt" timestamptz not null, unique ("providerId", "accountId")
    );
    create index auth_accounts_of_user on auth_accounts ("userId");
    create table auth_sessions (
      id text primary key, token text not null unique, "userId" text not null references auth_users (id) on delete cascade,
      "expiresAt" timestamptz not null, "createdAt" timestamptz not null, "updatedAt" timestamptz not null,
      "ipAddress" text, "userAgent" text, "secondFactorAt" timestamptz
    );
    create index auth_sessions_of_user on auth_sessions ("userId");
    create index auth_sessions_by_end on auth_sessions ("expiresAt");
    create table auth_verifications (
      id text primary key, identifier text not null, value text not null, "expiresAt" timestamptz not null,
      "createdAt" timestamptz not null, "updatedAt" timestamptz not null
    );
    create index auth_verifications_by_identifier on auth_verifications (identifier);
    create index auth_verifications_by_end on auth_verifications ("expiresAt");
    create table auth_second_factors (
      id text primary key, "userId" text not null references auth_users (id) on delete cascade, secret text not null,
      "backupCodes" text not null, verified boolean default true, "failedVerificationCount" integer default 0, "lockedUntil" timestamptz
    );
    create index auth_second_factors_of_user on auth_second_factors ("userId");
    create table auth_passkeys (
      id text primary key, name text, "publicKey" text not null, "userId" text not null references auth_users (id) on delete cascade,
      "credentialID" text not null unique, counter integer not null, "deviceType" text not null, "backedUp" boolean not null,
      transports text, "createdAt" timestamptz, aaguid text
    );
    create index auth_passkeys_of_user on auth_passkeys ("userId");
    create table sign_in_attempts (subject text primary key, failures integer not null, open_at_ms bigint not null, at_ms bigint not null);
    create table used_codes (user_id text not null, code text not null, at_ms bigint not null, primary key (user_id, code));
  `,
}
