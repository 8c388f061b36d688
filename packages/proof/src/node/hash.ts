import { createHash } from 'node:crypto'
import type { Sha256 } from '../merkle/hash.ts'

/** SHA-256 of Node. */
export const sha256: Sha256 = (bytes) => createHash('sha256').update(bytes).digest()
