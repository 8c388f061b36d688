import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { published, upcastData } from './registry.ts'
import { readSample, sampleFile } from './sample-files.ts'

const folder = fileURLToPath(new URL('../samples', import.meta.url))

describe('samples of published messages', () => {
  for (const { service, kind, spec } of published) {
    for (let version = 1; version <= spec.version; version += 1) {
      it(`${service} ${kind} ${spec.type} v${version} parses for ever`, () => {
        const text = readFileSync(`${folder}/${sampleFile(service, kind, spec.type, version)}`, 'utf8')
        expect(() => spec.parse(upcastData(spec, version, readSample(text)))).not.toThrow()
      })
    }
  }

  it('belong to messages that exist: a published message is never taken away', () => {
    const known = new Set(published.flatMap(({ service, kind, spec }) =>
      Array.from({ length: spec.version }, (_, index) => sampleFile(service, kind, spec.type, index + 1))))
    expect(readdirSync(folder).filter((file) => !known.has(file))).toEqual([])
  })
})
