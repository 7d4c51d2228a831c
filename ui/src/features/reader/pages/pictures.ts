/** A picture of a page that was asked for, and when it is there. */
export interface Asked {
  image: HTMLImageElement;
  ready: Promise<void>;
}

/** Pictures that were asked for and are not shown: a page before, a page after, the next hit. */
const MOST_WAITING = 4;

/**
 * Pictures of pages, asked for ahead and shown as the very element that was loaded: our protocol lets
 * the web view keep nothing, so a second element of the same address would be a second picture.
 */
export class Pictures {
  private readonly asked = new Map<string, Asked>();

  ask(url: string): Asked {
    const known = this.asked.get(url);
    if (known && !known.image.isConnected) {
      this.put(url, known);
      return known;
    }
    const image = new Image();
    image.alt = "";
    image.draggable = false;
    const ready = new Promise<void>((resolve, reject) => {
      image.onload = () => resolve();
      image.onerror = () => {
        // Asked again, it may come.
        if (this.asked.get(url)?.image === image) this.asked.delete(url);
        reject(new Error("This picture did not come."));
      };
    });
    // Who asks ahead does not wait.
    ready.catch(() => undefined);
    image.src = url;
    const asked = { image, ready };
    this.put(url, asked);
    return asked;
  }

  private put(url: string, asked: Asked): void {
    this.asked.delete(url);
    this.asked.set(url, asked);
    const waiting = [...this.asked].filter(([, { image }]) => !image.isConnected);
    for (const [old] of waiting.slice(0, -MOST_WAITING)) this.asked.delete(old);
  }
}
