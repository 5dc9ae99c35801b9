// Writes the style sheets of the gallery to a folder: node style.mjs <folder>
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "tailwindcss";

const folder = process.argv[2];
const path = name => fileURLToPath(import.meta.resolve(name));

cpSync(path("bootstrap/dist/css/bootstrap.min.css"), `${folder}/bootstrap.css`);
cpSync(path("@picocss/pico/css/pico.min.css"), `${folder}/pico.css`);
cpSync(path("water.css/out/water.min.css"), `${folder}/water.css`);
cpSync(path("govuk-frontend/dist/govuk/govuk-frontend.min.css"), `${folder}/govuk.css`);

// Tailwind 4 keeps its reset in a layer, below everything that is in none. Version 3 did not: there, it weighs what its selectors weigh.
const tailwind = {
  "tailwind-4": '@layer theme, base; @import "tailwindcss/theme.css" layer(theme); @import "tailwindcss/preflight.css" layer(base);',
  "tailwind-3": '@import "tailwindcss/theme.css"; @import "tailwindcss/preflight.css";',
};
for (const [name, source] of Object.entries(tailwind)) {
  const sheet = await compile(source, {
    loadStylesheet: async id => ({ path: id, base: "", content: readFileSync(path(id), "utf8") }),
  });
  writeFileSync(`${folder}/${name}.css`, sheet.build([]));
}
