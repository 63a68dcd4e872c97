// How the web app is built, served while it is being written, and tested.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = process.env.TENREC_SITE_URL ?? 'http://127.0.0.1:8000';
const proxied = ['/api', '/logout', '/_preflight', '/capture', '/batch', '/i', '/e'];

export default defineConfig({
  plugins: [react()],
  build: {
    target: ['chrome123', 'edge123', 'firefox120', 'safari17.5'], // the first that know light-dark()
    assetsInlineLimit: 0, // data: addresses would need a wider content security policy
    chunkSizeWarningLimit: 600,
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(
      proxied.map((path) => [`^${path}(/|$|\\?)`, { target: server, changeOrigin: true }]),
    ),
  },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}', '*.test.js'], restoreMocks: true },
});
