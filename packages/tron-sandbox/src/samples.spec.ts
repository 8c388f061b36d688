import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { blockIdOf, headerHashOf, merkleRoot } from './chain/block.ts'
import { addressOfKey } from './chain/witnesses.ts'
import { addressOfBase58, base58Of } from './codec/address.ts'
import { bytesOf } from './codec/hex.ts'
import { isObject, messageFromJson, messageToJson, parse, stringify, type Json, type JsonObject } from './codec/json.ts'
import { decode } from './codec/protobuf.ts'
import { messageOfTypeUrl, type ContractResult } from './codec/schema.ts'
import {
  contractOf, leafOf, signatureOf, signerOf, transactionFromJson, transactionIdOf, transactionOf, type Transaction,
} from './codec/transaction.ts'

// Answers of real nodes, read where they lie: they belong to others and are not part of this
// repository. TRON_SAMPLES names their folder; beside the checkout they are found by themselves.

const folder = process.env['TRON_SAMPLES'] ?? resolve(import.meta.dirname, '../../../../shared/tron-samples')
const files = existsSync(folder) ? globSync('**/*.json', { cwd: folder }).sort() : []

const read = (file: string): Json => parse(readFileSync(join(folder, file), 'utf8'))

/** All objects within a sample that look as wanted, however deep. */
const within = (json: Json | undefined, wanted: (object: JsonObject) => boolean): readonly JsonObject[] => {
  if (Array.isArray(json)) return (json as readonly Json[]).flatMap((item) => within(item, wanted))
  if (!isObject(json)) return []
  return [...(wanted(json) ? [json] : []), ...Object.values(json).flatMap((value) => within(value, wanted))]
}

const isTransaction = (json: JsonObject): boolean =>
  typeof json['raw_data_hex'] === 'string' && isObject(json['raw_data']) && typeof json['txID'] === 'string'
const isBlock = (json: JsonObject): boolean => json['blockID'] !== undefined && json['block_header'] !== undefined

const named = (wanted: (object: JsonObject) => boolean): [string, JsonObject][] =>
  files.flatMap((file) => within(read(file), wanted).map((found, index): [string, JsonObject] => [`${basename(file)} #${index}`, found]))

const rawOf = (sample: JsonObject): Transaction =>
  transactionOf(bytesOf(String(sample['raw_data_hex'])), (sample['signature'] as string[] | undefined) ?? [])

const typeUrlOf = (sample: JsonObject): string => {
  const [contract] = (sample['raw_data'] as JsonObject)['contract'] as JsonObject[]
  return String((contract!['parameter'] as JsonObject)['type_url'])
}

/** Some pages show base58 without saying `visible`. */
const isVisible = (sample: JsonObject): boolean => /"owner_address":"T/.test(stringify(sample))

const transactions = named(isTransaction)
const blocks = named(isBlock)

