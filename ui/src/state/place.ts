import type { Span } from "../api/client";

/** What the reader shows. */
export interface ReaderPlace {
  document: string;
  /** From 1. */
  unit: number;
  /** The words to open at, as offsets in the unit's text. */
  at?: Span;
  /** The citation to open at: found wherever its words stand now. */
  citation?: string;
  /** The row of a table to open at. */
  row?: number;
  /** The reader has the whole window. */
  wide?: boolean;
}

/** Where one is: a view, what it shows, and what the reader shows beside it. Every place has a link. */
export interface Place {
  /** `library`, `search`, `entity`… */
  view: string;
  /** What the view is about, as in `entity/ID`. */
  id?: string;
  /** The view's own parameters: query, filters, order. Empty values are left out. */
  query: Record<string, string>;
  reader?: ReaderPlace;
}

const READER_KEYS = ["doc", "unit", "at", "cite", "row", "wide"];

/** `#/search?q=chassis&doc=ID&unit=2&at=10-24`. */
export function format(place: Place): string {
  const query = new URLSearchParams();
  for (const key of Object.keys(place.query).sort()) {
    const value = place.query[key];
    if (value && !READER_KEYS.includes(key)) query.set(key, value);
  }
  const { reader } = place;
  if (reader) {
    query.set("doc", reader.document);
    query.set("unit", String(reader.unit));
    if (reader.at) query.set("at", reader.at.join("-"));
    if (reader.citation) query.set("cite", reader.citation);
    if (reader.row !== undefined) query.set("row", String(reader.row));
    if (reader.wide) query.set("wide", "1");
  }
  const path = place.id === undefined ? place.view : `${place.view}/${encodeURIComponent(place.id)}`;
  const tail = query.toString();
  return `#/${path}${tail && `?${tail}`}`;
}

/** Reads what `format` wrote; what makes no sense is left out. */
export function parse(hash: string, fallback: string): Place {
  const [path = "", tail = ""] = splitOnce(hash.replace(/^#?\/?/, ""), "?");
  const [view = "", id] = splitOnce(path, "/");
  const query: Record<string, string> = {};
  const params = new URLSearchParams(tail);
  for (const [key, value] of params) if (!READER_KEYS.includes(key) && value) query[key] = value;
  const isView = /^[a-z]+$/.test(view);
  const place: Place = { view: isView ? view : fallback, query };
  if (isView && id) place.id = decode(id);
  const reader = readerOf(params);
  if (reader) place.reader = reader;
  return place;
}

export const SCHEME = "casebound:";

/** A link to a place that can be kept in notes: `casebound:CASE/search?q=…`. It opens in this app alone. */
export function link(caseId: string, place: Place): string {
  return `${SCHEME}${encodeURIComponent(caseId)}/${format(place).slice(2)}`;
}

/** The case and place of a link, or null if it is none. */
export function parseLink(text: string, fallback: string): { caseId: string; place: Place } | null {
  if (!text.startsWith(SCHEME)) return null;
  const [caseId = "", path = ""] = splitOnce(text.slice(SCHEME.length), "/");
  return caseId ? { caseId: decode(caseId), place: parse(path, fallback) } : null;
}

function readerOf(params: URLSearchParams): ReaderPlace | undefined {
  const document = params.get("doc");
  if (!document) return undefined;
  const reader: ReaderPlace = { document, unit: whole(params.get("unit")) ?? 1 };
  const at = /^(\d+)-(\d+)$/.exec(params.get("at") ?? "");
  if (at && Number(at[1]) < Number(at[2])) reader.at = [Number(at[1]), Number(at[2])];
  const citation = params.get("cite");
  if (citation) reader.citation = citation;
  const row = whole(params.get("row"));
  if (row !== undefined) reader.row = row;
  if (params.get("wide") === "1") reader.wide = true;
  return reader;
}

function whole(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
