import { hash, verify } from '@node-rs/argon2'

/** Argon2id with 19 MiB and two passes: what OWASP asks of a server that signs people in. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Longer ones only cost time. */
export const maxPasswordLength = 200
export const minPasswordLength = 12

export const hashPassword = (password: string): Promise<string> => hash(password, cost)
export const verifyPassword = ({ hash: kept, password }: { readonly hash: string; readonly password: string }): Promise<boolean> =>
  verify(kept, password)
