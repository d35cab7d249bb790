import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "/static/kaigong/",
  build: {
    outDir: "../src/kaigong/web/static/kaigong",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0, // the content policy forbids data: scripts, styles and fonts
    modulePreload: { polyfill: false },
    target: "es2022",
    rolldownOptions: { input: "main.ts" },
  },
  test: { include: ["lib/**/*.test.ts", "islands/**/*.test.ts"] },
});
