import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const folder = join(import.meta.dirname, '..')

it('the example of the README runs against the command', async () => {
  const readme = await readFile(join(folder, 'README.md'), 'utf8')
  const example = /```js\n(.*?)```/s.exec(readme)![1]!
  const command = spawn(process.execPath, ['--conditions=source', 'src/main.ts', '--port', '0', '--block-ms', '200'], { cwd: folder })
  // Beside the package, so that its imports are found.
  const place = await mkdtemp(join(folder, 'node_modules/.readme-'))
  try {
    const [line] = (await once(command.stdout, 'data')) as [Buffer]
    await writeFile(join(place, 'example.mjs'), example)
    const { stdout } = await promisify(execFile)(process.execPath, [join(place, 'example.mjs'), line.toString()])
    expect(stdout).toMatch(/^[0-9a-f]{64} (0|25000000)n T\w{33}\n$/)
  } finally {
    command.kill('SIGTERM')
    const [code] = (await once(command, 'exit')) as [number]
    await rm(place, { recursive: true })
    expect(code).toBe(0)
  }
})
