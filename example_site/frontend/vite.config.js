import { defineConfig } from "vite";

export default defineConfig({
  // Served from any folder of any host.
  base: "./",
  build: {
    target: "es2022",
    // The policy for content allows no data: addresses, and this is one file of script.
    assetsInlineLimit: 0,
    modulePreload: false,
  },
});
