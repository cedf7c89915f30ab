# Model matrices and penalties of smooths from mgcv, without constraints and without scaling: Rscript smooth_bases.R FOLDER
suppressMessages(library(mgcv))
folder <- commandArgs(TRUE)[1]
numbers <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
lists <- function(x) paste0("[", paste(sapply(x, numbers), collapse = ", "), "]")
# Row after row.
matrix_text <- function(x) numbers(t(x))

# Irregular values on multiples of 1/64, some repeated.
i <- 0:29
d <- data.frame(x = ((i * i * 7 + 3 * i) %% 257) / 64, z = ((i * 37 + 11) %% 61)^2 / 1024 - 1, w = ((i * 17 + 5) %% 53) / 64)
d$x[7] <- d$x[3]
new <- data.frame(x = c(-3, -0.25, 0, 0.7, 2.1, 4, 4.5, 9), z = c(-4, -1.5, -1, -0.3, 0.6, 1.7, 2.5, 3), w = c(-1, -0.1, 0.1, 0.4, 0.5, 0.7, 0.9, 2))

case <- function(name, spec, covariates, knots = NULL, fields = "") {
  plain <- smoothCon(spec, d, knots = knots, absorb.cons = FALSE, scale.penalty = FALSE)[[1]]
  scaled <- smoothCon(spec, d, knots = knots, absorb.cons = FALSE, scale.penalty = TRUE)[[1]]
  free <- smoothCon(spec, d, knots = knots, absorb.cons = TRUE, scale.penalty = FALSE)[[1]]
  scales <- mapply(function(a, b) { big <- which.max(abs(a)); b[big] / a[big] }, plain$S, scaled$S)
  sprintf('{"name": "%s", "covariates": %s, %s\n"design": %s,\n"predicted": %s,\n"constrained": %s,\n"penalties": %s,\n"scales": %s}',
          name, paste0('["', paste(covariates, collapse = '", "'), '"]'), fields,
          matrix_text(plain$X), matrix_text(PredictMat(plain, new)), matrix_text(free$X), lists(lapply(plain$S, t)), numbers(scales))
}
univariate <- function(name, k, m = NULL, knots = NULL) {
  spec <- if (is.null(m)) s(x, bs = name, k = k) else s(x, bs = name, k = k, m = m)
  spec$term <- "x"
  fields <- sprintf('"bs": "%s", "k": %d, "m": %s, "knots": %s,', name, k, numbers(m), numbers(knots))
  case(name, spec, "x", if (is.null(knots)) NULL else list(x = knots), fields)
}
save <- function(name, cases) {
  columns <- function(x) paste0('{', paste(sprintf('"%s": %s', names(x), sapply(x, numbers)), collapse = ", "), '}')
  text <- sprintf('{"version": "mgcv %s",\n"data": %s,\n"new": %s,\n"cases": [\n%s\n]}\n', packageVersion("mgcv"), columns(d), columns(new),
                  paste(cases, collapse = ",\n"))
  cat(text, file = file.path(folder, name))
}

save("cubic.json", c(
  univariate("cr", 3), univariate("cr", 5), univariate("cr", 10), univariate("cr", 24),
  univariate("cr", 4, knots = c(-0.5, 0.75, 1, 5)),
  univariate("cs", 5), univariate("cs", 12),
  univariate("cc", 4), univariate("cc", 5), univariate("cc", 12), univariate("cc", 5, knots = c(-0.5, 0.75, 1, 2, 5))))
save("bsplines.json", c(
  univariate("ps", 10), univariate("ps", 7, c(2, 1)), univariate("ps", 6, c(1, 2)), univariate("ps", 9, c(3, 3)), univariate("ps", 8, c(0, 1)),
  univariate("ps", 7, c(2, 2), c(-1, 5)), univariate("ps", 7, c(2, 2), c(-3, -2.5, -1, -0.25, 1, 1.25, 3, 5, 5.5, 6, 8)),
  univariate("cp", 8), univariate("cp", 6, c(1, 1)), univariate("cp", 9, c(3, 1)), univariate("cp", 7, c(2, 2), c(-1, 5)),
  univariate("cp", 7, c(2, 2), c(-1, 0, 1.5, 2, 2.5, 3, 3.5, 5)),
  univariate("bs", 10), univariate("bs", 8, c(3, 2, 1, 0)), univariate("bs", 7, c(2, 1)), univariate("bs", 7, c(3, 3)), univariate("bs", 8, c(4, 2, 3)),
  univariate("bs", 6, c(1, 1)), univariate("bs", 7, c(3, 1), c(-1, 5)), univariate("bs", 7, c(3, 2), c(-3, -2.5, -1, -0.25, 1, 1.25, 3, 5, 5.5, 6, 8))))
