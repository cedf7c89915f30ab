import { inWords, refusal, translate } from "../errors.js";
import { QuadraticAnchor } from "../generated/penalties.js";
import { countOption } from "../options.js";
import { addon } from "./addon.js";

/** Several anchors as one; see {@link collapseAnchors}. */
export interface CollapsedAnchors {
  /** ½(θ − c)ᵀF(θ − c) with F = Σ F_k and c = F⁺ Σ F_k θ_k; strengths are in F. */
  readonly anchor: QuadraticAnchor;
  /** What the anchors add up to at c: 0 where they agree. */
  readonly constant: number;
}

/**
 * One anchor that stands for the sum of several, up to a constant ≥ 0 that says how far they disagree.
 *
 * @param anchors all for θ of one length
 * @param entries that length
 * @throws PenlikError ERR_DOMAIN or ERR_SHAPE, naming the argument.
 *
 * @example
 * ```ts
 * const near = (center: number, weight: number) => new QuadraticAnchor({ center: [center], diagonal: [weight] });
 * const { anchor, constant } = collapseAnchors([near(0, 1), near(4, 3)], 1);
 * anchor.value(Float64Array.of(3)) + constant; // 6: ½·1·3² + ½·3·1²
 * ```
 */
export function collapseAnchors(anchors: readonly QuadraticAnchor[], entries: number): CollapsedAnchors {
  if (!Array.isArray(anchors)) throw refusal("ERR_DOMAIN", "anchors", inWords(anchors), "an array of QuadraticAnchor");
  const odd = anchors.findIndex((anchor) => !(anchor instanceof QuadraticAnchor));
  if (odd >= 0) throw refusal("ERR_DOMAIN", `anchors[${odd}]`, inWords(anchors[odd]), "a QuadraticAnchor");
  const length = countOption("entries", entries, 0);
  try {
    const { anchor, constant } = JSON.parse(addon.collapseAnchors(JSON.stringify(anchors), length));
    const { kind: _, ...options } = anchor;
    return { anchor: new QuadraticAnchor(options), constant };
  } catch (error) {
    throw translate(error);
  }
}
