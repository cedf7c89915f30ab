# Bases of several covariates from mgcv: Rscript spatial_bases.R > ../../crates/penlik/tests/fixtures/smooths/spatial_bases.json
# For each case the functions at some rows and new points, the penalties as they are, and Gaussian fits at fixed strengths.
suppressMessages(library(mgcv))
set.seed(20)
numbers <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ","), "]")
rows <- function(x) numbers(t(x))
field <- function(name, value) sprintf('"%s": %s', name, value)
columns <- function(d) paste0("[", paste(sapply(d, function(x) {
  if (is.factor(x)) sprintf('{"codes": %s, "count": %d}', numbers(as.integer(x) - 1), nlevels(x)) else numbers(x)
}), collapse = ",\n"), "]")

# factors: what the penalties are to be multiplied with to be penlik's. absorb: whether constraints are part of the basis.
case <- function(name, bs, term, d, new, sp, k = NULL, m = NULL, options = "{}", knots = NULL, factors = 1, absorb = FALSE) {
  sm <- smoothCon(eval(term), d, knots, scale.penalty = FALSE, absorb.cons = absorb)[[1]]
  S <- lapply(seq_along(sm$S), function(i) sm$S[[i]] * rep_len(factors, length(sm$S))[i])
  # mgcv's order of what a base leaves free within levels is arbitrary: their penalties are taken together.
  if (bs == "fs") S <- list(S[[1]], Reduce(`+`, S[-1]))
  y <- sin(7 * seq_len(nrow(d)) / nrow(d)) + ((seq_len(nrow(d)) * 29) %% 31) / 31
  for (v in d) y <- y + if (is.factor(v)) (as.integer(v) %% 3) / 2 else cos(4 * (v - min(v)) / diff(range(v)))
  P <- Reduce(`+`, Map(`*`, S, sp))
  H <- solve(crossprod(sm$X) + P, t(sm$X))
  some <- seq_len(min(nrow(d), 50))
  parts <- c(field("name", sprintf('"%s"', name)), field("bs", sprintf('"%s"', bs)), field("covariates", columns(d)),
    field("new", columns(new)), field("k", if (is.null(k)) "null" else k), field("m", if (is.null(m)) "[]" else numbers(m)),
    field("options", options),
    field("knots", if (is.null(knots)) "[]" else paste0("[", paste(sapply(knots, numbers), collapse = ","), "]")),
    field("functions", ncol(sm$X)), field("values", rows(sm$X[some, ])), field("newValues", rows(PredictMat(sm, new))),
    field("penalties", paste0("[", paste(sapply(S, rows), collapse = ","), "]")), field("strengths", numbers(sp)),
    field("response", numbers(y)), field("fitted", numbers((sm$X %*% (H %*% y))[some])), field("edf", sprintf("%.17g", sum(diag(H %*% sm$X)))))
  paste0("{", paste(parts, collapse = ",\n"), "}")
}

u <- function(n, d, scale = 1) { x <- as.data.frame(scale * matrix(runif(n * d), n)); names(x) <- c("x", "z", "w")[1:d]; x }
one <- u(50, 1); two <- u(90, 2); two$z <- 3 * two$z + 10; two <- two[c(1:90, rep(4:8, 3)), ]; three <- u(150, 3); far <- u(80, 2, 5000); many <- u(420, 2)
n1 <- u(15, 1) * 1.4 - 0.2; n2 <- data.frame(x = runif(15) * 1.4 - 0.2, z = 9 + 5 * runif(15)); n3 <- u(15, 3); nf <- u(15, 2, 6000); nm <- u(15, 2)
knots <- list(x = sort(runif(25)), z = 10 + 3 * runif(25))
# The constant of Duchon's Green's function.
duchon <- function(d, m, s) { p <- 2 * (m + s) - d; a <- 2^(2 * (m + s)) * pi^(d / 2) * gamma(m + s)
  abs(if (p %% 2 == 1) a / gamma(-p / 2) else a * gamma(p / 2 + 1) / 2) }
