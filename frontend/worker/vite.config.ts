import { defineConfig } from "vite";

// One plain script without imports: the house serves it from its own address, /sw.
export default defineConfig({
  build: {
    outDir: "../src/kaigong/web/static/kaigong",
    emptyOutDir: false,
    copyPublicDir: false,
    modulePreload: false,
    target: "es2022",
    rolldownOptions: {
      input: "worker/service_worker.ts",
      output: { format: "iife", entryFileNames: "service_worker.js" },
    },
  },
});
