import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core'
import { IconLanguage, IconMoon, IconSun, IconSunMoon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useLanguage, useTexts } from '../language/language.tsx'
import { appTexts } from './texts.ts'

const schemes = [['light', IconSun], ['dark', IconMoon], ['auto', IconSunMoon]] as const

/** Language and colours; they belong to the browser, not to the person. */
export const Preferences = (): ReactNode => {
  const t = useTexts(appTexts)
  const { language, choose } = useLanguage()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const Now = schemes.find(([name]) => name === colorScheme)?.[1] ?? IconSunMoon
  return (
    <>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={language === 'en' ? '切换到中文' : 'Switch to English'}
        lang={language === 'en' ? 'zh-Hans' : 'en'} onClick={() => choose(language === 'en' ? 'zh' : 'en')}>
        <IconLanguage size={20} stroke={1.6} />
      </ActionIcon>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t.colors.label}><Now size={20} stroke={1.6} /></ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {schemes.map(([name, Icon]) => (
            <Menu.Item key={name} leftSection={<Icon size={16} />} onClick={() => setColorScheme(name)}
              aria-current={name === colorScheme}>
              {t.colors[name]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
