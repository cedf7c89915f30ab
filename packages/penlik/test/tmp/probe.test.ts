import { it } from "vitest";
import { fitSync } from "../../src/index.js";
const n = 60;
const column = (value: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => value(i));
const x = column((i) => (i * 0.618034) % 1), z = column((i) => (i * 0.414214) % 1);
const data = { x, z, height: x, few: column((i) => i % 4), g: Array.from(x, (_, i) => "abc"[i % 3] as string), h: Array.from(x, (_, i) => "pqrs"[i % 4] as string), y: column((i) => Math.sin(6 * (x[i] as number)) + (i % 7) / 9) };
const cases = [
"¦", "   ¦", "y ¦x", "y¦", "y ¦= x", "y ~ x ¦~ z", "y ~ ¦(x + z", "y ~ x + z¦)", "y ~ x +¦", "y ~ ¦* x", "y ~ x ¦z", "y ~ ¦lgo(x)", "y ~ s(¦xx)", "y ~ s(¦heigth)", "yy ~ x", "y ~ z + ¦hieght",
"y ~ s(x, ¦bd = 'cr')", "y ~ s(x, bs = ¦'crr')", "y ~ s(x, bs = ¦cr)", "y ~ s(x, k = ¦'ten')", "y ~ s(x, k = ¦0)", "y ~ s(x, k = ¦-3)", "y ~ s(x, k = ¦2.5)", "y ~ s(x, k = ¦500)", "y ~ s(x, k =¦)", "y ~ s(x,¦)", "y ~ ¦s()", "y ~ s(¦g)", "y ~ s(x, by = ¦gg)", "y ~ s(x, by = ¦2)", "y ~ s(x, by = ¦'g')",
"y ~ te(x, z, k = ¦c(4, 4, 4))", "y ~ te(x, z, bs = ¦c('cr', 'foo'))", "y ~ te(x, z, k = ¦c(4, 'a'))","y ~ te(x, ¦g, bs='cr')", "y ~ s(x) + ¦s(x)", "y ~ ¦s(x):z", "y ~ ¦s(x)*z", "y ~ z - ¦s(x)", "y ~ s(x)^2", "y ~ s(x, m = ¦7.5)", "y ~ s(x, bs='cr', knots = ¦c(1, 1, 2))", "y ~ s(x, bs='cr', knots = ¦'a')", "y ~ s(x, sp = ¦c(1, 2))", "y ~ s(x, fx = ¦'no')", "y ~ ¦'x'", "y ~ ¦3", "y ~ x + ¦x", "y ~ x - ¦z", "y ~ ¦y", "y ~ ¦log(x - 100)", "log(¦g) ~ x", "¦log(z - 100) ~ x", "y ~ poly(x, ¦0)", "y ~ poly(x, 2, ¦rwa = TRUE)", "y ~ (x + z)^¦z", "y ~ x ¦$ z", "y ~ ¦`x", "y ~ x ¦%on% z", "y ~ C(¦x + z)", "y ~ offset(¦g)", "y ~ s(x, bs='ps', spacing = ¦'even')", "y ~ s(x, range = ¦3)",
"y ~ ¦bs(x, df = 1)", "y ~ s(x, k=5, ¦k=6)", "y ~ s(x, k=5, ¦size=6)", "cbind(y, ¦g) ~ x", "y ~ ¦s(g, bs = 'mrf')", "y ~ I(¦g + 1)", "¦~ x", "y ~ te(x, z, d = ¦c(1, 2))", "y ~ s(x, pc = ¦'a')", "y ~ s(x, id = ¦TRUE)", "y ~ ¦0", "y ~ s(x, bs=¦c('cr', 'ps'))", "y ~ s(¦x, z, bs = 'cr')", "y ~ s(x, z, k = ¦3)", "y ~ s(x, ¦x)", "y ~ ¦s(x, bs = 're', k = 3)", "y ~ s(¦g, h, x, bs='fs')", "y ~ s(x, h, bs='fs', xt = ¦'re')", "y ~ log(x, ¦2)", "y ~ factor(¦x + 1)", "y ~ x:¦", "y ~ s(x, by = ¦log(g))", "y ~ s(log(¦))", "g ~ x", "y ~ s(x,¦, k = 3)", "y ~ s x", "y ~ s(x ¦z)", "y ~ a[1]", "y ~ x && z", "y ~ x | g", "y ~ s(x, k = ¦10L)", "y ~ s(x, d = ¦2)", "y ~ s(x, by = ¦y)", "y ~ s(x, k = ¦k)", "y ~ scale(x, ¦2)", "y ~ s(x, bs = ¦'')", "y ~ ns(x, ¦3)", "y ~ .^2 - ¦y",
"y ~ x + offset(¦y)", "y ~ C(g, ¦dummy)", "y ~ I(x ¦: z)", "y ~ s(x, np = ¦TRUE)", "y ~ te(x, z, full = ¦TRUE)", "y ~ te(x, z, mc = ¦1)", "y ~ sin(x)", "y ~ s(few, k = ¦5)", "y ~ t2(x, z, bs = ¦'bs', m = list(c(3,2,1), c(3,2,1)))",
];
it("probes", () => {
  const lines: string[] = [];
  for (const marked of cases) {
    const at = marked.indexOf("¦");
    const formula = marked.replace("¦", "");
    try { fitSync(formula, data); lines.push(`FITTED ${marked}`); } catch (error) {
      const e = error as { code: string; argument: string; value: unknown; expected: string; position?: number; message: string };
      lines.push(`${e.position === at ? "ok  " : "POS "} ${marked}   [${e.code}] pos ${e.position}/${at} | ${e.argument} | ${e.value} | ${e.expected}\n        ${e.message.split("\n")[0]}`);
    }
  }
  process.stdout.write(`${lines.join("\n")}\n`);
});
