// Stable names: the built page is committed and its caching goes by ETag (assistant/api/routes_mirror.py).
import { defineConfig } from "vite";

export default defineConfig({
  base: "/mirror/",
  build: {
    outDir: "../assistant/api/mirror_page",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // nothing as data: the Content-Security-Policy allows files of this server only
    modulePreload: { polyfill: false },
    rollupOptions: {
      output: {
        entryFileNames: "assets/[name].js",
        chunkFileNames: "assets/[name].js",
        assetFileNames: "assets/[name][extname]",
      },
    },
  },
  worker: { format: "es", rollupOptions: { output: { entryFileNames: "assets/[name].js" } } },
  server: {
    proxy: { "/v1": { target: "http://127.0.0.1:8080", ws: true }, "/health": "http://127.0.0.1:8080" },
  },
});
