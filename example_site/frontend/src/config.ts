/** The settings in config.json, next to index.html, so that one build works for every site. */
export interface Config {
  /** The address of the API, version 2 or 3. */
  api: string;
  /** The name at the top of every page. */
  name: string;
  /** The slug of the section to start with; without one, all sections are listed. */
  section: string;
}

/** Reads the configuration; throws an `Error` that says what to fix. */
export async function readConfig(): Promise<Config> {
  const answer = await fetch("./config.json", { credentials: "omit" });
  if (!answer.ok) throw new Error("config.json is missing. Put it in the same folder as index.html.");
  const { api, name, section } = (await answer.json()) as Partial<Config>;
  if (!api || !URL.canParse(api, location.href)) throw new Error("config.json has no “api” setting. Set it to the address of the API.");
  return { api: new URL(api, location.href).href.replace(/\/$/, ""), name: name ?? "", section: section ?? "" };
}
