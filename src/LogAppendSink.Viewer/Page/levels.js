// The six levels, least first: the order of the counts in the server's buckets.

export const levels = [
  { name: "Verbose", short: "VRB" },
  { name: "Debug", short: "DBG" },
  { name: "Information", short: "INF" },
  { name: "Warning", short: "WRN" },
  { name: "Error", short: "ERR" },
  { name: "Fatal", short: "FTL" },
];

const indexes = new Map(levels.map((level, index) => [level.name, index]));

/** The place of a level by its name; an unknown or missing one counts as Information, as in CLEF. */
export function levelIndex(name) {
  return indexes.get(name) ?? 2;
}

export function isLevel(name) {
  return indexes.has(name);
}
