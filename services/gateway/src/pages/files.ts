import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

export type PageFile = {
  readonly contentType: string
  readonly bytes: Buffer
  /** The same, compressed by the build. */
  readonly brotli: Buffer | undefined
  readonly gzip: Buffer | undefined
  /** Its name changes with its content, so it may be kept for ever. */
  readonly isHashed: boolean
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.json': 'application/json', '.png': 'image/png', '.webp': 'image/webp',
  '.mp3': 'audio/mpeg', '.webmanifest': 'application/manifest+json',
}

const optional = (path: string): Promise<Buffer | undefined> => readFile(path).catch(() => undefined)

/**
 * All files of the built pages by their path below the root. They are few and small, so they are
 * held in memory: no request ever names a path of the disk.
 */
export const readPageFiles = async (folder: string): Promise<ReadonlyMap<string, PageFile>> => {
  const names = (await readdir(folder, { recursive: true })).filter((name) => types[extname(name)] !== undefined)
  const files = await Promise.all(names.map(async (name): Promise<readonly [string, PageFile]> => {
    const path = join(folder, name)
    const [bytes, brotli, gzip] = await Promise.all([readFile(path), optional(`${path}.br`), optional(`${path}.gz`)])
    const url = `/${name.replaceAll('\\', '/')}`
    return [url, {
      contentType: types[extname(name)] ?? 'application/octet-stream', bytes, brotli, gzip, isHashed: url.startsWith('/assets/'),
    }]
  }))
  return new Map(files)
}
