import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { deserialize, serialize } from 'node:v8'
import type { Change, ChainImage } from './chain.ts'

const format = 'tron-sandbox 2'
const lengthBytes = 4

type Saved = { readonly format: string; readonly generation: number; readonly image: ChainImage }

/** Whole records; the last may be cut off where the process died. */
const changesIn = (file: string): readonly Change[] => {
  if (!existsSync(file)) return []
  const bytes = readFileSync(file)
  const changes: Change[] = []
  for (let at = 0; at + lengthBytes <= bytes.length;) {
    const end = at + lengthBytes + bytes.readUInt32BE(at)
    if (end > bytes.length) break
    changes.push(deserialize(bytes.subarray(at + lengthBytes, end)) as Change)
    at = end
  }
  return changes
}

/**
 * A chain in a file, and beside it what happened since the file was written, one record a change,
 * there before anybody is told of it: a process may be killed at any moment and goes on where it was.
 * The records belong to one writing of the file, by its number, so neither is ever read with another.
 */
export class ChainFile {
  readonly #file: string
  #generation = 0
  #records: number | undefined

  constructor(file: string) {
    this.#file = file
  }

  /** The chain of an earlier run; undefined where there is none. */
  load(): { readonly image: ChainImage; readonly changes: readonly Change[] } | undefined {
    if (!existsSync(this.#file)) return undefined
    const saved = deserialize(readFileSync(this.#file)) as Partial<Saved>
    if (saved.format !== format || saved.image === undefined || saved.generation === undefined) {
      throw new Error(`${this.#file} is not a file of this sandbox`)
    }
    this.#generation = saved.generation
    return { image: saved.image, changes: changesIn(this.#recordsFile(saved.generation)) }
  }

  /** Writes the chain, whole or not at all, and begins its records anew. */
  save(image: ChainImage): void {
    const [before, generation] = [this.#generation, this.#generation + 1]
    const records = openSync(this.#recordsFile(generation), 'w')
    const half = `${this.#file}.part`
    const saved: Saved = { format, generation, image }
    writeFileSync(half, serialize(saved))
    renameSync(half, this.#file)
    this.close()
    this.#records = records
    this.#generation = generation
    rmSync(this.#recordsFile(before), { force: true })
  }

  note(change: Change): void {
    if (this.#records === undefined) return
    const payload = serialize(change)
    const record = Buffer.allocUnsafe(lengthBytes + payload.length)
    record.writeUInt32BE(payload.length, 0)
    payload.copy(record, lengthBytes)
    writeSync(this.#records, record)
  }

  close(): void {
    if (this.#records !== undefined) closeSync(this.#records)
    this.#records = undefined
  }

  #recordsFile(generation: number): string {
    return `${this.#file}.since-${generation}`
  }
}
