// Makes a key file: reads a seed in hex from standard input and writes the sealed file to standard
// output, under the passphrase in SIGNER_KEY_PASSPHRASE. With --new it makes a seed of 32 bytes and
// keeps it to itself: the sealed file is then the only copy. The watch-only key and the addresses
// that the treasury needs are told on standard error.
import { randomBytes } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { keyOfSeed } from '@stablegate/tron'
import { sealSeed, SeedKeys } from '../src/keys/key-file.ts'

const passphrase = process.env['SIGNER_KEY_PASSPHRASE'] ?? ''
const given = process.argv.includes('--new') ? randomBytes(32).toString('hex') : (await text(process.stdin)).trim()
if (!/^(?:[0-9a-f]{2}){16,64}$/.test(given)) throw new Error('a seed has 16 to 64 bytes, in hex')
const seed = Buffer.from(given, 'hex')
process.stdout.write(sealSeed(seed, passphrase))
const { xpub, hot, gas } = new SeedKeys(seed)
const cold = keyOfSeed(seed, "m/44'/195'/1'/0/1").address
process.stderr.write(`TREASURY_XPUB=${xpub}\nTREASURY_HOT=${hot}\nTREASURY_GAS=${gas}\n`
  + `TREASURY_COLD: an address whose key is nowhere near, such as ${cold} only in tests\n`)
