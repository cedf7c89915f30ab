import { expect, it } from "vitest";
import { boundExports, checkBindings, exportsOf } from "../check-bindings.mjs";
import { root } from "../lib/shell.mjs";

it("reads what a room exports and what the binding does", () => {
  const room =
    "mod a;\npub use a::{A, b as c};\npub use d::E;\n// pub use f::G;\npub(crate) use h::I;\npub trait J {}\n";
  expect(exportsOf(room)).toEqual(["A", "c", "E", "J"]);
  const binding =
    "/// Text.\n#[napi(catch_unwind)]\npub fn soft_threshold(x: f64) {}\n#[napi(object)]\npub struct Request {}\n";
  expect(boundExports(binding)).toEqual(["softThreshold"]);
});

it("finds nothing missing in the repository", () => {
  const { items, breaches } = checkBindings(root);
  expect(breaches).toEqual([]);
  expect(items).toBeGreaterThan(100);
});
