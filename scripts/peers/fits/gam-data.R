# Seeded data of smooth effects: gam-data.R FOLDER FAMILY ROWS TERMS SEED; writes x1.f64, x2.f64, ... and y.f64, raw little-endian numbers.
#
# Of four effects in a row three have a shape and one is zero; later ones are smaller.
args <- commandArgs(TRUE)
folder <- args[1]
n <- as.integer(args[3])
terms <- as.integer(args[4])
set.seed(as.integer(args[5]))

shapes <- list(function(x) sin(2 * pi * x), function(x) 6 * (x - 0.5)^2 - 0.5, function(x) exp(1.5 * x) / 2 - 1.16, function(x) 0 * x)
write <- function(v, name) writeBin(as.double(v), file.path(folder, paste0(name, ".f64")), endian = "little")
eta <- numeric(n)
for (j in seq_len(terms)) {
  x <- runif(n)
  write(x, paste0("x", j))
  eta <- eta + shapes[[(j - 1) %% 4 + 1]](x) / (1 + (j - 1) %/% 4)
}
y <- switch(args[2], gaussian = rnorm(n, eta, 0.7), binomial = rbinom(n, 1, plogis(eta)), poisson = rpois(n, exp(eta / 2)))
write(y, "y")