cases <- c(
  case("cubic", "tp", quote(s(x, k = 10)), one, n1, 0.01, 10),
  case("default size", "tp", quote(s(x)), one, n1, 0.01),
  case("first order", "tp", quote(s(x, k = 9, m = 1)), one, n1, 0.3, 9, 1),
  case("third order", "tp", quote(s(x, k = 8, m = 3)), one, n1, 1e-4, 8, 3),
  case("plane", "tp", quote(s(x, z, k = 30)), two, n2, 0.02, 30),
  case("plane, default size", "tp", quote(s(x, z)), two, n2, 0.02),
  case("plane, third order", "tp", quote(s(x, z, k = 20, m = 3)), two, n2, 1e-3, 20, 3),
  case("plane, fourth order", "tp", quote(s(x, z, k = 18, m = 4)), two, n2, 1e-3, 18, 4),
  case("space", "tp", quote(s(x, z, w, k = 25, m = 2)), three, n3, 0.1, 25, 2),
  case("space, third order", "tp", quote(s(x, z, w, k = 25)), three, n3, 1e-3, 25),
  case("metres", "tp", quote(s(x, z, k = 25)), far, nf, 1e5, 25),
  case("many points", "tp", quote(s(x, z, k = 40)), many, nm, 1e-3, 40),
  case("knots", "tp", quote(s(x, z, k = 12)), two, n2, 0.02, 12, knots = knots),
  case("knots as functions", "tp", quote(s(x, z, k = 25)), two, n2, 0.02, 25, knots = knots),
  case("shrunk", "ts", quote(s(x, k = 8, bs = "ts")), one, n1, 0.1, 8),
  case("shrunk plane", "ts", quote(s(x, z, k = 15, bs = "ts")), two, n2, 0.1, 15),
  case("Duchon's thin plate", "ds", quote(s(x, z, k = 20, bs = "ds")), two, n2, 0.02, 20, factors = duchon(2, 2, 0)),
  case("Duchon, first derivatives", "ds", quote(s(x, z, k = 20, bs = "ds", m = c(1, 0.5))), two, n2, 0.2, 20, c(1, 0.5), factors = duchon(2, 1, 0.5)),
  case("Duchon, half more", "ds", quote(s(x, z, k = 20, bs = "ds", m = c(2, 0.5))), two, n2, 0.02, 20, c(2, 0.5), factors = duchon(2, 2, 0.5)),
  case("Duchon, half less", "ds", quote(s(x, z, k = 20, bs = "ds", m = c(2, -0.5))), two, n2, 0.02, 20, c(2, -0.5), factors = duchon(2, 2, -0.5)),
  case("Duchon in space", "ds", quote(s(x, z, w, k = 20, bs = "ds", m = c(1, 1))), three, n3, 0.02, 20, c(1, 1), factors = duchon(3, 1, 1)),
  case("Duchon, third order", "ds", quote(s(x, z, k = 20, bs = "ds", m = c(3, 0))), two, n2, 1e-3, 20, c(3, 0), factors = duchon(2, 3, 0)),
  case("Kammann and Wand", "gp", quote(s(x, z, k = 20, bs = "gp")), two, n2, 0.02, 20),
  case("Matern 5/2", "gp", quote(s(x, z, k = 20, bs = "gp", m = c(4, 0.8))), two, n2, 0.1, 20, c(4, 0.8)),
  case("Matern 7/2", "gp", quote(s(x, k = 10, bs = "gp", m = c(5, 0.4))), one, n1, 0.1, 10, c(5, 0.4)),
  case("spherical, stationary", "gp", quote(s(x, z, k = 20, bs = "gp", m = c(-1, 1.5))), two, n2, 0.1, 20, c(-1, 1.5)),
  case("power exponential", "gp", quote(s(x, z, k = 20, bs = "gp", m = c(2, 0.8, 1.3))), two, n2, 0.1, 20, c(2, 0.8, 1.3)),
  case("exponential, stationary", "gp", quote(s(x, bs = "gp", k = 12, m = c(-2, 0.8))), one, n1, 0.1, 12, c(-2, 0.8)))

