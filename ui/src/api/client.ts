import type { Host, Started } from "../host/host";
import type { Commands, DeskError } from "./types";

export type * from "./names";
export type * from "./types";
export type CommandName = keyof Commands;
export type Request<K extends CommandName> = Commands[K]["request"];
export type Response<K extends CommandName> = Commands[K]["response"];

/** Commands that are about one case. */
export type CaseCommand = {
  [K in CommandName]: Commands[K]["request"] extends { case: string } ? K : never;
}[CommandName];
export type CaseRequest<K extends CaseCommand> = Omit<Request<K>, "case">;

export interface Job<T> extends Started {
  done: Promise<T>;
}

/** The desk's commands, each with its own types. */
export class Client {
  constructor(private readonly host: Host) {}

  call<K extends CommandName>(name: K, request: Request<K>): Promise<Response<K>> {
    return this.host.call(name, request) as Promise<Response<K>>;
  }

  async start<K extends CommandName>(name: K, request: Request<K>): Promise<Job<Response<K>>> {
    return (await this.host.start(name, request)) as Job<Response<K>>;
  }
}

/** Whatever was thrown, as trouble in words. */
export function asDeskError(thrown: unknown): DeskError {
  if (isDeskError(thrown)) return thrown;
  const detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return { code: "internal", message: "Something in the window went wrong.", hint: "Your case is safe. Try again.", detail };
}

function isDeskError(thrown: unknown): thrown is DeskError {
  return typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown && "hint" in thrown;
}
