/** What every view gets. */
import type { Api } from "./api/client";
import type { Config } from "./config";

/** What a view needs: whom to ask, how this site is set up, and a signal that ends when the reader goes elsewhere. */
export interface Scene {
  api: Api;
  config: Config;
  signal: AbortSignal;
  again: () => void;
}
