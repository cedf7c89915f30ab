# Designs of many formulas as R's model.matrix makes them, for crates/penlik/tests/design.rs.
#
#   LC_ALL=C Rscript scripts/references/design.R > crates/penlik/tests/fixtures/design.json
#
# Levels carry a leading "=" here, so that R's column names come out in our spelling. "rank" is the rank of the space that
# the terms mean: all products of numbers and of indicators of all levels. Numbers are multiples of 1/8, so products are exact.

quoted <- function(x) paste0('"', gsub('"', '\\\\"', gsub("\\\\", "\\\\\\\\", x)), '"')
array <- function(x) paste0("[", paste(x, collapse = ","), "]")
numbers <- function(x) array(sprintf("%.17g", x))

cells <- expand.grid(a = c("p", "q", "r"), b = c("u", "v"), d = c("k", "l", "m"), stringsAsFactors = FALSE)
cells <- cells[c(seq_len(nrow(cells)), 3, 8, 1, 17, 12, 5), ]
n <- nrow(cells)
i <- seq_len(n)
race <- c(2, 10, 1.5)[1 + (i * 5 + i %/% 4) %% 3]
x <- round(8 * sin(i * i)) / 8 + (i %% 5)
z <- round(16 * cos(3 * i)) / 8 - 1
plain <- data.frame(cells, race = race, x = x, z = z, y = i, row.names = NULL)
coded <- plain
for (name in c("a", "b", "d")) coded[[name]] <- factor(coded[[name]], labels = paste0("=", sort(unique(plain[[name]]))))

# Ours, and R's where it is spelled differently.
same <- c(
  "y ~ x", "y ~ 1", "y ~ a", "y ~ x + a + b", "y ~ 0 + x", "y ~ a - 1", "y ~ -1 + a + b", "y ~ x + b + a + 0", "y ~ x + z - 1",
  "y ~ 0 + 1 + x", "y ~ x - 0", "y ~ a:b", "y ~ a*b", "y ~ a + a:b", "y ~ b + a:b", "y ~ a*x", "y ~ x:a", "y ~ x + x:a",
  "y ~ a + x:a", "y ~ 0 + x:a", "y ~ 0 + a*x", "y ~ 0 + a*b", "y ~ 0 + a:b", "y ~ 0 + a + a:b", "y ~ a*b*d", "y ~ 0 + a*b*d",
  "y ~ a*b*x", "y ~ a:b:d", "y ~ a + b + a:b:d", "y ~ a:b + a:d", "y ~ a:b + d", "y ~ a*b + a*d", "y ~ a*x + b*z", "y ~ x*z",
  "y ~ x:z", "y ~ x*z*a", "y ~ a:x + b:x", "y ~ x + a:x + b:x", "y ~ a:x + a:z", "y ~ a + a:x:z", "y ~ (a + b + d)^2",
  "y ~ (a + b + x)^2 - a:x", "y ~ (a + b + d)^3", "y ~ (x + z)^2", "y ~ (a + x)^5", "y ~ a/b", "y ~ a/x", "y ~ a/b/d", "y ~ (a + b)/x",
  "y ~ a/(b + x)", "y ~ b %in% a", "y ~ a + b %in% a", "y ~ (a + b)*(x + z)", "y ~ (a + b):d", "y ~ a*b*d - a:b:d",
  "y ~ a*b - a", "y ~ d + b + a", "y ~ d:b:a", "y ~ a:a", "y ~ (a*b)*(a*x)", "y ~ x + (z + a) - z", "y ~ a + b - a", "y ~ a * b + x - 1",
  "y ~ . - race - d", "y ~ . - race", "y ~ 0 + . - race", "y ~ x * . - race - x:race", "y ~ b * (. - race)")
cases <- rbind(cbind(same, same), cbind(
  c("y ~ C(race)", "y ~ factor(race)", "y ~ C(race) * x", "y ~ a + x:C(race)", "y ~ 0 + C(race) + a", "y ~ C(race):a",
    "y ~ . ** 1 - race", "y ~ (a + b)**2"),
  c("y ~ factor(race)", "y ~ factor(race)", "y ~ factor(race) * x", "y ~ a + x:factor(race)", "y ~ 0 + factor(race) + a",
    "y ~ factor(race):a", "y ~ . - race", "y ~ (a + b)^2")))
# Where R's rule has an oversight (see design/coding.rs): only the rank is compared.
oversights <- c("y ~ a:x + a:b", "y ~ 0 + x + x:a", "y ~ x:a + b:a + z", "y ~ 0 + z + z:b + x")

indicators <- function(v) if (is.numeric(v)) cbind(v) else outer(as.character(v), sort(unique(as.character(v))), "==") + 0
span_rank <- function(design, frame) {
  labels <- attr(design, "factors")
  blocks <- list(if (attr(design, "intercept") == 1) matrix(1, n, 1))
  for (term in colnames(labels)) {
    block <- matrix(1, n, 1)
    for (v in rownames(labels)[labels[, term] > 0]) {
      own <- indicators(eval(parse(text = v), frame))
      block <- do.call(cbind, lapply(seq_len(ncol(own)), function(j) block * own[, j]))
    }
    blocks <- c(blocks, list(block))
  }
  qr(do.call(cbind, blocks))$rank
}

entry <- function(ours, theirs, matrix_too) {
  design <- terms(as.formula(theirs), data = coded)
  X <- model.matrix(design, coded)
  # A number as a level has no "=" yet; C() is how we also write factor().
  called <- if (grepl("C(", ours, fixed = TRUE)) "C(race)" else "factor(race)"
  names <- gsub("factor(race)", paste0(called, "="), colnames(X), fixed = TRUE)
  labels <- gsub("factor(race)", called, attr(design, "term.labels"), fixed = TRUE)
  labels <- gsub(" %in% ", ":", labels, fixed = TRUE)
  fields <- c(formula = quoted(ours), rank = span_rank(design, coded))
  if (matrix_too) {
    fields <- c(fields, names = array(quoted(names)), labels = array(if (length(labels)) quoted(labels)), assign = array(attr(X, "assign")),
                design = numbers(t(X)))
  }
  paste0("{", paste0(quoted(names(fields)), ":", fields, collapse = ","), "}")
}

columns <- lapply(plain, function(v) if (is.numeric(v)) numbers(v) else array(quoted(v)))
labelled <- c(0, -0, 1, -1, 0.5, 0.1 + 0.2, 1 / 3, 2 / 3, 1e5, 123456, 1e-4, 12e-5, 0.001, 1e15, 123456.789, 1e-300, -1.5e300, 2^53,
              999999999999999, 100000.5, 3e10, 1234567890123, 1e14, 5e-324, pi * 1e6, exp(20), -exp(-20))
cat('{\n"columns":{', paste0(quoted(names(columns)), ":", columns, collapse = ",\n"), "},\n", sep = "")
cat('"cases":[\n', paste(apply(cases, 1, function(pair) entry(pair[1], pair[2], TRUE)), collapse = ",\n"), "],\n", sep = "")
cat('"oversights":[\n', paste(sapply(oversights, function(f) entry(f, f, FALSE)), collapse = ",\n"), "],\n", sep = "")
cat('"labels":', array(paste0("[", sprintf("%.17g", labelled), ",", quoted(as.character(labelled)), "]")), "\n}\n", sep = "")
