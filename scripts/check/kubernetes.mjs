import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { captured } from '../bootstrap/child.mjs'
import { findProgram, root } from '../bootstrap/checkout.mjs'
import { rulesBrokenBy } from './kubernetes-rules.mjs'

/** Kustomize breaks long base64 into lines; clusters take that, the format of the schema does not. */
const unfolded = (resource) => {
  if (resource.kind !== 'Secret' || resource.data === undefined) return resource
  const data = Object.entries(resource.data).map(([key, value]) => [key, value.replace(/\s/g, '')])
  return { ...resource, data: Object.fromEntries(data) }
}

const resourcesIn = (text) =>
  parseAllDocuments(text).map((document) => document.toJS()).filter((value) => value !== null).map(unfolded)

const nameOf = ({ kind, metadata }) => `${kind}/${metadata?.name}`

/** The schema's own words on a resource, empty when it is valid. */
const invalidities = async (resource) => {
  let model
  try {
    model = (await import(`kubernetes-models/${resource.apiVersion}/${resource.kind}`))[resource.kind]
  } catch {
    return [`${nameOf(resource)}: no such kind as ${resource.apiVersion} ${resource.kind}`]
  }
  try {
    new model(resource).validate()
    return []
  } catch (error) {
    return [`${nameOf(resource)}: ${error.message}`]
  }
}

/**
 * The schemas let unknown fields pass, and a misspelt one would be ignored by the cluster without
 * a word. The compiler does not: it takes each resource as a literal of the type of its kind.
 */
const misspellings = async (label, resources) => {
  const folder = join(root, '.cache/kubernetes')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${label.replace(/\W/g, '-')}.ts`)
  const lines = resources.map((resource, index) => {
    const type = `import('kubernetes-models/${resource.apiVersion}/${resource.kind}').I${resource.kind}`
    return `export const resource${index}: ${type} = ${JSON.stringify(resource, null, 1)}`
  })
  writeFileSync(file, `${lines.join('\n')}\n`)
  const { code, output } = await captured(join(root, 'node_modules/.bin/tsc'), [
    '--ignoreConfig', '--noEmit', '--skipLibCheck', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', '', file,
  ])
  return code === 0 ? [] : [output.trim()]
}

const outcomeOf = async (name, resources, isWhole) => {
  const invalid = (await Promise.all(resources.map(invalidities))).flat()
  const misspelt = invalid.length === 0 ? await misspellings(name, resources) : []
  const broken = isWhole ? rulesBrokenBy(resources) : []
  const problems = [...invalid, ...misspelt, ...broken]
  if (resources.length === 0) return { name, failed: 'no resources at all' }
  return problems.length === 0 ? { name, passed: true } : { name, failed: problems.join('\n') }
}

const kustomizations = ['k8s/base', 'k8s/overlays/dev', 'k8s/overlays/production']

const rendered = async (kubectl, folder) => {
  const { code, output } = await captured(kubectl, ['kustomize', join(root, folder)])
  if (code !== 0) return { name: folder, failed: output.trim() }
  return outcomeOf(folder, resourcesIn(output), true)
}

/** Without kubectl: the resources as they stand in the files, before any patch. */
const plainFiles = () =>
  outcomeOf('files', globSync('k8s/base/*.yaml', { cwd: root })
    .filter((path) => basename(path) !== 'kustomization.yaml')
    .flatMap((path) => resourcesIn(readFileSync(join(root, path), 'utf8'))), false)

/** Manifests as the cluster would get them: rendered, valid by the schemas, and by our own rules. */
export const checkKubernetes = async () => {
  const kubectl = findProgram('kubectl')
  const files = await plainFiles()
  if (kubectl === undefined) {
    return [files, { name: 'rendering', skipped: 'kubectl is not on PATH' }]
  }
  const overlays = []
  for (const folder of kustomizations) overlays.push(await rendered(kubectl, folder))
  return [files, ...overlays]
}
