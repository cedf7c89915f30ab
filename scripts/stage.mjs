// Lays out the packages as they are published, in a folder of their own: the work tree stays as it is.
//
//   node scripts/stage.mjs OUT --artifacts FOLDER [--host]
//
// OUT/npm/<platform>, OUT/penlik and OUT/cli, each ready for `npm pack` or `npm publish`. The platform packages and the
// versions come from the napi tool, which names packages `<name>-<platform>`; ours are `@penlik/<platform>`, so the names
// are changed last. Without --host every target of packages/penlik/package.json must be among the artifacts.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { explain } from "./bootstrap.mjs";
import { must, root, StepError, tool } from "./lib/shell.mjs";

/** The platforms of the published binaries, by the target they are compiled for. */
export const platforms = {
  "x86_64-unknown-linux-gnu": "linux-x64-gnu",
  "aarch64-unknown-linux-gnu": "linux-arm64-gnu",
  "x86_64-unknown-linux-musl": "linux-x64-musl",
  "aarch64-unknown-linux-musl": "linux-arm64-musl",
  "x86_64-apple-darwin": "darwin-x64",
  "aarch64-apple-darwin": "darwin-arm64",
  "x86_64-pc-windows-msvc": "win32-x64-msvc",
};

const licences = ["LICENSE-MIT", "LICENSE-APACHE"];
const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));
const writeJson = (path, value) => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);

/** The one version of all packages and crates. */
export function version() {
  const crates = /^\[workspace\.package\][^[]*?^version = "([^"]+)"/ms.exec(
    readFileSync(join(root, "Cargo.toml"), "utf8"),
  );
  const own = ["package.json", "packages/penlik/package.json", "packages/cli/package.json"];
  const found = [crates?.[1], ...own.map((path) => readJson(join(root, path)).version)];
  if (new Set(found).size !== 1)
    throw new StepError(`versions differ: ${found.join(", ")} (Cargo.toml, ${own.join(", ")})`);
  return found[0];
}

function copyPackage(folder, target) {
  const source = join(root, "packages", folder);
  mkdirSync(target, { recursive: true });
  cpSync(join(source, "package.json"), join(target, "package.json"));
  cpSync(join(source, "dist"), join(target, "dist"), { recursive: true });
  const readme = [join(source, "README.md"), join(root, "README.md")].find((path) => existsSync(path));
  if (readme !== undefined) cpSync(readme, join(target, "README.md"));
  for (const name of licences) cpSync(join(root, name), join(target, name));
}

async function runNapi(penlik, config, artifacts) {
  const common = ["--npm-dir", "npm", "--config-path", config];
  const napi = (what, ...args) =>
    must(`napi ${what}`, process.execPath, [tool("@napi-rs/cli/dist/cli.js"), what, ...args, ...common], {
      cwd: penlik,
    });
  await napi("create-npm-dirs");
  await napi("artifacts", "--output-dir", artifacts);
  await napi("pre-publish", "-t", "npm", "--no-gh-release", "--skip-optional-publish");
}

function renamePlatforms(out, targets) {
  for (const platform of readdirSync(join(out, "npm"))) {
    const folder = join(out, "npm", platform);
    const manifest = readJson(join(folder, "package.json"));
    const files = [...manifest.files, "LICENSE-*"];
    writeJson(join(folder, "package.json"), { ...manifest, name: `@penlik/${platform}`, files });
    writeFileSync(join(folder, "README.md"), `# @penlik/${platform}\n\nThe compiled part of penlik for ${platform}.\n`);
    for (const name of licences) cpSync(join(root, name), join(folder, name));
  }
  const { napi: _, ...manifest } = readJson(join(out, "penlik", "package.json"));
  const wanted = targets.map((target) => [`@penlik/${platforms[target]}`, manifest.version]);
  writeJson(join(out, "penlik", "package.json"), { ...manifest, optionalDependencies: Object.fromEntries(wanted) });
}

/** Does it all. `host`: only the platform whose binary is in `artifacts` gets a package; the root still names every one. */
export async function stage(out, { artifacts, host = false }) {
  version();
  const penlik = join(out, "penlik");
  copyPackage("penlik", penlik);
  copyPackage("cli", join(out, "cli"));
  const { napi } = readJson(join(penlik, "package.json"));
  const built = readdirSync(artifacts, { recursive: true }).map(String);
  const present = napi.targets.filter((target) => built.some((file) => file.endsWith(`.${platforms[target]}.node`)));
  const config = join(out, "napi.json");
  writeJson(config, { ...napi, targets: host ? present : napi.targets });
  await runNapi(penlik, config, artifacts);
  renameSync(join(penlik, "npm"), join(out, "npm"));
  renamePlatforms(out, napi.targets);
  return { penlik, cli: join(out, "cli"), npm: readdirSync(join(out, "npm")).map((name) => join(out, "npm", name)) };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const at = process.argv.indexOf("--artifacts");
  const [out, artifacts] = [process.argv[2], at === -1 ? undefined : process.argv[at + 1]];
  if (out === undefined || artifacts === undefined) {
    console.error("usage: node scripts/stage.mjs OUT --artifacts FOLDER [--host]");
    process.exitCode = 2;
  } else {
    stage(resolve(out), { artifacts: resolve(artifacts), host: process.argv.includes("--host") })
      .then(({ penlik, cli, npm }) => console.log([...npm, penlik, cli].join("\n")))
      .catch((error) => {
        console.error(explain(error));
        process.exitCode = 1;
      });
  }
}
