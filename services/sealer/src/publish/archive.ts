import { mkdir, open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseSignedCheckpoint, type SignedCheckpoint } from '@stablegate/proof'

/** A line of the archive: when it was signed, and the note as it was signed. */
type Line = { readonly at: string; readonly checkpoint: string }

const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10)

const linesOf = (text: string): readonly SignedCheckpoint[] => text.split('\n').flatMap((line) => {
  // The last line may be half written: whoever died in the middle writes it once more.
  try {
    const { checkpoint } = JSON.parse(line) as Line
    const parsed = parseSignedCheckpoint(checkpoint)
    return parsed ? [parsed] : []
  } catch {
    return []
  }
})

/**
 * A folder outside of the database to which checkpoints are only ever appended, a file a day and log:
 * to be copied to where the administrators of the database have no say. It is also the memory against
 * which a database is held that was set back.
 */
export class Archive {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Written and on the disk when it resolves. */
  async append(log: string, note: string, atMs: number): Promise<void> {
    const folder = join(this.#folder, log)
    await mkdir(folder, { recursive: true })
    const file = await open(join(folder, `${dayOf(atMs)}.ndjson`), 'a')
    try {
      const line: Line = { at: new Date(atMs).toISOString(), checkpoint: note }
      // A line break first ends what a crash may have left half written.
      await file.appendFile(`\n${JSON.stringify(line)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
  }

  /** The largest checkpoint of an origin that was ever published here. */
  async last(log: string, origin: string): Promise<SignedCheckpoint | undefined> {
    const days = await readdir(join(this.#folder, log)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    })
    for (const day of days.filter((name) => name.endsWith('.ndjson')).sort().reverse()) {
      const ofOrigin = linesOf(await readFile(join(this.#folder, log, day), 'utf8'))
        .filter((checkpoint) => checkpoint.origin === origin)
      if (ofOrigin.length > 0) return ofOrigin.reduce((one, other) => other.size > one.size ? other : one)
    }
    return undefined
  }
}
