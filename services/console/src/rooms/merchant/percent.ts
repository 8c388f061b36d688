/** Basis points as percent, exact: 125 is "1.25". */
export const percentOf = (bps: number): string => {
  const fraction = String(bps % 100).padStart(2, '0').replace(/0+$/, '')
  return `${Math.floor(bps / 100)}${fraction === '' ? '' : `.${fraction}`}`
}

/** "1.25" is 125; undefined for what is no percentage of two decimals at most. */
export const bpsOf = (percent: string): number | undefined => {
  const [, whole, fraction = ''] = /^\s*(\d{1,3})(?:[.,](\d{1,2}))?\s*$/.exec(percent) ?? []
  return whole === undefined ? undefined : Number(whole) * 100 + Number(fraction.padEnd(2, '0'))
}
