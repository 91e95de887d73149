const BUCKETS = 4096;

/**
 * The values at two shares of the order, between neighbours as numpy.quantile has them. Only what lies around these two
 * is sorted: a whole sort of a network's input took longer than scaling the film to it.
 * @param values at least one, all finite
 */
export function quantiles(
  values: Float32Array,
  lowShare: number,
  highShare: number,
): readonly [number, number] {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  if (!(highest > lowest)) return [lowest, lowest];
  const scale = (BUCKETS - 1) / (highest - lowest);
  const bucketOf = (value: number): number => Math.floor((value - lowest) * scale);
  const counts = new Uint32Array(BUCKETS);
  for (let index = 0; index < values.length; index++) {
    const bucket = bucketOf(values[index] ?? 0);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  /** The value of that rank, from 0: the buckets are in order, so only its own has to be sorted. */
  const ranked = (rank: number): number => {
    let before = 0;
    let bucket = 0;
    while (before + (counts[bucket] ?? 0) <= rank) before += counts[bucket++] ?? 0;
    const own = values.filter((value) => bucketOf(value) === bucket).sort();
    return own[rank - before] ?? highest;
  };
  const at = (share: number): number => {
    const place = share * (values.length - 1);
    const below = ranked(Math.floor(place));
    const above = ranked(Math.ceil(place));
    return below + (above - below) * (place - Math.floor(place));
  };
  return [at(lowShare), at(highShare)];
}
