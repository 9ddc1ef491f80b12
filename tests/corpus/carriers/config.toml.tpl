concurrent = ${concurrent}
[[runners]]
  url = "${url}"
  executor = "kubernetes"
  [runners.kubernetes]
    cpu_request = "500m"
