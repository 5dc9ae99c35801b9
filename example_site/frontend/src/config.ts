/** What this front end was set up with: config.json beside index.html, so that one build serves every site. */
export interface Config {
  /** The address of the API, of version 2 or 3. */
  api: string;
  /** What stands at the head of every page. */
  name: string;
  /** The slug of the section to begin with; without one, all sections are listed. */
  section: string;
}

/** Reads the configuration; throws an `Error` that says what to mend. */
export async function readConfig(): Promise<Config> {
  const answer = await fetch("./config.json", { credentials: "omit" });
  if (!answer.ok) throw new Error("config.json is missing beside index.html.");
  const { api, name, section } = (await answer.json()) as Partial<Config>;
  if (!api || !URL.canParse(api, location.href)) throw new Error("config.json has no “api”: the address of the API.");
  return { api: new URL(api, location.href).href.replace(/\/$/, ""), name: name ?? "", section: section ?? "" };
}
