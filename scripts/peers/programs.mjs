// The contestants: how each is started, and how to see whether it is installed.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const file = (name) => fileURLToPath(new URL(`fits/${name}`, import.meta.url));
const built = fileURLToPath(new URL("../../packages/penlik/dist/index.js", import.meta.url));

function runs(command, args) {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

/** What is missing, in one line, or nothing. */
function missing(tools) {
  const hasR = (name) => runs(tools.rscript, ["-e", `quit(status = !requireNamespace("${name}", quietly = TRUE))`]);
  return {
    penlik: existsSync(built) ? "" : "penlik is not built: run npm run build",
    scikit: runs(tools.python, ["-c", "import sklearn, threadpoolctl"])
      ? ""
      : "scikit-learn is not installed: pip install scikit-learn",
    nnet: hasR("nnet") ? "" : "R with nnet is not installed: apt install r-cran-nnet",
    glmnet: hasR("glmnet") ? "" : "R with glmnet is not installed: apt install r-cran-glmnet",
  };
}

function penlik(threads) {
  const label = `penlik, defaults, ${threads === "default" ? "all threads" : "1 thread"}`;
  return { label, group: "penlik", threads, command: () => [process.execPath, file("penlik.mjs"), [threads]] };
}

function scikit(label, group, settings, threads) {
  const shown = `scikit-learn ${label}, ${threads === "default" ? "all threads" : "1 thread"}`;
  return {
    label: shown,
    group,
    threads,
    command: (tools) => [tools.python, file("scikit.py"), [JSON.stringify(settings)]],
  };
}

function nnet(label, group, limits) {
  return {
    label: `nnet::multinom ${label}`,
    group,
    threads: 1,
    command: (tools) => [tools.rscript, file("nnet.R"), limits],
  };
}

const LBFGS_TOLERANCES = [1e-6, 1e-8, 1e-12];

/** Every contestant whose program is installed, and a line for each that is not. */
export function contestants(tools) {
  const lacking = missing(tools);
  const lbfgs = (tol, threads) =>
    scikit(`lbfgs tol=${tol.toExponential()}`, "lbfgs", { tol, max_iter: 100000 }, threads);
  const threads = ["default", "1"];
  const all = {
    penlik: threads.map(penlik),
    nnet: [nnet("defaults", "nnet", []), nnet("maxit=10000 reltol=1e-15", "nnet tight", ["10000", "1e-15"])],
    glmnet: [
      {
        label: "glmnet lambda=0 thresh=1e-12",
        group: "glmnet",
        threads: 1,
        command: ({ rscript }) => [rscript, file("glmnet.R"), ["1e-12"]],
      },
    ],
    scikit: threads.flatMap((t) => [
      scikit("lbfgs defaults", "lbfgs", {}, t),
      ...LBFGS_TOLERANCES.map((tol) => lbfgs(tol, t)),
      scikit("newton-cholesky tol=1e-8", "newton-cholesky", { solver: "newton-cholesky", tol: 1e-8 }, t),
    ]),
  };
  return {
    present: Object.keys(all).flatMap((name) => (lacking[name] ? [] : all[name])),
    skipped: Object.values(lacking).filter(Boolean),
  };
}

/** Threads of the linear algebra libraries; "default" leaves the variables as they are. */
export function environment(threads) {
  if (threads === "default") return process.env;
  const one = String(threads);
  return { ...process.env, OMP_NUM_THREADS: one, OPENBLAS_NUM_THREADS: one, MKL_NUM_THREADS: one };
}
