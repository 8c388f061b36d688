import { existsSync, globSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { captured } from '../bootstrap/child.mjs'
import { readJson, root } from '../bootstrap/checkout.mjs'

const folders = () =>
  globSync(['package.json', 'packages/*/package.json', 'services/*/package.json', 'test-e2e/package.json',
    'bench/package.json'], { cwd: root })
    .filter((path) => existsSync(join(root, path)))
    .sort()
    .map((path) => join(root, dirname(path)))

/**
 * Files that are made by a program and committed must be what the program makes today. Every
 * package that has such files has a script `generate:check` that says so, and `generate` to renew.
 */
export const checkGenerated = async () => {
  const outcomes = []
  for (const folder of folders()) {
    const script = readJson(join(folder, 'package.json')).scripts?.['generate:check']
    if (script === undefined) continue
    const { code, output } = await captured('sh', ['-c', script], { cwd: folder })
    const name = relative(root, folder) || 'root'
    outcomes.push(code === 0
      ? { name, passed: true }
      : { name, failed: `${output.trim()}\nrenew by \`npm run generate\` in ${name}` })
  }
  return outcomes
}
