import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { findProgram, root, say, Trouble } from './checkout.mjs'

/** How long a child may drain after a signal before it is killed. */
const drainMs = 60_000

const living = new Set()

/**
 * Signals reach the children through us only, once: they live in process groups of their own, so
 * that Ctrl-C at a terminal does not stop a database while services still write to it.
 */
const forward = (signal) => {
  for (const child of living) {
    if (child.isDraining) child.kill('SIGKILL')
    else {
      child.isDraining = true
      child.kill(signal)
      setTimeout(() => child.kill('SIGKILL'), drainMs).unref()
    }
  }
}

let isForwarding = false
const startForwarding = () => {
  if (isForwarding) return
  isForwarding = true
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => forward(signal))
}

const setpriv = process.platform === 'linux' ? findProgram('setpriv') : undefined

/** Starts a child that dies when we die, even when we are killed. */
export const start = (command, args, options = {}) => {
  startForwarding()
  const [program, ...rest] = setpriv
    ? [setpriv, '--pdeathsig', 'TERM', '--', command, ...args]
    : [command, ...args]
  const child = spawn(program, rest, { cwd: root, detached: true, ...options })
  living.add(child)
  child.once('exit', () => living.delete(child))
  return child
}

/** Waits for the end; a signal counts as the exit code that a shell would give for it. */
export const ended = (child) =>
  new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)))
  })

/** Runs a step of the bootstrap; all it says goes to standard error. Throws unless it ends well. */
export const step = async (command, args, options = {}) => {
  const code = await ended(start(command, args, { stdio: ['ignore', 2, 2], ...options }))
  if (code !== 0) throw new Trouble(`${command} ${args.join(' ')} ended with ${code}`)
}

/** Runs a command and gives its exit code and what it wrote to both outputs, in order. */
export const captured = async (command, args, options = {}) => {
  const child = start(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (chunk) => { output += chunk })
  }
  return { code: await ended(child), output }
}

const isJsonObject = (line) => {
  try {
    const value = JSON.parse(line)
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}

/**
 * Runs a script of which programs read one line: the last line of its standard output, if it is
 * JSON, is all that reaches ours. Everything before it goes to standard error.
 */
export const runForJson = async (command, args, options = {}) => {
  const child = start(command, args, { stdio: ['ignore', 'pipe', 2], ...options })
  let last
  const lines = createInterface({ input: child.stdout })
  const read = (async () => {
    for await (const line of lines) {
      if (last !== undefined) say(last)
      if (line.trim() !== '') last = line
    }
  })()
  const code = await ended(child)
  await read
  if (last !== undefined && isJsonObject(last)) process.stdout.write(`${last}\n`)
  else {
    if (last !== undefined) say(last)
    say('the script did not end in a line of JSON')
    return code === 0 ? 1 : code
  }
  return code
}

/** Runs a script for a person: its outputs are ours. */
export const runForPerson = (command, args, options = {}) =>
  ended(start(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options }))
