import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesOf, hexOf, hexOfText, textOfHex } from '../codec/hex.ts'
import type { Message } from '../codec/protobuf.ts'
import type { Log } from './tvm.ts'

/** A log by the event of an ABI: its values by place and by name, as texts. */
export type NamedLog = {
  readonly name: string
  /** As Solidity declares it: `Transfer(address indexed from, …)`. */
  readonly declaration: string
  readonly values: Readonly<Record<string, string>>
  readonly types: Readonly<Record<string, string>>
}

type Input = { readonly name: string; readonly type: string; readonly isIndexed: boolean }

const wordDigits = 64

const inputsOf = (entry: Message): readonly Input[] =>
  ((entry['inputs'] ?? []) as readonly Message[]).map((input) => ({
    name: String(input['name'] ?? ''), type: String(input['type'] ?? ''), isIndexed: input['indexed'] === true,
  }))

const topicOf = (name: string, inputs: readonly Input[]): string =>
  hexOf(keccak_256(bytesOf(hexOfText(`${name}(${inputs.map(({ type }) => type).join()})`))))

const isDynamic = (type: string): boolean => type === 'string' || type === 'bytes' || type.endsWith('[]')

/** A value of one word; what is not known here is given as its word. */
const valueOf = (type: string, word: string): string => {
  if (type === 'address') return `0x${word.slice(24)}`
  if (type === 'bool') return String(BigInt(`0x${word}`) !== 0n)
  if (/^uint\d*$/.test(type)) return BigInt(`0x${word}`).toString()
  if (/^int\d*$/.test(type)) return BigInt.asIntN(256, BigInt(`0x${word}`)).toString()
  const [, size] = /^bytes(\d+)$/.exec(type) ?? []
  return size === undefined ? word : word.slice(0, Number(size) * 2)
}

const dynamicOf = (type: string, data: string, word: string): string => {
  const from = Number(BigInt(`0x${word}`)) * 2
  const length = Number(BigInt(`0x${data.slice(from, from + wordDigits) || '0'}`)) * 2
  const bytes = data.slice(from + wordDigits, from + wordDigits + length)
  return type === 'string' ? textOfHex(bytes) : bytes
}

/** Of an indexed value of any length only its digest is in the log. */
const valuesOf = (inputs: readonly Input[], log: Log): readonly string[] => {
  const topics = log.topics.slice(1)
  let at = 0
  return inputs.map(({ type, isIndexed }) => {
    if (isIndexed) {
      const topic = topics.shift() ?? '0'.repeat(wordDigits)
      return isDynamic(type) ? topic : valueOf(type, topic)
    }
    const word = log.data.slice(at, at + wordDigits).padEnd(wordDigits, '0')
    at += wordDigits
    return type === 'string' || type === 'bytes' ? dynamicOf(type, log.data, word) : valueOf(type, word)
  })
}

/** The log in the words of its contract's ABI; undefined where none of its events is meant. */
export const namedLog = (abi: Message | undefined, log: Log): NamedLog | undefined => {
  for (const entry of (abi?.['entrys'] ?? []) as readonly Message[]) {
    if (entry['type'] !== 'Event' || entry['anonymous'] === true) continue
    const [name, inputs] = [String(entry['name'] ?? ''), inputsOf(entry)]
    if (topicOf(name, inputs) !== log.topics[0]) continue
    if (inputs.filter(({ isIndexed }) => isIndexed).length !== log.topics.length - 1) continue
    const values = valuesOf(inputs, log)
    const named = (of: (index: number) => string): readonly (readonly [string, string])[] =>
      inputs.flatMap((input, index) => input.name === '' ? [] : [[input.name, of(index)] as const])
    return {
      name,
      declaration: `${name}(${inputs.map((input) =>
        [input.type, ...(input.isIndexed ? ['indexed'] : []), input.name].join(' ').trim()).join(', ')})`,
      values: Object.fromEntries([
        ...values.map((value, index) => [String(index), value] as const), ...named((index) => values[index] ?? ''),
      ]),
      types: Object.fromEntries(named((index) => inputs[index]?.type ?? '')),
    }
  }
  return undefined
}
