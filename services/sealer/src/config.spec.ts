import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keyText } from '@stablegate/proof'
import { newSecret, witnessOfSeed } from '@stablegate/proof/node'
import { describe, expect, it } from 'vitest'
import { config, sealerSettings } from './config.ts'

const [newer, older] = [newSecret('seal.example'), newSecret('seal.example')]
const file = join(mkdtempSync(join(tmpdir(), 'stablegate-keys-')), 'keys')
writeFileSync(file, `${newer.secret}\n${older.secret}\n`)
const witness = keyText(witnessOfSeed('witness.example', new Uint8Array(32)).key)
const live = { SEALER_ORIGIN: 'seal.example', SEALER_KEY_FILE: file, SEALER_DIR: '/checkpoints' }
const settings = (values: Readonly<Record<string, string>>, livemode = true) => sealerSettings(config.parse(values), livemode)

describe('the settings of the sealer', () => {
  it('while keys are changed both sign, the newer first', () => {
    expect(settings(live).signers.map(({ key }) => keyText(key))).toEqual([newer.published, older.published])
  })

  it('in live mode have a name, a key and a place outside of the database', () => {
    const without = (name: keyof typeof live) => Object.fromEntries(Object.entries(live).filter(([one]) => one !== name))
    expect(() => settings(without('SEALER_ORIGIN'))).toThrow(/SEALER_ORIGIN/)
    expect(() => settings(without('SEALER_KEY_FILE'))).toThrow(/SEALER_KEY_FILE/)
    expect(() => settings(without('SEALER_DIR'))).toThrow(/proves nothing against its administrator/)
    expect(settings({ ...without('SEALER_DIR'), SEALER_WITNESSES: `${witness}=https://witness.example/` }).witnesses)
      .toEqual([expect.objectContaining({ url: 'https://witness.example' })])
  })

  it('in test mode need nothing: a key that everybody knows signs', () => {
    expect(settings({}, false).signers).toHaveLength(1)
    expect(keyText(settings({}, false).signers[0]!.key)).toBe(keyText(settings({}, false).signers[0]!.key))
  })

  it('name witnesses whose keys end with padding, and refuse what is none', () => {
    expect(settings({ ...live, SEALER_WITNESSES: `${witness}=http://a.example/w,${witness}=https://b.example` }).witnesses
      .map(({ url }) => url)).toEqual(['http://a.example/w', 'https://b.example'])
    expect(() => settings({ ...live, SEALER_WITNESSES: 'https://a.example' })).toThrow(/no <key>=<url>/)
  })
})
