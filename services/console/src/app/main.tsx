import '@fontsource-variable/inter/wght.css'
import '@mantine/core/styles.css'
import '@mantine/charts/styles.css'
import '@mantine/notifications/styles.css'
import './app.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { StablegateError } from '@stablegate/sdk/http'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router'
import { connection } from '../api/connection.ts'
import { LanguageProvider } from '../language/language.tsx'
import { router } from './router.tsx'
import { SessionProvider } from './session-context.tsx'
import { theme } from './theme.ts'

const client = new QueryClient({
  defaultOptions: {
    // The transport repeats what may come out otherwise; a refusal would only be refused again.
    queries: { retry: false, staleTime: 2_000, refetchOnWindowFocus: 'always' },
  },
})

connection.listen(() => {
  if (connection.state === 'open') void client.invalidateQueries()
})

// A session that ended elsewhere: the page asks who is there, and the sign-in page comes up.
client.getQueryCache().subscribe(({ type, query }) => {
  const { error } = query.state
  if (type !== 'updated' || !(error instanceof StablegateError) || error.status !== 401 || query.queryKey[0] === 'session') return
  void client.invalidateQueries({ queryKey: ['session'] })
})

const nonce = document.querySelector('meta[name="style-nonce"]')?.getAttribute('content') ?? ''
// What keeps the page behind a window from scrolling makes a style too, and looks for its nonce here.
Object.assign(globalThis, { __webpack_nonce__: nonce })
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
        <LanguageProvider>
          <QueryClientProvider client={client}>
            <SessionProvider>
              <Notifications position="top-right" />
              <RouterProvider router={router} />
            </SessionProvider>
          </QueryClientProvider>
        </LanguageProvider>
      </MantineProvider>
    </StrictMode>,
  )
}
