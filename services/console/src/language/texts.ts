export type Language = 'en' | 'zh'

type Text = string | ((...values: never[]) => string)
export type Texts = { readonly [name: string]: Text | Texts }

/** The same names; texts with values take the same values. */
type Same<T> = { readonly [K in keyof T]: T[K] extends string ? string : T[K] extends (...values: infer V) => string
  ? (...values: V) => string
  : Same<T[K]> }

export type Catalog<T> = { readonly en: T; readonly zh: Same<T> }

/** A catalog of texts: what one language has and another has not does not compile. */
export const defineTexts = <T extends Texts>(catalog: { readonly en: T; readonly zh: Same<NoInfer<T>> }): Catalog<T> =>
  catalog as unknown as Catalog<T>

/** A text for a word of the API that may be newer than this page: then the word itself is shown. */
export const wordIn = (texts: Readonly<Record<string, string>>, word: string): string =>
  texts[word] ?? word.replaceAll('_', ' ')
