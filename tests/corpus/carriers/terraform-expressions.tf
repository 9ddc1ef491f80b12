locals {
  runner_values = <<YAML
gitlabUrl: ${var.url != "" ? var.url : "https://gitlab.example.com"}
concurrent: 9
tolerations: [${join(", ", local.tolerations)}]
runners:
  config: |
    [[runners]]
      limit = ${var.limit}
      [runners.kubernetes]
        cpu_request = "500m"
        privileged = ${var.privileged}
YAML
}
