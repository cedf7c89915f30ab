// Made by scripts/generate/generate.mjs from the core's catalog, crates/penlik/src/penalties/catalog.rs.
// Do not edit: change the catalog and run `npm run generate`.

export {
  SmoothedL1,
  type SmoothedL1Options,
  LogSparsity,
  type LogSparsityOptions,
  Ridge,
  type RidgeOptions,
  L1,
  type L1Options,
  Huber,
  type HuberOptions,
  ElasticNet,
  type ElasticNetOptions,
  MCP,
  type MCPOptions,
  SmoothedMCP,
  type SmoothedMCPOptions,
  SCAD,
  type SCADOptions,
  SmoothedSCAD,
  type SmoothedSCADOptions,
  L0,
  type L0Options,
} from "./penalties.js";