describe.skipIf(files.length === 0)('genuine samples of TRON nodes', () => {
  it('are found', () => {
    expect(transactions.length).toBeGreaterThan(20)
    expect(blocks.length).toBeGreaterThan(5)
  })

  it.each(transactions)('%s: its id is the hash of its bytes', (_name, sample) => {
    expect(transactionIdOf(bytesOf(String(sample['raw_data_hex'])))).toBe(sample['txID'])
  })

  const known = transactions.filter(([, sample]) => messageOfTypeUrl(typeUrlOf(sample)) !== undefined)

  it.each(known)('%s: its JSON packs to the same bytes', (_name, sample) => {
    expect(transactionFromJson(sample, isVisible(sample)).rawHex).toBe(sample['raw_data_hex'])
  })

  it.each(known)('%s: its bytes unpack to the same JSON', (_name, sample) => {
    const shown = messageToJson('TransactionRaw', rawOf(sample).raw, isVisible(sample))
    expect(parse(stringify(shown))).toEqual(sample['raw_data'])
  })

  const signed = known.filter(([, sample]) => ((sample['signature'] as string[] | undefined) ?? []).length === 1)

  it.each(signed)('%s: its signature recovers an account that signs for the owner', (_name, sample) => {
    const transaction = rawOf(sample)
    const signer = signerOf(bytesOf(transaction.id), String(transaction.signatures[0]))
    const contract = contractOf(transaction)
    // Another permission may be another key; the owner's own is the account's unless it was changed.
    if (contract?.permissionId === 0) expect(base58Of(signer)).toBe(base58Of(contract.owner))
  })

  it.each(blocks)('%s: number, id and witness are those of the header', (_name, sample) => {
    const { raw_data: raw, witness_signature: signature } = sample['block_header'] as JsonObject
    const header = messageFromJson('BlockHeaderRaw', raw as Json, false)
    const hash = headerHashOf(header)
    expect(blockIdOf(Number(header['number']), hash)).toBe(sample['blockID'])
    expect(signerOf(hash, String(signature))).toBe(header['witness_address'])
  })

  it.each(blocks.filter(([, sample]) => sample['transactions'] !== undefined))('%s: its tree', (_name, sample) => {
    const leaves = (sample['transactions'] as JsonObject[]).map((one) => {
      const [ret] = one['ret'] as JsonObject[]
      return leafOf(rawOf(one), String(ret?.['contractRet']) as ContractResult)
    })
    const raw = (sample['block_header'] as JsonObject)['raw_data'] as JsonObject
    expect(merkleRoot(leaves)).toBe(raw['txTrieRoot'])
  })

  it('hold logs with 20-byte addresses that name their contract', () => {
    const infos = named((json) => json['blockNumber'] !== undefined && Array.isArray(json['log']))
    expect(infos.length).toBeGreaterThan(0)
    for (const [, info] of infos) {
      for (const log of info['log'] as JsonObject[]) {
        expect(String(log['address'])).toMatch(/^[0-9a-f]{40}$/)
        for (const topic of (log['topics'] as string[] | undefined) ?? []) expect(topic).toMatch(/^[0-9a-f]{64}$/)
      }
    }
  })

  it('hold the transfers that their raw bytes say', () => {
    const transfers = known.flatMap(([, sample]) => {
      const contract = contractOf(rawOf(sample))
      return contract?.type === 'TransferContract' ? [{ sample, value: contract.value }] : []
    })
    expect(transfers.length).toBeGreaterThan(5)
    for (const { sample, value } of transfers) {
      const [contract] = (sample['raw_data'] as JsonObject)['contract'] as JsonObject[]
      const shown = (contract!['parameter'] as JsonObject)['value'] as JsonObject
      const hex = (text: Json | undefined): string => addressOfBase58(String(text)) ?? String(text)
      expect(value['amount']).toBe(BigInt(shown['amount'] as number))
      expect(value['to_address']).toBe(hex(shown['to_address']))
    }
  })

  const vectors = files.length === 0 ? {} : (read('vectors/computed-and-checked.json') as JsonObject)

  it.each((vectors['priv'] as JsonObject[] | undefined)?.filter((one) => one['private_key'] !== undefined) ?? [])(
    'key of $address', ({ private_key: key, address }) => {
      expect(base58Of(addressOfKey(bytesOf(String(key).toLowerCase())))).toBe(address)
    })

  it.each(((vectors['sign'] as JsonObject[] | undefined) ?? []).filter((one) => one['raw_data_hex'] !== undefined))('signature over $name', (vector) => {
    const { raw_data_hex: raw, txID, signature, mnemonic, path } = vector
    expect(transactionIdOf(bytesOf(String(raw)))).toBe(txID)
    const hd = (vectors['hd'] as JsonObject[]).find((one) => one['path'] === path && one['mnemonic'] === mnemonic)
    if (hd === undefined) return
    const signer = signerOf(bytesOf(String(txID)), String(signature))
    expect(base58Of(signer)).toBe(hd['expect'])
    const own = signatureOf(bytesOf(String(txID)), bytesOf(String(hd['priv']).replace(/^0x/, '')))
    // The vectors write the recovery number as 27 or 28.
    expect(own.slice(0, 128)).toBe(String(signature).slice(0, 128))
  })

  it('say nothing that the schema would lose', () => {
    for (const [, sample] of known) {
      const transaction = rawOf(sample)
      expect(decode('TransactionRaw', bytesOf(transaction.rawHex))).toEqual(transaction.raw)
    }
  })
})
