import { expect, test } from 'vitest'

type Resource = Record<string, unknown>

const { rulesBrokenBy } = (await import(new URL('./check/kubernetes-rules.mjs', import.meta.url).href)) as {
  rulesBrokenBy: (resources: readonly Resource[]) => readonly string[]
}

const probe = { httpGet: { path: '/healthz', port: 'health' } }

const container = {
  name: 'service',
  securityContext: {
    allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] },
  },
  resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } },
  livenessProbe: probe, readinessProbe: probe, startupProbe: probe,
  env: [{ name: 'DATABASE_URL', valueFrom: { secretKeyRef: { name: 'database', key: 'url' } } }],
}
const labels = { 'app.kubernetes.io/name': 'ledger' }

const deployment = (change: object = {}, podChange: object = {}): Resource => ({
  kind: 'Deployment',
  metadata: { name: 'ledger' },
  spec: {
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true },
        containers: [{ ...container, ...change }],
        ...podChange,
      },
    },
  },
})

const guard: Resource = { kind: 'PodDisruptionBudget', spec: { selector: { matchLabels: labels } } }
const denyAll: Resource = { kind: 'NetworkPolicy', spec: { podSelector: {}, policyTypes: ['Ingress'] } }
const others = [guard, denyAll]

test('a manifest as it should be breaks no rule', () => {
  expect(rulesBrokenBy([deployment(), ...others])).toEqual([])
})

test.each([
  ['may write', { securityContext: { ...container.securityContext, readOnlyRootFilesystem: false } }, {}],
  ['may gain', { securityContext: { ...container.securityContext, allowPrivilegeEscalation: true } }, {}],
  ['keeps capabilities', { securityContext: { ...container.securityContext, capabilities: {} } }, {}],
  ['memory limit', { resources: { requests: container.resources.requests } }, {}],
  ['no requests', { resources: { limits: container.resources.limits } }, {}],
  ['runs as root', {}, { securityContext: {} }],
  ['readinessProbe', { readinessProbe: undefined }, {}],
  ['token of the cluster', {}, { automountServiceAccountToken: true }],
  ['secret by value', { env: [{ name: 'DATABASE_URL', value: 'postgres://a:b@c/d' }] }, {}],
  ['secret by value', { env: [{ name: 'MASTER_KEY', value: 'c3RhYmxlZ2F0ZXN0YWJsZWdhdGU=' }] }, {}],
])('%s is told', (words, change, podChange) => {
  const broken = rulesBrokenBy([deployment(change, podChange), ...others])
  expect(broken).toHaveLength(1)
  expect(broken[0]).toContain(words)
})

test('disruption budgets and the closed network are missed', () => {
  expect(rulesBrokenBy([deployment(), denyAll])).toEqual([expect.stringContaining('PodDisruptionBudget')])
  expect(rulesBrokenBy([deployment(), guard])).toEqual([expect.stringContaining('NetworkPolicy')])
})

test('only the gateway may be open to everybody', () => {
  const open = (name: string): Resource => ({
    kind: 'NetworkPolicy',
    spec: { podSelector: { matchLabels: { 'app.kubernetes.io/name': name } }, ingress: [{ ports: [] }] },
  })
  expect(rulesBrokenBy([deployment(), ...others, open('gateway')])).toEqual([])
  expect(rulesBrokenBy([deployment(), ...others, open('ledger')])).toHaveLength(1)
})
