# One penalized fit by mgcv at fixed strengths: criterion_mgcv.R FOLDER FAMILY METHOD LAMBDA,LAMBDA...; "optimum" finds the strengths.
# FOLDER has X.csv, y.csv, w.csv, offset.csv, S0.csv, S1.csv ... (each over all columns). Prints criterion, edf, scale, ln of the strengths.
suppressPackageStartupMessages(library(mgcv))
args <- commandArgs(TRUE)
table_of <- function(name) as.matrix(unname(read.csv(file.path(args[1], paste0(name, ".csv")), header = FALSE)))
X <- table_of("X")
d <- list(X = X, y = drop(table_of("y")), w = drop(table_of("w")), o = drop(table_of("offset")))
S <- lapply(seq_along(list.files(args[1], "^S[0-9]+.csv$")) - 1, function(j) table_of(paste0("S", j)))
family <- eval(parse(text = args[2]))
free <- args[4] == "optimum"
penalties <- c(S, if (!free) list(sp = as.numeric(strsplit(args[4], ",")[[1]])))
tight <- gam.control(epsilon = 1e-13, maxit = 500, newton = list(conv.tol = 1e-10))
m <- gam(y ~ X - 1 + offset(o), data = d, weights = w, family = family, method = args[3], paraPen = list(X = penalties), control = tight)
cat(sprintf("%.15g", c(m$gcv.ubre, sum(m$edf), m$sig2, if (free) log(m$sp))), "\n")
