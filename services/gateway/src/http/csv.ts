/** What a spreadsheet would take for a formula is text: references are written by strangers. */
const cellOf = (value: string | number | null): string => {
  if (value === null) return ''
  const text = typeof value === 'number' || /^-?\d+(\.\d+)?$/.test(value) ? String(value) : value.replace(/^[=+\-@\t\r]/, "'$&")
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** RFC 4180: names first, lines end with CRLF. */
export const csv = (names: readonly string[], rows: readonly (readonly (string | number | null)[])[]): Buffer =>
  Buffer.from([names, ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join(''))

export const csvType = 'text/csv; charset=utf-8; header=present'
