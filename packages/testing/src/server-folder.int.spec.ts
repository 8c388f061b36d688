import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { identify, isAlive } from './process-identity.ts'
import { openServerHome, reapOrphans } from './server-folder.ts'
import { waitFor } from './wait-for.ts'

const folderOfTest = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'stablegate-folder-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const sleeper = () => {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const found = identify(child.pid ?? 0)
  if (found === undefined) throw new Error('the sleeper is not there')
  return found
}

const runFile = (folder: string, name: string, content: unknown): string => {
  const home = join(folder, name)
  mkdirSync(home)
  writeFileSync(join(home, 'server.json'), JSON.stringify(content))
  return home
}

const deadOwner = { pid: process.pid, startedAt: 'another boot:1' }

test('an orphan is ended and its throw-away data removed, kept data stays', async () => {
  const folder = folderOfTest()
  const [first, second] = [sleeper(), sleeper()]
  const thrownAway = runFile(folder, 'a', { owner: deadOwner, server: first, isKept: false })
  const kept = runFile(folder, 'b', { owner: deadOwner, server: second, isKept: true })
  reapOrphans(folder)
  await waitFor(() => !isAlive(first) && !isAlive(second))
  expect(existsSync(thrownAway)).toBe(false)
  expect(existsSync(kept)).toBe(true)
})

test('a stranger with the number of a dead server is left alone', () => {
  const folder = folderOfTest()
  const stranger = sleeper()
  runFile(folder, 'a', { owner: deadOwner, server: { ...stranger, startedAt: 'another boot:2' }, isKept: false })
  reapOrphans(folder)
  expect(isAlive(stranger)).toBe(true)
})

test('a server of a living owner is left alone, and its kept data is not opened twice', () => {
  const folder = folderOfTest()
  const server = sleeper()
  const owner = identify(process.pid)
  runFile(folder, 'postgres', { owner, server, isKept: true })
  expect(() => openServerHome(folder, 'postgres', true)).toThrow(/in use by process/)
  expect(isAlive(server)).toBe(true)
})
