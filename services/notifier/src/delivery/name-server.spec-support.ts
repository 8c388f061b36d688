import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { AddressInfo } from 'node:net'

export type Question = { readonly name: string; readonly type: 'A' | 'AAAA' }
/** An address, or another name after `CNAME `. */
export type Answer = string
/** What is answered to the nth question (from 1) for a name and type; undefined: silence. */
export type Zone = (question: Question, nth: number) => readonly Answer[] | undefined

const typeA = 1
const typeCname = 5
const typeAaaa = 28

const nameBytes = (name: string): Buffer => Buffer.concat([
  ...name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])), Buffer.from([0]),
])

const v6Bytes = (address: string): Buffer => {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const groups = (part: string | undefined): string[] => (part === undefined || part === '' ? [] : part.split(':'))
  const [left, right] = [groups(head), groups(tail)]
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0')
  return Buffer.from([...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join(''), 'hex')
}

const record = (owner: string, answer: Answer): Buffer => {
  const [type, data] = answer.startsWith('CNAME ') ? [typeCname, nameBytes(answer.slice(6))] as const
    : isIPv6(answer) ? [typeAaaa, v6Bytes(answer)] as const
      : [typeA, Buffer.from(answer.split('.').map(Number))] as const
  const head = Buffer.alloc(10)
  head.writeUInt16BE(type, 0)
  head.writeUInt16BE(1, 2)
  // The time to live stays 0: every connection asks anew.
  head.writeUInt16BE(data.length, 8)
  return Buffer.concat([nameBytes(owner), head, data])
}

const questionOf = (query: Buffer): Question & { readonly end: number } => {
  const labels: string[] = []
  let at = 12
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.subarray(at + 1, at + 1 + length).toString())
    at += length + 1
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1) === typeAaaa ? 'AAAA' : 'A', end: at + 5 }
}

const reply = (query: Buffer, { name, end }: { readonly name: string; readonly end: number }, answers: readonly Answer[]): Buffer => {
  const head = Buffer.from(query.subarray(0, 12))
  head.writeUInt16BE(0x8180, 2)
  head.writeUInt16BE(answers.length, 6)
  head.writeUInt16BE(0, 8)
  head.writeUInt16BE(0, 10)
  let owner = name
  const records = answers.map((answer) => {
    const made = record(owner, answer)
    if (answer.startsWith('CNAME ')) owner = answer.slice(6)
    return made
  })
  return Buffer.concat([head, query.subarray(12, end), ...records])
}

/** A real name server on loopback that answers as it is told, and may change its mind. */
export class NameServer {
  readonly #socket: Socket = createSocket('udp4')
  readonly asked: Question[] = []

  static async start(zone: Zone): Promise<NameServer> {
    const server = new NameServer()
    server.#socket.on('message', (query, from) => {
      const question = questionOf(query)
      const { name, type } = question
      server.asked.push({ name, type })
      const nth = server.asked.filter((one) => one.name === name && one.type === type).length
      const answers = zone({ name, type }, nth)
      if (answers) server.#socket.send(reply(query, question, answers), from.port, from.address)
    })
    await new Promise<void>((resolve) => { server.#socket.bind(0, '127.0.0.1', resolve) })
    return server
  }

  get address(): string {
    return `127.0.0.1:${(this.#socket.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => { this.#socket.close(resolve) })
  }
}
