/** What somebody did with the page that the server drew, before the script had come. */
export type Typed = { readonly name: string; readonly tail: string; readonly option: string | undefined; readonly way: string | undefined }

type Field = { readonly value: string; readonly checked: boolean } | undefined

/** Read once, just before the script takes the page over: its own state knows nothing of it. */
export const typedIn = (root: HTMLElement): Typed => {
  const find = (selector: string): Field => root.querySelector<HTMLInputElement>(selector) ?? undefined
  return {
    name: find('input[name="payer"]')?.value ?? '', tail: find('input[name="tail"]')?.value ?? '',
    option: find('input[name="method"]:checked')?.value, way: find('input[name="way"]:checked')?.value,
  }
}
