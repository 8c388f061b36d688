import { engineAnswers, startContainer } from './container.ts'
import { givenServer, type Server } from './server.ts'

export type Kurrent = Server & { readonly url: string }

/**
 * A KurrentDB server: the one named by KURRENTDB_URL, else a container where an engine answers.
 * Undefined elsewhere: there are no binaries to be had from a package manager.
 */
export const launchKurrent = async (): Promise<Kurrent | undefined> => {
  const given = process.env['KURRENTDB_URL']
  if (given !== undefined && given !== '') return { ...givenServer('KurrentDB'), url: given }
  if (!(await engineAnswers())) return undefined
  const server = await startContainer({
    image: 'docker.kurrent.io/kurrent-latest/kurrentdb:25.1',
    port: 2113,
    environment: { KURRENTDB_INSECURE: 'true', KURRENTDB_MEM_DB: 'true', KURRENTDB_RUN_PROJECTIONS: 'None' },
    command: [],
    readyLine: /IS LEADER/,
  })
  return { ...server, url: `kurrentdb://${server.host}:${server.hostPort}?tls=false` }
}
