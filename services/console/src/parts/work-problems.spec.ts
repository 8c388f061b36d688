import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { problemTexts } from './problems.texts.ts'

type Operation = { readonly operationId: string; readonly responses: Readonly<Record<string, { readonly $ref?: string }>> }
const description = JSON.parse(readFileSync(new URL('../../../../docs/reference/openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** Refusals that only a broken program meets: what the API says of them is for programmers. */
const ofPrograms = new Set(['idempotency_key_required', 'idempotency_key_reused', 'internal_error', 'key_invalid', 'not_while_state',
  'version_unknown'])

const pages = fileURLToPath(new URL('..', import.meta.url))
const sources = ['rooms/acceptor', 'rooms/operator', 'parts/payouts'].flatMap((folder) => globSync(`${pages}/${folder}/*.tsx`))
  .map((file) => readFileSync(file, 'utf8')).join('\n')

/** Acts that a page of acceptors or operators names, in whatever way. */
const acts = Object.values(description.paths).flatMap((methods) => Object.entries(methods))
  .filter(([method, { operationId }]) => method === 'post' && new RegExp(`['"]${operationId}['"]`).test(sources))
  .map(([, operation]) => operation)

/** Codes are named by the shared answer that lists them: `409_a.b.c`. */
const codesOf = ({ responses }: Operation): readonly string[] => Object.values(responses)
  .flatMap(({ $ref }) => /\/\d+_(.+)$/.exec($ref ?? '')?.[1]?.split('.') ?? []).filter((code) => !ofPrograms.has(code))

describe('what acceptors and operators are refused is said in words', () => {
  it('the pages act', () => {
    expect(acts.map(({ operationId }) => operationId)).toEqual(expect.arrayContaining(['goOnline', 'confirm', 'approvePayout',
      'giveVerdict']))
  })

  it.each(['en', 'zh'] as const)('in %s', (language) => {
    const texts: Readonly<Record<string, string>> = problemTexts[language].codes
    expect([...new Set(acts.flatMap(codesOf))].filter((code) => texts[code] === undefined)).toEqual([])
  })
})
