# glm_terms.json: coefficients of glmnet, used as a black box. Rscript terms.R FILE
#
# glmnet minimises the mean negative log-likelihood + lambda P (for the Gaussian half the mean square), weights rescaled to a sum of n;
# times n this is -l + (n lambda) P, which is what the tests fit. Numbers of the data are multiples of 1/64.
library(glmnet)
set.seed(11)
n <- 60
p <- 8
X <- matrix(round(rnorm(n * p) * 64) / 64, n, p)
eta <- 0.3 + X[, 1] - 1.5 * X[, 4]
bin <- as.integer(runif(n) < 1 / (1 + exp(-eta)))
pois <- rpois(n, exp(0.5 * eta))
scores <- cbind(X[, 1] + rnorm(n), -X[, 2] + rnorm(n), 0.5 + rnorm(n))
cls <- max.col(scores) - 1
tight <- function(y, family, ...) glmnet(X, y, family = family, standardize = FALSE, thresh = 1e-28, maxit = 1e7, ...)
fits <- list()
add <- function(family, kind, alpha, lambda, coefficients) {
  fits[[length(fits) + 1]] <<- list(family = family, kind = kind, alpha = alpha, lambda = lambda, coefficients = coefficients)
}
for (lambda in c(0.02, 0.1)) {
  for (alpha in c(1, 0.5)) {
    m <- tight(bin, "binomial", alpha = alpha, lambda = lambda)
    add("binomial", "elastic", alpha, lambda, c(m$a0, as.numeric(m$beta)))
    m <- tight(pois, "poisson", alpha = alpha, lambda = lambda)
    add("poisson", "elastic", alpha, lambda, c(m$a0, as.numeric(m$beta)))
  }
}
m <- tight(bin, "binomial", alpha = 1, lambda = 0.02, lower.limits = 0)
add("binomial", "nonNegativeL1", 1, 0.02, c(m$a0, as.numeric(m$beta)))
numbers <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
one <- function(f) sprintf('  { "family": "%s", "kind": "%s", "alpha": %g, "lambda": %g, "coefficients": %s }', f$family, f$kind, f$alpha, f$lambda, numbers(f$coefficients))
writeLines(c("{", sprintf('"made by": "R %s, glmnet %s",', getRversion(), packageVersion("glmnet")),
  sprintf('"rows": %d, "cols": %d,', n, p), paste0('"X": ', numbers(t(X)), ","), paste0('"binomial": ', numbers(bin), ","),
  paste0('"poisson": ', numbers(pois), ","), paste0('"multinomial": ', numbers(cls), ","),
  '"fits": [', paste(vapply(fits, one, ""), collapse = ",\n"), "]", "}"), commandArgs(TRUE)[1])
