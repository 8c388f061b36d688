import { TronWeb } from 'tronweb'
import { expect, it } from 'vitest'
import type { Message } from '../codec/protobuf.ts'
import { namedLog } from './event-abi.ts'

// What is decoded here was encoded by tronweb.

const inputs = [
  { name: 'who', type: 'address', indexed: true },
  { name: 'label', type: 'string', indexed: true },
  { name: 'isOn', type: 'bool' },
  { name: 'change', type: 'int64' },
  { name: 'text', type: 'string' },
  { name: 'mark', type: 'bytes4' },
  { name: 'raw', type: 'bytes' },
  { name: '', type: 'uint256' },
]
const abi = { entrys: [
  { type: 'Function', name: 'Changed', inputs: [] },
  { type: 'Event', name: 'Changed', inputs },
] } as unknown as Message
const topic = TronWeb.sha3('Changed(address,string,bool,int64,string,bytes4,bytes,uint256)', false)
const who = 'TMVQGm1qAQYVdetCeGRRkTWYYrLXuHK2HC'
const digest = TronWeb.sha3('a label', false)
const data = new TronWeb({ fullHost: 'http://127.0.0.1' }).utils.abi.encodeParams(
  inputs.slice(2).map(({ type }) => type), [true, -7, '价 text', '0xdeadbeef', '0x0102', 5],
).replace(/^0x/, '')
const log = {
  address: '00'.repeat(20), data,
  topics: [topic, TronWeb.address.toHex(who).slice(2).padStart(64, '0'), digest],
}

it('reads every kind of value that tokens log', () => {
  const named = namedLog(abi, log)
  expect(named?.name).toBe('Changed')
  expect(named?.declaration)
    .toBe('Changed(address indexed who, string indexed label, bool isOn, int64 change, string text, bytes4 mark, bytes raw, uint256)')
  const values = {
    who: `0x${TronWeb.address.toHex(who).slice(2)}`, label: digest, isOn: 'true', change: '-7', text: '价 text',
    mark: 'deadbeef', raw: '0102',
  }
  expect(named?.values).toEqual({ ...values, ...Object.fromEntries([...Object.values(values), '5'].entries()) })
  expect(named?.types).toEqual(Object.fromEntries(inputs.slice(0, 7).map(({ name, type }) => [name, type])))
})

it('names nothing that its ABI does not mean', () => {
  expect(namedLog(undefined, log)).toBeUndefined()
  expect(namedLog(abi, { ...log, topics: ['00'.repeat(32), ...log.topics.slice(1)] })).toBeUndefined()
  // The same name and types, one of them not indexed: a look-alike of another standard.
  expect(namedLog(abi, { ...log, topics: log.topics.slice(0, 2) })).toBeUndefined()
  expect(namedLog(abi, { ...log, topics: [] })).toBeUndefined()
})
