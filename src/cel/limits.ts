/**
 * The limits of an expression, each with its name.
 * Units: UTF-16 units, brackets open at once, levels of the tree, nodes, cost units,
 * and for a regular expression the instructions it compiles to; digits of a decimal.
 */
export const celLimits = {
  sourceLengthMax: 4_096,
  nestingMax: 64,
  treeDepthMax: 256,
  nodesMax: 4_096,
  costMax: 1_000_000,
  regexLengthMax: 1_024,
  regexSizeMax: 1_000,
  regexCacheMax: 32,
  typeDepthMax: 32,
  typeNodesMax: 10_000,
  valueDepthMax: 128,
  diagnosticsMax: 50,
  decimalDigitsMax: 100,
} as const;
