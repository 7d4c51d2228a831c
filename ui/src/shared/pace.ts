export interface Pace {
  /** 0 to 1, or null if the end is not known. */
  share: number | null;
  bytesPerSecond: number | null;
  /** Null until enough is done to tell. */
  secondsLeft: number | null;
}

/** Work takes at least this long before its rest is guessed at. */
const TELLS_AFTER_MS = 2000;

/** How far a job is, how fast, how long still. Bytes tell more than files, where they are known. */
export function pace(at: { done: number; total: number; bytes: number; totalBytes: number; elapsedMs: number }): Pace {
  const seconds = at.elapsedMs / 1000;
  const [done, total] = at.totalBytes > 0 ? [at.bytes, at.totalBytes] : [at.done, at.total];
  const share = total > 0 ? Math.min(1, done / total) : null;
  const tells = at.elapsedMs >= TELLS_AFTER_MS && share !== null && share >= 0.01;
  return {
    share,
    bytesPerSecond: at.bytes > 0 && seconds > 0 ? at.bytes / seconds : null,
    secondsLeft: tells ? (seconds / share) * (1 - share) : null,
  };
}
