// Writes the missing samples of published messages; never changes one that is there.
// With --check it writes nothing and fails when one is missing.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { published } from '../src/registry.ts'
import { sampleFile, writeSample } from '../src/sample-files.ts'
import { sampleOf } from '../src/sampler.ts'

const folder = fileURLToPath(new URL('../samples', import.meta.url))
const missing = published.filter(({ service, kind, spec }) =>
  !existsSync(`${folder}/${sampleFile(service, kind, spec.type, spec.version)}`))

if (process.argv.includes('--check')) {
  for (const { service, kind, spec } of missing) {
    console.error(`no sample of ${service} ${kind} ${spec.type} v${spec.version}: run \`pnpm --filter @stablegate/contracts generate\``)
  }
  process.exitCode = missing.length > 0 ? 1 : 0
} else {
  mkdirSync(folder, { recursive: true })
  for (const { service, kind, spec } of missing) {
    const data = sampleOf(spec.schema)
    spec.parse(data)
    writeFileSync(`${folder}/${sampleFile(service, kind, spec.type, spec.version)}`, writeSample(data))
  }
  console.log(`${missing.length} samples written`)
}
