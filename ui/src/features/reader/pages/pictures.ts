/** A picture of a page that was asked for, and when it is there. */
export interface Asked {
  url: string;
  image: HTMLImageElement;
  ready: Promise<void>;
}

/** Pictures that were asked for ahead and are not shown: a page before, a page after, the next hit. */
const MOST_WAITING = 4;

/**
 * Pictures of pages, asked for ahead and shown as the very element that was loaded: our protocol lets
 * the web view keep nothing, so a second element of the same address would be a second picture.
 *
 * Who takes one gives it back. A page is some megabytes of pixels, and the web view would keep those of every
 * element until its next cleaning up, which may be many pages away: so they are let go by name.
 */
export class Pictures {
  /** Asked for ahead and taken by nobody, the newest last. */
  private readonly waiting = new Map<string, Asked>();
  private readonly taken = new Set<Asked>();

  /** Has a picture loaded that will be taken soon, unless it is shown as it is. */
  ahead(url: string): void {
    if ([...this.taken].some((asked) => asked.url === url)) return;
    const asked = this.waiting.get(url) ?? this.load(url);
    this.waiting.delete(url);
    this.waiting.set(url, asked);
    for (const [old, { image }] of [...this.waiting].slice(0, -MOST_WAITING)) {
      this.waiting.delete(old);
      letGo(image);
    }
  }

  /** A picture to show, for the caller alone until it is given back. */
  take(url: string): Asked {
    const asked = this.waiting.get(url) ?? this.load(url);
    this.waiting.delete(url);
    this.taken.add(asked);
    return asked;
  }

  /** Ends what `take` began: the picture is gone then. Given back again, it is no other's. */
  giveBack(asked: Asked): void {
    if (this.taken.delete(asked)) letGo(asked.image);
  }

  private load(url: string): Asked {
    const image = new Image();
    image.alt = "";
    image.draggable = false;
    const ready = new Promise<void>((resolve, reject) => {
      image.onload = () => resolve();
      image.onerror = () => {
        // Asked again, it may come.
        if (this.waiting.get(url)?.image === image) this.waiting.delete(url);
        reject(new Error("This picture did not come."));
      };
    });
    // Who asks ahead does not wait.
    ready.catch(() => undefined);
    image.src = url;
    return { url, image, ready };
  }
}

/** Has the web view forget the pixels of an element that is shown no more. */
export function letGo(image: HTMLImageElement): void {
  image.removeAttribute("src");
}
