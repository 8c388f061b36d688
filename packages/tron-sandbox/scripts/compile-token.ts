// Compiles the sandbox's token; with --check it only says whether the committed artefact is what
// the source gives today. Settings are the ones whose energy is nearest to the genuine contract's.
import { readFileSync, writeFileSync } from 'node:fs'
import solc from 'solc'

type Output = {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[]
  readonly contracts: Record<string, Record<string, {
    readonly abi: unknown
    readonly evm: { readonly bytecode: { readonly object: string } }
  }>>
}

const folder = new URL('../src/token/', import.meta.url)
const artefact = new URL('artefact.json', folder)

const compiled = (): string => {
  const output = JSON.parse(solc.compile(JSON.stringify({
    language: 'Solidity',
    sources: { 'TetherLike.sol': { content: readFileSync(new URL('TetherLike.sol', folder), 'utf8') } },
    settings: {
      evmVersion: 'byzantium',
      optimizer: { enabled: false },
      metadata: { bytecodeHash: 'none', appendCBOR: false },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  }))) as Output
  const errors = (output.errors ?? []).filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'))
  const contract = output.contracts['TetherLike.sol']?.['TetherLike']
  if (contract === undefined) throw new Error('the compiler gave no TetherLike')
  return `${JSON.stringify({ compiler: solc.version(), abi: contract.abi, bytecode: contract.evm.bytecode.object }, null, 1)}\n`
}

if (!process.argv.includes('--check')) {
  writeFileSync(artefact, compiled())
} else if (readFileSync(artefact, 'utf8') !== compiled()) {
  console.error('src/token/artefact.json is not what src/token/TetherLike.sol compiles to')
  process.exitCode = 1
}
