# One lasso by glmnet: lasso.R FOLDER OUT THRESH PATH; prints one line of JSON, writes the coefficients as f64.
suppressPackageStartupMessages(library(glmnet))
args <- commandArgs(TRUE)
text <- paste(readLines(file.path(args[1], "shape.json"), warn = FALSE), collapse = "")
field <- function(name) as.numeric(sub(paste0('.*"', name, '":([-0-9.eE+]+).*'), "\\1", text))
n <- field("rows")
p <- field("cols")
A <- matrix(readBin(file.path(args[1], "A.f64"), "double", n * p), n, p, byrow = TRUE)
b <- readBin(file.path(args[1], "b.f64"), "double", n)
lambda <- field("lambda") / n
fit <- function(A, b, lambda) {
  glmnet(A, b, lambda = lambda, standardize = FALSE, intercept = FALSE, thresh = as.numeric(args[3]), maxit = 1e9)
}
part <- seq_len(n / 10)
invisible(fit(A[part, ], b[part], lambda))
# The way that glmnet's manual recommends to come to one lambda: down a path of larger ones.
path <- if (args[4] == "1") lambda * exp(seq(log(10), 0, length.out = 50)) else lambda
time <- system.time(m <- fit(A, b, path))
writeBin(as.numeric(m$beta[, ncol(m$beta)]), args[2])
cpu <- time[["user.self"]] + time[["sys.self"]]
cat(sprintf('{"seconds": %g, "cpu": %g, "iterations": %d}\n', time[["elapsed"]], cpu, m$npasses))
