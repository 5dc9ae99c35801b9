import { defineConfig } from "vite";

export default defineConfig({
  // Works from any folder on any host.
  base: "./",
  build: {
    target: "es2022",
    // The content security policy allows no data: URLs, and all the code is in one file.
    assetsInlineLimit: 0,
    modulePreload: false,
  },
});
