import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { deserialize, serialize } from 'node:v8'
import type { ChainImage } from './chain.ts'

const format = 'tron-sandbox 1'

/** Writes the chain to a file, whole or not at all. */
export const saveImage = async (file: string, image: ChainImage): Promise<void> => {
  const half = `${file}.part`
  await writeFile(half, serialize({ format, image }))
  await rename(half, file)
}

/** The chain of an earlier run; undefined where there is no file. */
export const loadImage = async (file: string): Promise<ChainImage | undefined> => {
  if (!existsSync(file)) return undefined
  const saved = deserialize(await readFile(file)) as { readonly format?: string; readonly image: ChainImage }
  if (saved.format !== format) throw new Error(`${file} is not a file of this sandbox`)
  return saved.image
}
