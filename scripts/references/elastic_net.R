# elastic-net.json: coefficients of glmnet, used as a black box. Rscript elastic_net.R FILE
#
# glmnet scales y to a mean square of one before it applies lambda; here y has mean zero and that length already, so that the
# coefficients minimise |y - A x|^2/(2n) + lambda (alpha |x|_1 + (1 - alpha)/2 |x|^2).
library(glmnet)
set.seed(7)
n <- 40
p <- 15
A <- matrix(round(rnorm(n * p) * 64) / 64, n, p)
y <- A[, 1] - 2 * A[, 4] + 0.5 * A[, 9] + rnorm(n)
y <- y - mean(y)
y <- y / sqrt(mean(y^2))
fits <- list()
for (alpha in c(1, 0.5, 0.2)) for (lambda in c(0.02, 0.15)) {
  m <- glmnet(A, y, alpha = alpha, lambda = lambda, standardize = FALSE, intercept = FALSE, thresh = 1e-28, maxit = 1e7)
  fits[[length(fits) + 1]] <- list(alpha = alpha, lambda = lambda, x = as.numeric(m$beta))
}
numbers <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
one <- function(f) sprintf('  { "alpha": %g, "lambda": %g, "x": %s }', f$alpha, f$lambda, numbers(f$x))
writeLines(c("{", sprintf('"made by": "R %s, glmnet %s",', getRversion(), packageVersion("glmnet")),
  sprintf('"rows": %d, "cols": %d,', n, p), paste0('"A": ', numbers(t(A)), ","), paste0('"b": ', numbers(y), ","),
  '"fits": [', paste(vapply(fits, one, ""), collapse = ",\n"), "]", "}"), commandArgs(TRUE)[1])
