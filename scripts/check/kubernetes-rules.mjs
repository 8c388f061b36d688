/** What must hold for every container we run, whoever wrote the manifest. */
const containerRules = {
  'runs as root': ({ securityContext }, pod) =>
    (securityContext?.runAsNonRoot ?? pod.securityContext?.runAsNonRoot) !== true,
  'may write to its root file system': ({ securityContext }) => securityContext?.readOnlyRootFilesystem !== true,
  'may gain privileges': ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false,
  'keeps capabilities': ({ securityContext }) => !(securityContext?.capabilities?.drop ?? []).includes('ALL'),
  'names no memory limit': ({ resources }) => resources?.limits?.memory === undefined,
  'names no requests': ({ resources }) =>
    resources?.requests?.memory === undefined || resources?.requests?.cpu === undefined,
}

/** A secret by value in a manifest is a secret no more. */
const looksSecret = /(_URL|SECRET|PASSWORD|TOKEN|_KEY)$/
const hasOpenSecret = ({ env = [] }) =>
  env.some(({ name, value = '' }) => looksSecret.test(name) && /:\/\/[^/]*:[^/]*@|^[^:]{12,}$/.test(value))

const podsOf = (resources) =>
  resources
    .filter(({ kind }) => ['Deployment', 'StatefulSet', 'Job'].includes(kind))
    .map((resource) => ({ resource, pod: resource.spec.template.spec }))

const brokenByContainers = ({ resource, pod }) =>
  [...(pod.initContainers ?? []), ...pod.containers].flatMap((container) => {
    const at = `${resource.kind}/${resource.metadata.name}, container ${container.name}`
    const broken = Object.entries(containerRules).filter(([, breaks]) => breaks(container, pod))
    return [
      ...broken.map(([rule]) => `${at} ${rule}`),
      ...(hasOpenSecret(container) ? [`${at} holds a secret by value; refer to a Secret`] : []),
    ]
  })

const brokenByDeployment = ({ resource, pod }, resources) => {
  if (resource.kind !== 'Deployment') return []
  const { name } = resource.metadata
  const isGuarded = resources.some(({ kind, spec }) =>
    kind === 'PodDisruptionBudget' && spec.selector?.matchLabels?.['app.kubernetes.io/name'] === name)
  const labels = resource.spec.template.metadata.labels ?? {}
  const selects = Object.entries(resource.spec.selector.matchLabels)
    .every(([key, value]) => labels[key] === value)
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe']
  const missing = pod.containers.flatMap((container) => probes.filter((probe) => container[probe] === undefined))
  return [
    ...missing.map((probe) => `Deployment/${name} has no ${probe}`),
    ...(isGuarded ? [] : [`Deployment/${name} has no PodDisruptionBudget`]),
    ...(selects ? [] : [`Deployment/${name} does not select its own pods`]),
    ...(pod.automountServiceAccountToken === false ? [] : [`Deployment/${name} carries a token of the cluster`]),
  ]
}

/** Only the gateway may be reached from outside the namespace. */
const brokenByNetwork = (resources) => {
  const policies = resources.filter(({ kind }) => kind === 'NetworkPolicy')
  const deniesAll = policies.some(({ spec }) =>
    Object.keys(spec.podSelector ?? {}).length === 0 && spec.policyTypes?.includes('Ingress')
    && (spec.ingress ?? []).length === 0)
  const open = policies.filter(({ spec }) =>
    (spec.ingress ?? []).some(({ from }) =>
      from === undefined || from.some((peer) => peer.ipBlock?.cidr === '0.0.0.0/0')))
  const isGatewayOnly = open.every(({ spec }) =>
    spec.podSelector?.matchLabels?.['app.kubernetes.io/name'] === 'gateway')
  return [
    ...(deniesAll ? [] : ['no NetworkPolicy denies what no other allows']),
    ...(isGatewayOnly ? [] : ['a NetworkPolicy opens more than the gateway to everybody']),
  ]
}

/** Our own rules for rendered manifests, each as a sentence about who breaks it. */
export const rulesBrokenBy = (resources) => {
  const pods = podsOf(resources)
  return [
    ...pods.flatMap(brokenByContainers),
    ...pods.flatMap((entry) => brokenByDeployment(entry, resources)),
    ...brokenByNetwork(resources),
  ]
}
