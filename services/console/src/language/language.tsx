import { createContext, use, useMemo, useState, type ReactNode } from 'react'
import type { Catalog, Language, Texts } from './texts.ts'

const storeName = 'stablegate-language'

/** What was chosen here before, else what the browser says. */
export const languageHere = (): Language => {
  try {
    const kept = localStorage.getItem(storeName)
    if (kept === 'en' || kept === 'zh') return kept
  } catch {
    // Without storage the browser's language decides.
  }
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

const say = (language: Language): void => {
  // Drawn by the server, the page says it itself.
  if (typeof document !== 'undefined') document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en'
}

type Chosen = { readonly language: Language; readonly choose: (language: Language) => void }
const LanguageContext = createContext<Chosen>({ language: 'en', choose: () => undefined })

export const LanguageProvider = ({ initial, children }: {
  readonly initial?: Language; readonly children: ReactNode
}): ReactNode => {
  const [language, setLanguage] = useState<Language>(() => {
    const chosen = initial ?? languageHere()
    say(chosen)
    return chosen
  })
  const value = useMemo(() => ({
    language,
    choose: (chosen: Language) => {
      say(chosen)
      setLanguage(chosen)
      try {
        localStorage.setItem(storeName, chosen)
      } catch {
        // It then lasts as long as the page.
      }
    },
  }), [language])
  return <LanguageContext value={value}>{children}</LanguageContext>
}

export const useLanguage = (): Chosen => use(LanguageContext)

/** The texts of a catalog in the language that was chosen. */
export const useTexts = <T extends Texts>(catalog: Catalog<T>): T => {
  const { language } = useLanguage()
  return catalog[language] as T
}
