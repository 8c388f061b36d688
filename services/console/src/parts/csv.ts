/** A cell as RFC 4180 has it. Text that a spreadsheet would take for a formula is given a quote before it. */
const cellOf = (value: string): string => {
  const isNumber = /^-?\d+(\.\d+)?$/.test(value)
  const harmless = !isNumber && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

export const csvOf = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, ...rows].map((row) => row.map(cellOf).join(',')).join('\r\n')

/** Hands a file to the person. */
export const saveFile = (name: string, text: string, type: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

export const save = (name: string, csv: string): void => saveFile(name, csv, 'text/csv;charset=utf-8')
