#!/usr/bin/env bash
set -euo pipefail
cat > /tmp/values.yaml <<'EOF'
gitlabUrl: https://gitlab.example.com
concurrent: 13
runners:
  config: |
    [[runners]]
      [runners.kubernetes]
        cpu_request = "500m"
EOF
helm upgrade --install runner gitlab/gitlab-runner \
  --set replicas=2 \
  -f /tmp/values.yaml
