# One glmnet multinomial fit: `Rscript glmnet.R FOLDER OUT thresh`; prints one line of JSON, writes K x (1 + p) coefficients as f64.
args <- commandArgs(trailingOnly = TRUE)
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))), "read.R"))
d <- read_data(args[1])
suppressPackageStartupMessages(library(glmnet))
fit_once <- function(x, y) {
  glmnet(x, y, family = "multinomial", lambda = 0, standardize = FALSE, thresh = as.numeric(args[3]), maxit = 1e7)
}
few <- seq_len(1000)
invisible(fit_once(d$x[few, ], d$y[few]))
clock <- Sys.time()
fitted <- fit_once(d$x, d$y)
seconds <- as.numeric(Sys.time() - clock, units = "secs")
beta <- t(do.call(cbind, lapply(coef(fitted), as.matrix)))
write_coefficients(beta, args[2])
report(seconds, "glmnet", fitted$npasses, if (fitted$jerr == 0) "" else paste("jerr", fitted$jerr))
