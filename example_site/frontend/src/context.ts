/** The context of every view. */
import type { Api } from "./api/client";
import type { Config } from "./config";

/** What a view needs: the API, the configuration and a signal that aborts when the reader leaves the view. */
export interface Context {
  api: Api;
  config: Config;
  signal: AbortSignal;
  again: () => void;
}
