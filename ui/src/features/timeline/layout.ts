/**
 * Where titles stand, so that none lies over another. Pure numbers: px along the time axis from any
 * origin. It depends on the zoom alone, so that nothing jumps while the view is moved.
 */
export interface Boxes {
  /** Where each item begins and ends with its title, by item. */
  left: Float64Array;
  right: Float64Array;
}

/** Items that had no row of their own: drawn as "+4". */
export interface Chip {
  left: number;
  items: number[];
}

export interface Laid {
  /** The row of each item; -1 if it is folded. By item. */
  rows: Int16Array;
  /** How many rows are used. */
  height: number;
  chips: Chip[];
}

export const CHIP_WIDTH = 40;
const CHIP_GAP = 8;

/**
 * Rows for the items of one lane, which come in the order of their left ends: each takes the first row
 * that is free there. What finds none within `most` rows is folded. O(n log most) after the sort.
 */
export function layOut(order: Int32Array, boxes: Boxes, most: number, rows: Int16Array): Laid {
  const free = new FreeRows(most);
  const chips: Chip[] = [];
  let chip: Chip | undefined;
  let height = 0;
  for (const item of order) {
    const left = boxes.left[item] ?? 0;
    const row = free.take(left, boxes.right[item] ?? left);
    rows[item] = row;
    if (row >= 0) {
      height = Math.max(height, row + 1);
    } else if (chip && left < chip.left + CHIP_WIDTH + CHIP_GAP) {
      chip.items.push(item);
    } else {
      chips.push((chip = { left, items: [item] }));
    }
  }
  return { rows, height, chips };
}

/** From where on each row is free: a tree of least values, so that the first that is free is found in log time. */
class FreeRows {
  private readonly tree: Float64Array;
  private readonly size: number;

  constructor(private readonly n: number) {
    this.size = 2 ** Math.ceil(Math.log2(Math.max(1, n)));
    this.tree = new Float64Array(2 * this.size).fill(Infinity);
    for (let row = 0; row < n; row++) this.tree[this.size + row] = -Infinity;
    for (let at = this.size - 1; at > 0; at--) this.tree[at] = this.least(at);
  }

  /** The first row that is free from `left` on, taken up to `right`; -1 if none is. */
  take(left: number, right: number): number {
    if (this.n === 0 || (this.tree[1] ?? Infinity) > left) return -1;
    let at = 1;
    while (at < this.size) {
      at *= 2;
      if ((this.tree[at] ?? Infinity) > left) at++;
    }
    this.tree[at] = right;
    const row = at - this.size;
    while ((at >>= 1) > 0) this.tree[at] = this.least(at);
    return row;
  }

  private least(at: number): number {
    return Math.min(this.tree[2 * at] ?? Infinity, this.tree[2 * at + 1] ?? Infinity);
  }
}

export interface Gap {
  from: number;
  to: number;
}

/** Where there is nothing between the first and the last of the items, which come by their beginnings. */
export function gaps(items: readonly { from: number; to: number }[], least: number): Gap[] {
  const found: Gap[] = [];
  let until: number | undefined;
  for (const { from, to } of items) {
    if (until !== undefined && from - until > least) found.push({ from: until, to: from });
    until = Math.max(until ?? to, to);
  }
  return found;
}
