import {
  Alert, AppShell, Avatar, Box, Burger, Group, Menu, NavLink, Stack, Text, UnstyledButton, VisuallyHidden,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconLogout, IconPlugConnectedX, IconShieldLock } from '@tabler/icons-react'
import { useEffect, type ReactNode } from 'react'
import { Link, Outlet, useLocation } from 'react-router'
import { useConnection } from '../api/connection.ts'
import { useLanguage, useTexts } from '../language/language.tsx'
import { pagesOf, type Room, type RoomPage } from '../rooms/room.ts'
import { Brand } from './brand.tsx'
import { LiveChanges } from './live-changes.tsx'
import { ModeSwitch } from './mode-switch.tsx'
import { Preferences } from './preferences.tsx'
import { roomOf } from './require.tsx'
import { SecondFactor } from './second-factor.tsx'
import { useSession, useUser } from './session-context.tsx'
import classes from './shell.module.css'
import { appTexts } from './texts.ts'

const addressOf = (room: Room, page: RoomPage): string => (page.path === '' ? `/${room.name}` : `/${room.name}/${page.path}`)

/** Whether a page, or one that is reached from it, is the one that is open. */
const isHere = (room: Room, page: RoomPage, path: string): boolean => {
  const address = addressOf(room, page)
  const pathname = path.replace(/(.)\/+$/, '$1')
  return page.path === '' ? pathname === address : pathname === address || pathname.startsWith(`${address}/`)
}

const useOpenPages = (room: Room | undefined): readonly RoomPage[] => {
  const { scopes } = useUser()
  const { session } = useSession()
  return room === undefined
    ? []
    : pagesOf(room).filter(({ icon, needs, isOfTestMode = false }) =>
      icon !== undefined && (needs === undefined || scopes.includes(needs)) && (!isOfTestMode || session?.livemode === false))
}

const Navigation = ({ room, close }: { readonly room: Room | undefined; readonly close: () => void }): ReactNode => {
  const t = useTexts(appTexts)
  const { language } = useLanguage()
  const { pathname } = useLocation()
  const open = useOpenPages(room)
  return (
    <Box component="nav" aria-label={t.navigation}>
      {room?.sections.map(({ title, pages }, index) => {
        const shown = pages.filter((page) => open.includes(page))
        if (shown.length === 0) return null
        return (
          <Box key={title?.en ?? index} mb="md">
            {title && <Text className={classes['section']}>{title[language]}</Text>}
            {shown.map((page) => {
              const Icon = page.icon
              const active = isHere(room, page, pathname)
              return (
                <NavLink key={page.path} component={Link} to={addressOf(room, page)} label={page.title[language]} onClick={close}
                  active={active} aria-current={active ? 'page' : undefined} className={classes['link'] ?? ''}
                  leftSection={Icon && <Icon size={19} stroke={1.6} />} />
              )
            })}
          </Box>
        )
      })}
    </Box>
  )
}

const PersonMenu = (): ReactNode => {
  const t = useTexts(appTexts)
  const user = useUser()
  const { signOut } = useSession()
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes['person'] ?? ''}>
          <VisuallyHidden>{t.account}</VisuallyHidden>
          <Avatar name={user.name} color="jade" size={34} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Box px="sm" py={6}>
          <Text size="sm" fw={600}>{user.name}</Text>
          <Text size="xs" c="dimmed">{user.email}</Text>
          <Text size="xs" c="dimmed">{t.roles[user.role]}</Text>
        </Box>
        <Menu.Divider />
        <Menu.Item component={Link} to="/security" leftSection={<IconShieldLock size={16} />}>{t.security}</Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>{t.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

const PhoneBar = ({ room }: { readonly room: Room }): ReactNode => {
  const { language } = useLanguage()
  const { pathname } = useLocation()
  const pages = useOpenPages(room).filter(({ primary }) => primary === true).slice(0, 4)
  return (
    <Group component="nav" grow gap={0} h="100%" aria-label={pages.map(({ title }) => title[language]).join(', ')}>
      {pages.map((page) => {
        const Icon = page.icon
        const active = isHere(room, page, pathname)
        return (
          <Link key={page.path} to={addressOf(room, page)} aria-current={active ? 'page' : undefined} className={classes['tab']}>
            {Icon && <Icon size={22} stroke={active ? 2 : 1.6} />}
            <span>{page.title[language]}</span>
          </Link>
        )
      })}
    </Group>
  )
}

const Lost = (): ReactNode => {
  const t = useTexts(appTexts)
  if (useConnection() === 'open') return null
  return (
    <Alert color="yellow" variant="light" icon={<IconPlugConnectedX />} mb="md" role="status">{t.lost}</Alert>
  )
}

/** What stands around every page: navigation, who is there, and whether the server is. */
export const Shell = (): ReactNode => {
  const t = useTexts(appTexts)
  const { language } = useLanguage()
  const room = roomOf(useUser().party)
  const { pathname } = useLocation()
  const [isOpen, { toggle, close }] = useDisclosure()
  const page = room && pagesOf(room).find((each) => isHere(room, each, pathname))
  const here = room && page ? addressOf(room, page) : '/'
  useEffect(() => {
    document.title = page ? `${page.title[language]} · Stablegate` : 'Stablegate'
  }, [page, language])
  return (
    <AppShell layout="alt" padding={{ base: 'md', sm: 'xl' }} header={{ height: 60 }} footer={{ height: { base: 60, sm: 0 } }}
      navbar={{ width: 248, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}>
      <a href="#content" className="skip">{t.skip}</a>
      <AppShell.Header px={{ base: 'md', sm: 'xl' }}>
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group wrap="nowrap" hiddenFrom="sm">
            <Burger opened={isOpen} onClick={toggle} size="sm" aria-label={t.menu} />
            <Brand />
          </Group>
          <Box visibleFrom="sm">
            <ModeSwitch address={here} />
          </Box>
          <Group gap="xs" wrap="nowrap">
            <Preferences />
            <PersonMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="md">
        <Group h={44} mb="lg" px={8} justify="space-between">
          <Brand />
          <Burger opened={isOpen} onClick={toggle} size="sm" hiddenFrom="sm" aria-label={t.menu} />
        </Group>
        <Box hiddenFrom="sm" px={8} pb="md"><ModeSwitch address={here} /></Box>
        <Navigation room={room} close={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes['main'] ?? ''}>
        <Stack gap={0} maw="var(--page-width)" mx="auto">
          <Lost />
          <Outlet />
        </Stack>
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm">{room && <PhoneBar room={room} />}</AppShell.Footer>
      <SecondFactor />
      <LiveChanges />
    </AppShell>
  )
}
