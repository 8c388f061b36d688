import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks of `/proc/<pid>/stat`: 100 a second on every Linux that Node runs on. */
const tickMs = 10

/** Fields of the process from its state on: parent at 1, CPU of children that ended at 13 and 14. */
const statOf = (pid: string): readonly string[] => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

const orNothing = <T>(work: () => T): T | undefined => {
  try {
    return work()
  } catch {
    // It has ended, or this is no Linux.
    return undefined
  }
}

/** Milliseconds of CPU that a process and its children have had; undefined where nobody can tell. */
const cpuMsOf = (pid: number | undefined): number | undefined => {
  if (pid === undefined) return undefined
  const all = orNothing(() => readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
  if (all === undefined) return undefined
  const family = all.filter((one) => one === String(pid) || orNothing(() => statOf(one)[1]) === String(pid))
  const ns = family.flatMap((one) => orNothing(() => readdirSync(`/proc/${one}/task`).map((task) =>
    Number(readFileSync(`/proc/${one}/task/${task}/schedstat`, 'utf8').split(' ')[0]))) ?? [])
  const [ofEnded = 0, systemOfEnded = 0] = orNothing(() => statOf(String(pid)).slice(13, 15).map(Number)) ?? []
  return ns.reduce((sum, each) => sum + each, 0) / 1e6 + (ofEnded + systemOfEnded) * tickMs
}

/** What this process, Postgres and NATS have used so far, in milliseconds. */
export const usedCpu = (pids: { readonly postgres: number | undefined; readonly nats: number | undefined }) => {
  const { user, system } = process.cpuUsage()
  return { node: (user + system) / 1000, postgres: cpuMsOf(pids.postgres), nats: cpuMsOf(pids.nats) }
}

export type Used = ReturnType<typeof usedCpu>

/** `node 12.0, postgres 8.1, nats 1.2` ms for each of so many. */
export const cpuOfEach = (before: Used, after: Used, count: number): string =>
  (['node', 'postgres', 'nats'] as const).flatMap((name) => {
    const [from, to] = [before[name], after[name]]
    return from === undefined || to === undefined ? [] : [`${name} ${((to - from) / count).toFixed(1)} ms`]
  }).join(', ')
