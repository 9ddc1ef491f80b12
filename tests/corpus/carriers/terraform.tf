# A release with its values in a heredoc.
resource "helm_release" "runner" {
  name       = "gitlab-runner"
  repository = "https://charts.gitlab.io"
  chart      = "gitlab-runner"
  version    = "0.86.0"
  namespace  = kubernetes_namespace.ci.metadata[0].name

  values = [<<-EOT
    gitlabUrl: ${var.gitlab_url}
    concurrent: 12 # ${local.reason}
    replicas: ${var.replicas}
    runners:
      secret: ${kubernetes_secret.token.metadata[0].name}
      config: |
        [[runners]]
          environment = ["A=$${CI_JOB_ID}"]
          [runners.kubernetes]
            namespace = "${var.namespace}"
            cpu_request = "500m"
  EOT
  ]

  set {
    name  = "logLevel"
    value = "info"
  }
}
