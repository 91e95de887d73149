/**
 * Parts of a package, or requests that carry it on: files in their order, as many to a part as fit. One that is larger than a part has its own.
 * @param sizes in bytes @param limit bytes of a part
 * @returns of each part the indexes of its files
 */
export function planVolumes(sizes: readonly number[], limit: number): number[][] {
  const volumes: number[][] = [];
  let left = 0;
  for (const [index, size] of sizes.entries()) {
    const last = volumes.at(-1);
    if (last === undefined || size > left) {
      volumes.push([index]);
      left = limit - size;
    } else {
      last.push(index);
      left -= size;
    }
  }
  return volumes;
}
