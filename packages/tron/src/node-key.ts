/**
 * The key for a node at this URL, out of a setting that is one key for all nodes or `host=key` with commas
 * between: whoever runs one node need not see the key of another. Undefined where the node takes none.
 */
export const nodeKeyOf = (setting: string | undefined, url: string): string | undefined => {
  if (setting === undefined || setting === '') return undefined
  if (!setting.includes('=')) return setting
  const { host } = new URL(url)
  const pairs = setting.split(',').map((pair) => pair.trim()).filter((pair) => pair.startsWith(`${host}=`))
  return pairs[0]?.slice(host.length + 1)
}
