import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { StartedTestContainer } from 'testcontainers'
import { freePort } from './free-port.ts'
import { leavesAlive, type Server } from './server.ts'

export type ContainerCommand = {
  readonly image: string
  readonly port: number
  readonly environment?: Readonly<Record<string, string>>
  readonly command: readonly string[]
  /** The line of the log that says it is ready, and how often it is said on a first start. */
  readonly readyLine: RegExp
  readonly readyTimes?: number
}

const engineSockets = (): readonly string[] => {
  const runtime = process.env['XDG_RUNTIME_DIR']
  const ofUser = runtime === undefined ? [] : [`${runtime}/docker.sock`, `${runtime}/podman/podman.sock`]
  return [
    '/var/run/docker.sock', '/run/podman/podman.sock', join(homedir(), '.docker/run/docker.sock'), ...ofUser,
  ]
}

/** Whether an engine may be there at all; loading the client takes half a second, so look first. */
const mayHaveEngine = (): boolean =>
  process.env['DOCKER_HOST'] !== undefined || engineSockets().some((path) => existsSync(path))

/** Whether a container engine answers on this machine. STABLEGATE_CONTAINERS=never says not to ask. */
export const engineAnswers = async (): Promise<boolean> => {
  if (process.env['STABLEGATE_CONTAINERS'] === 'never' || !mayHaveEngine()) return false
  const { getContainerRuntimeClient } = await import('testcontainers')
  return getContainerRuntimeClient().then(() => true, () => false)
}

const faceOf = async (container: StartedTestContainer): Promise<Server> => {
  const { getContainerRuntimeClient } = await import('testcontainers')
  const client = await getContainerRuntimeClient()
  return {
    source: 'container',
    pid: () => undefined,
    stop: async () => {
      await container.stop()
    },
    kill: async (signal = 'SIGKILL') => {
      const running = client.container.getById(container.getId())
      const ended = leavesAlive(signal) ? Promise.resolve() : running.wait()
      await running.kill({ signal })
      await ended
    },
    restart: () => container.restart(),
  }
}

/** Starts a container with its port bound to a fixed one of loopback, so that a restart keeps the address. */
export const startContainer = async (
  wanted: ContainerCommand,
): Promise<Server & { readonly host: string; readonly hostPort: number }> => {
  const { GenericContainer, Wait } = await import('testcontainers')
  const hostPort = await freePort()
  const container = await new GenericContainer(wanted.image)
    .withExposedPorts({ container: wanted.port, host: hostPort })
    .withEnvironment(wanted.environment ?? {})
    .withCommand([...wanted.command])
    .withWaitStrategy(Wait.forLogMessage(wanted.readyLine, wanted.readyTimes ?? 1))
    .start()
  return { ...(await faceOf(container)), host: container.getHost(), hostPort }
}
