import { addressOfBase58, contractAddressOf, isAddress, withoutPrefix, type Address } from '../codec/address.ts'
import { hexOfText } from '../codec/hex.ts'
import type { Json } from '../codec/json.ts'
import { messageFromJson } from '../codec/json.ts'
import { signatureOf, transactionFromRaw, type Transaction } from '../codec/transaction.ts'
import { bytesOf } from '../codec/hex.ts'
import type { Block } from '../chain/block.ts'
import artefact from './artefact.json' with { type: 'json' }

const word = (value: bigint): string => value.toString(16).padStart(64, '0')
const bytesWord = (text: string): string => hexOfText(text).padEnd(64, '0')

const initialSupplyMicro = 10_000_000_000_000_000n
const decimals = 6n
const nameSlot = 0x80n
const symbolSlot = 0xc0n

/** Arguments of the constructor: supply, name, symbol, decimals. */
const constructorArguments =
  word(initialSupplyMicro) + word(nameSlot) + word(symbolSlot) + word(decimals) +
  word(10n) + bytesWord('Tether USD') + word(4n) + bytesWord('USDT')

const feeLimitSun = 15_000_000_000n
const originEnergyLimit = 10_000_000n
const lifeMs = 60_000n

/** ABI of the sandbox's token, for a client's `contract(abi, address)`. */
export const tokenAbi = artefact.abi

/** The signed deployment of the token, the first transaction after the first block. */
export const tokenDeployment = (genesis: Block, owner: Address, privateKey: Uint8Array): Transaction => {
  const abi = messageFromJson('Abi', { entrys: artefact.abi as unknown as Json }, false)
  const raw = {
    ref_block_bytes: genesis.id.slice(12, 16),
    ref_block_hash: genesis.id.slice(16, 32),
    expiration: BigInt(genesis.atMs) + lifeMs,
    contract: [{
      type: 'CreateSmartContract',
      parameter: {
        type_url: 'type.googleapis.com/protocol.CreateSmartContract',
        value: {
          owner_address: owner,
          new_contract: {
            origin_address: owner,
            abi,
            bytecode: artefact.bytecode + constructorArguments,
            // As the genuine one: its owner bears 70 % if it has energy, and has none.
            consume_user_resource_percent: 30n,
            name: 'TetherToken',
            origin_energy_limit: originEnergyLimit,
          },
        },
      },
    }],
    timestamp: BigInt(genesis.atMs),
    fee_limit: feeLimitSun,
  }
  const { id } = transactionFromRaw(raw)
  return transactionFromRaw(raw, [signatureOf(bytesOf(id), privateKey)])
}

export const tokenAddressOf = (deployment: Transaction, owner: Address): Address =>
  contractAddressOf(deployment.id, owner)

const selectorOfTransfer = 'a9059cbb'

/** Calldata of `transfer(to, amount)`. */
export const transferCalldata = (to: Address, amountMicro: bigint): string =>
  selectorOfTransfer + withoutPrefix(to).padStart(64, '0') + word(amountMicro)

/** An address given in base58 or in hex. */
export const readAddress = (text: string): Address => {
  const address = isAddress(text.toLowerCase()) ? text.toLowerCase() : addressOfBase58(text)
  if (address === undefined) throw new TypeError(`${text} is no TRON address`)
  return address
}
