// The six levels, lowest first: the order of the counts in the server's buckets.

export const levels = [
  { name: "Verbose", short: "VRB" },
  { name: "Debug", short: "DBG" },
  { name: "Information", short: "INF" },
  { name: "Warning", short: "WRN" },
  { name: "Error", short: "ERR" },
  { name: "Fatal", short: "FTL" },
];

const indexes = new Map(levels.map((level, index) => [level.name, index]));

/** The index of a level by its name. An unknown or missing level is Information, as in CLEF. */
export function levelIndex(name) {
  return indexes.get(name) ?? 2;
}

export function isLevel(name) {
  return indexes.has(name);
}
