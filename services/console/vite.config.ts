import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin, type UserConfig } from 'vite'

const outDir = 'dist/pages'
const compressible = /\.(?:js|css|html|svg|json)$/

/** Lays a compressed copy beside each file once, so that no server compresses at every request. */
const compressed = (): Plugin => ({
  name: 'compressed',
  apply: 'build',
  async closeBundle() {
    const files = await readdir(outDir, { recursive: true })
    await Promise.all(files.filter((file) => compressible.test(file)).map(async (file) => {
      const bytes = await readFile(join(outDir, file))
      const [br, gz] = await Promise.all([
        promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
        promisify(gzip)(bytes, { level: 9 }),
      ])
      await Promise.all([writeFile(join(outDir, `${file}.br`), br), writeFile(join(outDir, `${file}.gz`), gz)])
    }))
  },
})

const gateway = process.env['STABLEGATE_URL'] ?? 'http://127.0.0.1:8080'

/** Drawn by the server: one file that needs no package, beside the pages and never served. */
const server: UserConfig = {
  resolve: { conditions: ['source', 'module', 'development|production'] },
  ssr: { noExternal: true },
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir, target: 'node24', emptyOutDir: false, copyPublicDir: false, minify: true,
    rollupOptions: { output: { entryFileNames: 'checkout-server.mjs' } },
  },
}

const pages: UserConfig = {
  plugins: [react(), compressed()],
  // Packages of the workspace are taken from their sources, as everywhere here.
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  build: {
    outDir,
    target: 'es2022',
    // Everything is a file of its own: the content security policy allows no data: URLs in styles.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rollupOptions: { input: { checkout: 'checkout.html', app: 'app.html' } },
  },
  server: { proxy: { '/v1': gateway } },
}

export default defineConfig(({ isSsrBuild }) => (isSsrBuild === true ? { ...server, plugins: [react()] } : pages))
