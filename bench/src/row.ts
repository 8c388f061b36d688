/** One line of the table: this system beside a peer that did the same work in the same run. */
export type Row = {
  readonly name: string
  readonly unit: string
  readonly ours: number
  readonly peer: string
  readonly theirs: number
  readonly ratio: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** What a benchmark says while it runs; standard output is for the result. */
export type Say = (line: string) => void

export type Benchmark = {
  /** A part of it chooses benchmarks on the command line. */
  readonly name: string
  readonly run: (say: Say) => Promise<readonly Row[]>
}

const columns = ['name', 'unit', 'ours', 'peer', 'theirs', 'ratio', 'p50Ms', 'p99Ms'] as const

const cell = (value: string | number): string => {
  if (typeof value === 'string') return value
  // Not every row has latencies.
  if (Number.isNaN(value)) return ''
  return value >= 100 ? Math.round(value).toString() : value.toFixed(2)
}

export const table = (rows: readonly Row[]): string => {
  const lines = [[...columns], ...rows.map((row) => columns.map((column) => cell(row[column])))]
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)))
  return lines.map((line) =>
    line.map((text, at) => text.padEnd(widths[at] ?? 0)).join('  ').trimEnd()).join('\n')
}
