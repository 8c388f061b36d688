import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const checkout = fileURLToPath(new URL('../../..', import.meta.url))

const newestSourceMs = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !/\.(spec|fixture)\.ts$/.test(entry.name))
    .reduce((newest, { parentPath, name }) => Math.max(newest, statSync(join(parentPath, name)).mtimeMs), 0)

/** What every service stands on. */
const foundations = ['packages/kernel', 'packages/contracts', 'packages/host']

/**
 * Processes run what was built. Throws where nothing was, or where sources are newer: a test of
 * yesterday's program proves nothing about today's.
 */
export const assertBuilt = (services: readonly string[]): void => {
  const parts = [...foundations, ...services.map((name) => join('services', name))]
  for (const part of parts) {
    const info = join(checkout, part, 'dist', '.tsbuildinfo')
    if (!existsSync(info)) throw new Error(`${part} is not built: run \`npm test\`, or \`tsc -b\` first`)
    if (newestSourceMs(join(checkout, part, 'src')) > statSync(info).mtimeMs) {
      throw new Error(`${part} was changed after it was built: run \`npm test\`, or \`tsc -b\` first`)
    }
  }
}
