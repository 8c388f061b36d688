import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fromBase64, isConsistent, parseNote, parseSignedCheckpoint, signatureLine, type SignedCheckpoint } from '@stablegate/proof'
import { isSignedBy, sha256, witnessOfSeed } from '@stablegate/proof/node'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Stage } from '../stage.spec-support.ts'
import { Publisher } from './publisher.ts'

const witness = witnessOfSeed('witness.example', new Uint8Array(32).fill(9))
let stage: Stage
let server: Server
let seen: SignedCheckpoint | undefined
let isLying = false
let url = ''

/** A witness by the letter of C2SP `tlog-witness`: it keeps one checkpoint and signs what follows from it. */
const answer = (body: string): { readonly status: number; readonly text: string } => {
  const [head = '', ...rest] = body.split('\n\n')
  const [oldLine = '', ...proof] = head.split('\n')
  const noteText = rest.join('\n\n')
  const checkpoint = parseSignedCheckpoint(noteText)
  if (!checkpoint) return { status: 400, text: '' }
  const old = Number(oldLine.replace('old ', ''))
  if (old !== (seen?.size ?? 0)) return { status: 409, text: `${seen?.size ?? 0}\n` }
  const isRight = !seen || isConsistent(sha256, seen, checkpoint, proof.map((line) => fromBase64(line)!))
  if (!isRight) return { status: 422, text: '' }
  seen = checkpoint
  const line = witness.sign(checkpoint.note.text, 1_760_000_000)
  if (isLying) line.signature[20]! ^= 1
  return { status: 200, text: signatureLine(line) }
}

beforeEach(async () => {
  seen = undefined
  isLying = false
  stage = await Stage.open()
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => { body += chunk.toString() })
    request.on('end', () => {
      const { status, text } = request.url === '/w/add-checkpoint' ? answer(body) : { status: 404, text: '' }
      response.writeHead(status).end(text)
    })
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/w`
})
afterEach(async () => {
  server.close()
  await stage.close()
})

const seal = async (count: number): Promise<readonly string[]> => {
  await stage.append(count)
  const failures: string[] = []
  const sealed = await stage.sealer().round(new AbortController().signal)
  await new Publisher({
    store: stage.store, archive: stage.archive, witnesses: [{ key: witness.key, url }],
    onFailure: (_, reason) => { failures.push(reason) },
  }).publish(sealed!.tree)
  return failures
}
const cosigned = async (): Promise<readonly boolean[]> => {
  const { rows } = await stage.pool.query<{ text: string }>('select note || cosignatures as text from checkpoints order by size')
  return rows.map(({ text }) => isSignedBy(parseNote(text)!, witness.key))
}

it('a witness cosigns each checkpoint that follows from the one before', async () => {
  for (const count of [3, 5, 300]) expect(await seal(count)).toEqual([])
  expect(await cosigned()).toEqual([true, true, true])
  expect(seen?.size).toBe(308)
})

it('a witness that knows another size says so, and is shown what leads from there', async () => {
  await seal(3)
  await stage.pool.query('delete from witnessed')
  expect(await seal(4)).toEqual([])
  seen = undefined
  expect(await seal(4)).toEqual([])
  expect(await cosigned()).toEqual([true, true, true])
})

it('a witness that is away, lies, or has seen another tree keeps nobody from sealing', async () => {
  await seal(3)
  isLying = true
  expect(await seal(1)).toEqual(['witness.example answers without a right signature'])
  isLying = false
  seen = { ...seen!, root: new Uint8Array(32) }
  expect(await seal(1)).toEqual(['witness.example answers 422'])
  await new Promise((resolve) => { server.close(resolve); server.closeAllConnections() })
  expect(await seal(1)).toHaveLength(1)
  expect(await cosigned()).toEqual([true, false, false, false])
  expect(await stage.faultsOfSigned()).toEqual([])
})
