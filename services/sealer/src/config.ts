import { readFileSync } from 'node:fs'
import { parseKey, type NoteKey } from '@stablegate/proof'
import { sha256, signerOf, signerOfSeed, type NoteSigner } from '@stablegate/proof/node'
import { z } from 'zod'

export const config = z.object({
  SEALER_ORIGIN: z.string().regex(/^[^\s+]{3,100}$/).optional()
    .describe('Names this system in its checkpoints, such as seal.example.com; for ever'),
  SEALER_KEY_FILE: z.string().optional()
    .describe('File with the keys that sign, one a line (stablegate-verify --new-key makes one)'),
  SEALER_DIR: z.string().optional()
    .describe('Folder outside of the database to which checkpoints are appended'),
  SEALER_WITNESSES: z.string().optional()
    .describe('Witnesses who cosign (C2SP tlog-witness): <key>=<url>, several with commas'),
  SEALER_INTERVAL_MS: z.coerce.number().int().min(50).max(3_600_000).default(5_000)
    .describe('The longest time between an event and the checkpoint that covers it'),
  SEALER_LOOK_BACK_EVENTS: z.coerce.number().int().min(0).max(100_000).default(1_024)
    .describe('How many sealed events of each log are read and compared again in each round'),
})
export type SealerConfig = z.output<typeof config>

export type WitnessAddress = { readonly key: NoteKey; readonly url: string }

export type SealerSettings = {
  readonly origin: string
  /** The newest first; each of them signs, so that a key is changed with an overlap. */
  readonly signers: readonly NoteSigner[]
  readonly folder: string | undefined
  readonly witnesses: readonly WitnessAddress[]
}

const testOrigin = 'seal.stablegate.test'
/** Everybody knows this key: it signs in test mode when none is given. */
const testSeed = new Uint8Array(Buffer.alloc(32, 'stablegate'))

const signersIn = (file: string): readonly NoteSigner[] => {
  const lines = readFileSync(file, 'utf8').split('\n').filter((line) => line.trim() !== '')
  if (lines.length === 0) throw new Error('SEALER_KEY_FILE names a file without a key')
  return lines.map(signerOf)
}

const witnessOf = (text: string): WitnessAddress => {
  // The key ends with base64, so its last = may be padding: the address begins at its scheme.
  const [, keyText = '', url = ''] = /^(.+?)=(https?:\/\/.+)$/.exec(text.trim()) ?? []
  const key = parseKey(sha256, keyText)
  if (key === undefined || !URL.canParse(url)) throw new Error(`SEALER_WITNESSES: "${text.slice(0, 60)}" is no <key>=<url>`)
  return { key, url: url.replace(/\/$/, '') }
}

/** What live mode refuses is said here, at start. */
export const sealerSettings = (values: SealerConfig, livemode: boolean): SealerSettings => {
  const { SEALER_ORIGIN: origin, SEALER_KEY_FILE: file, SEALER_DIR: folder } = values
  const witnesses = (values.SEALER_WITNESSES ?? '').split(',').filter((text) => text.trim() !== '').map(witnessOf)
  if (livemode && origin === undefined) throw new Error('SEALER_ORIGIN is not set: checkpoints must say whose they are')
  if (livemode && file === undefined) throw new Error('SEALER_KEY_FILE is not set: live mode has no key of its own')
  if (livemode && folder === undefined && witnesses.length === 0) {
    throw new Error('SEALER_DIR or SEALER_WITNESSES must be set: a checkpoint that stays in the database '
      + 'proves nothing against its administrator')
  }
  const name = origin ?? testOrigin
  return { origin: name, signers: file === undefined ? [signerOfSeed(name, testSeed)] : signersIn(file), folder, witnesses }
}
