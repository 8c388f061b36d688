import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parse } from 'yaml'
import { root } from '../bootstrap/checkout.mjs'

/** The services of this system: folders that have something to start. */
export const serviceNames = () =>
  globSync('services/*/src/main.ts', { cwd: root }).map((path) => basename(dirname(dirname(path)))).sort()

const missingIn = (place, names, expected) =>
  expected.filter((name) => !names.includes(name)).map((name) => `${place} does not run ${name}`)

/** Every service must be in both ways of deploying, or it is forgotten when it is new. */
export const checkCompose = () => {
  const compose = parse(readFileSync(join(root, 'deploy/compose.yaml'), 'utf8'), { merge: true })
  const inCompose = Object.keys(compose.services ?? {})
  const inCluster = globSync('k8s/base/*.yaml', { cwd: root }).map((path) => basename(path, '.yaml'))
  const expected = serviceNames()
  const published = Object.entries(compose.services)
    .filter(([, service]) => service.ports !== undefined)
    .map(([name]) => name)
  const clusterJob = parse(readFileSync(join(root, 'k8s/base/migrate.yaml'), 'utf8'))
  const modules = expected.map((name) => `services/${name}/dist/service.js`)
  const problems = [
    ...missingIn('migrate of deploy/compose.yaml', compose.services.migrate.command, modules),
    ...missingIn('k8s/base/migrate.yaml', clusterJob.spec.template.spec.containers[0].args, modules),
    ...missingIn('deploy/compose.yaml', inCompose, expected),
    ...missingIn('k8s/base', inCluster, expected),
    ...(published.every((name) => name === 'gateway')
      ? [] : [`only the gateway publishes a port, but so do ${published.join(', ')}`]),
  ]
  return problems.length === 0 ? { passed: true } : { failed: problems.join('\n') }
}
