import { untrack } from "svelte";
import type { CaseCommand, CaseInfo, CaseRequest, Client, Job, Request, Response } from "../api/client";

/** Commands that change facts or marks and leave every document as it was. */
const LEAVES_DOCUMENTS = /^(mark|cite|tie|untie|prefer|searches|(entity|link|event|statement|citation|timeline|saved) .*)$/;

/** The open case. Views read `revision`, so that they load again when the case has changed. */
export class CaseState {
  #info = $state.raw<CaseInfo | undefined>(undefined);
  #revision = $state(0);
  #documents = $state(0);
  #opening = $state(false);
  /** Hears what commands answered: what one view changed, another one shows. */
  heard: ((name: CaseCommand, answer: unknown) => void) | undefined;

  constructor(private readonly client: Client) {}

  get info(): CaseInfo | undefined {
    return this.#info;
  }

  /** Goes up with every change of the case. */
  get revision(): number {
    return this.#revision;
  }

  /** Goes up when documents may have come, gone or been read anew; the list of them is long. */
  get documentsRevision(): number {
    return this.#documents;
  }

  get opening(): boolean {
    return this.#opening;
  }

  async open(path: string): Promise<CaseInfo> {
    this.#opening = true;
    try {
      const info = await this.client.call("case", { case: path });
      this.#info = info;
      this.#revision++;
      this.#documents++;
      return info;
    } finally {
      this.#opening = false;
    }
  }

  close(): void {
    this.#info = undefined;
  }

  /** Somebody changed the case: counts and views are loaded again. */
  async changed(what: string): Promise<void> {
    const before = this.#info;
    if (!before) return;
    this.#revision++;
    if (!LEAVES_DOCUMENTS.test(what)) this.#documents++;
    const info = await this.client.call("case", { case: before.path });
    if (this.#info?.path === before.path) this.#info = info;
  }

  /** A command about this case. */
  async call<K extends CaseCommand>(name: K, request: CaseRequest<K>): Promise<Response<K>> {
    const answer = await this.client.call(name, this.about<K>(request));
    this.heard?.(name, answer);
    return answer;
  }

  /** A long command about this case; see `Jobs.start` for one that shows its progress. */
  async start<K extends CaseCommand>(name: K, request: CaseRequest<K>): Promise<Job<Response<K>>> {
    return this.client.start(name, this.about<K>(request));
  }

  private about<K extends CaseCommand>(request: CaseRequest<K>): Request<K> {
    // Views follow `revision`; were the case's counts followed too, every change would load them twice.
    const info = untrack(() => this.#info);
    if (!info) throw new Error("no case is open");
    return { ...request, case: info.path } as unknown as Request<K>;
  }
}
