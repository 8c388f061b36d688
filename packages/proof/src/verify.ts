#!/usr/bin/env node
// The auditor's own program: it asks no server, and rests on SHA-256, Ed25519 and double entry alone.
import { createReadStream, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { noteKeyType, parseKey, witnessKeyType } from './checkpoint/note.ts'
import type { Report } from './bundle/report.ts'
import { verifyBundle, type Trust } from './bundle/verify-bundle.ts'
import { verifyConsistency, type ConsistencyProof } from './bundle/verify-consistency.ts'
import { sha256 } from './node/hash.ts'
import { isSignedBy, newSecret } from './node/keys.ts'

const usage = `usage: stablegate-verify <file> --key <key> [--key <key>] [--older <checkpoint>] [--json]
       stablegate-verify --new-key <name>

<file>   a bundle (NDJSON) or a proof of consistency (JSON), as the API gives them
--key    whose signature counts: <name>+<id>+<base64>, or a file with one a line. Have it from the
         operator by another way than the file: a bundle that brings its own key proves nothing
--older  a checkpoint kept from before (a file): the log must still begin with it
--json   the report as one line of JSON
--new-key  makes a key for a sealer: the secret on standard output, what is published on the other

Ends with 0 when everything holds, 1 when something does not, 64 when asked wrongly.`

const isFile = (text: string): boolean => !/^[^\s+]+\+[0-9a-f]{8}\+/.test(text)

const trustOf = (keys: readonly string[], older: string | undefined): Trust => {
  const texts = keys.flatMap((key) => isFile(key) ? readFileSync(key, 'utf8').split('\n') : [key])
  const trusted = texts.filter((text) => text.trim() !== '').map((text) => {
    const key = parseKey(sha256, text)
    if (key === undefined) throw new Error(`not a key: ${text.slice(0, 80)}`)
    return key
  })
  if (trusted.length === 0) throw new Error('name a key by --key')
  return {
    sha256,
    // One key of the log and, where witnesses are named too, one of theirs.
    isSigned: (note) => [noteKeyType, witnessKeyType].every((type) => {
      const ofType = trusted.filter((key) => key.type === type)
      return ofType.length === 0 || ofType.some((key) => isSignedBy(note, key))
    }),
    ...(older === undefined ? {} : { older: readFileSync(older, 'utf8') }),
  }
}

/** A proof of consistency is one object; a bundle has one a line. */
const consistencyIn = (file: string): ConsistencyProof | undefined => {
  const text = readFileSync(file, 'utf8')
  const value = JSON.parse(text) as { readonly object?: string } & ConsistencyProof
  return value.object === 'consistency_proof' ? value : undefined
}

const verify = async (file: string, trust: Trust): Promise<Report> => {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })
  const first = (await lines[Symbol.asyncIterator]().next()).value as string | undefined
  lines.close()
  const proof = first?.includes('"consistency_proof"') ? consistencyIn(file) : undefined
  if (proof) return verifyConsistency(proof, trust)
  return verifyBundle(createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity }), trust)
}

const told = ({ isRight, held, faults }: Report): string => [
  ...held.map((what) => `  holds  ${what}`),
  ...faults.map(({ code, detail }) => `  FAULT  ${code}: ${detail}`),
  isRight ? 'everything holds' : `${faults.length} faults`,
].join('\n')

const main = async (): Promise<number> => {
  const { values, positionals: [file] } = parseArgs({
    allowPositionals: true,
    options: {
      key: { type: 'string', multiple: true, default: [] }, older: { type: 'string' },
      json: { type: 'boolean', default: false }, 'new-key': { type: 'string' }, help: { type: 'boolean' },
    },
  })
  const name = values['new-key']
  if (name !== undefined) {
    const { secret, published } = newSecret(name)
    process.stdout.write(`${secret}\n`)
    process.stderr.write(`${published}\n`)
    return 0
  }
  if (values.help === true || file === undefined) {
    console.error(usage)
    return values.help === true ? 0 : 64
  }
  const report = await verify(file, trustOf(values.key, values.older))
  process.stdout.write(`${values.json ? JSON.stringify(report) : told(report)}\n`)
  return report.isRight ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 64
}