n <- 90
level <- function(n, m) factor(sample(c(1:m, sample(m, n - m, TRUE))), levels = 1:m)
d1 <- data.frame(x = runif(n), g = level(n, 4)); e1 <- data.frame(x = runif(15) * 1.4 - 0.2, g = level(15, 4))
d2 <- data.frame(g = level(n, 3), h = level(n, 2), x = runif(n)); e2 <- data.frame(g = level(15, 3), h = level(15, 2), x = runif(15))
d3 <- data.frame(x = runif(n), z = runif(n), g = level(n, 2)); e3 <- data.frame(x = runif(15), z = runif(15), g = level(15, 2))
d4 <- data.frame(g = level(n, 8)); e4 <- data.frame(g = level(15, 8))
ring <- lapply(1:8, function(i) sort(c((i %% 8) + 1, ((i - 2) %% 8) + 1))); ring[[1]] <- c(ring[[1]], 4); ring[[4]] <- c(ring[[4]], 1)
names(ring) <- 1:8
zero <- paste0("[", paste(sapply(ring, function(x) numbers(x - 1)), collapse = ","), "]")
laplace <- diag(lengths(ring)); for (i in 1:8) laplace[i, ring[[i]]] <- -1
laplace[2, 2] <- 5; dimnames(laplace) <- list(1:8, 1:8)
cr <- '{"xt": "cr"}'
cases <- c(cases,
  case("field", "mrf", quote(s(g, bs = "mrf", xt = list(nb = ring))), d4, e4, 0.5, options = sprintf('{"neighbours": %s}', zero)),
  case("field of five functions", "mrf", quote(s(g, bs = "mrf", k = 5, xt = list(nb = ring))), d4, e4, 0.5, 5, options = sprintf('{"neighbours": %s}', zero)),
  case("field of a penalty", "mrf", quote(s(g, bs = "mrf", k = 6, xt = list(penalty = laplace))), d4, e4, 0.5, 6, options = sprintf('{"penalty": %s}', rows(laplace))),
  case("levels", "fs", quote(s(x, g, bs = "fs", k = 6)), d1, e1, c(0.01, 0.5), 6),
  case("levels, third order", "fs", quote(s(x, g, bs = "fs", k = 7, m = 3)), d1, e1, c(1e-4, 0.5), 7, 3),
  case("levels of cr", "fs", quote(s(x, g, bs = "fs", k = 6, xt = "cr")), d1, e1, c(0.01, 0.5), 6, options = cr),
  case("levels of planes", "fs", quote(s(x, z, g, bs = "fs", k = 9)), d3, e3, c(0.01, 0.5), 9),
  case("deviations", "sz", quote(s(x, g, bs = "sz", k = 6)), d1, e1, c(0.01, 0.02, 0.5, 0.1), 6, absorb = TRUE),
  case("deviations of cr", "sz", quote(s(x, g, bs = "sz", k = 6, xt = list(bs = "cr"))), d1, e1, c(0.01, 0.02, 0.5, 0.1), 6, options = cr, absorb = TRUE),
  case("deviations, one strength", "sz", quote(s(x, g, bs = "sz", k = 6, id = 1)), d1, e1, 0.1, 6, options = '{"shared": 1}', absorb = TRUE),
  case("deviations of two factors", "sz", quote(s(g, h, x, bs = "sz", k = 5)), d2, e2, seq(0.01, 0.5, length = 6), 5, absorb = TRUE),
  case("effects", "re", quote(s(g, h, bs = "re")), d2[1:2], e2[1:2], 0.7),
  case("slopes", "re", quote(s(x, g, bs = "re")), d1, e1, 0.7),
  case("slopes of two factors", "re", quote(s(g, x, h, bs = "re")), d2[c(1, 3, 2)], e2[c(1, 3, 2)], 0.7))
cat(sprintf('{"version": "mgcv %s", "cases": [\n%s\n]}\n', packageVersion("mgcv"), paste(cases, collapse = ",\n")))
