#!/usr/bin/env bash
# Flux, or any other controller that applies rendered manifests: a CI job renders, post-renders and publishes.
# Usage: render.sh RELEASE CHART NAMESPACE FOLDER [helm template's own options]
set -euo pipefail
release=$1 chart=$2 namespace=$3 folder=$4
shift 4
mkdir -p "$folder"
helm template "$release" "$chart" --namespace "$namespace" --include-crds "$@" > "$folder/rendered.yaml"
evenkeel explain --namespace "$namespace" --summary < "$folder/rendered.yaml" >&2
evenkeel post-render --namespace "$namespace" --report "$folder/report.json" < "$folder/rendered.yaml" > "$folder/manifests.yaml" 2> /dev/null
rm "$folder/rendered.yaml"
# Then, for Flux: flux push artifact oci://REGISTRY/NAME:TAG --path="$folder" --source=REPOSITORY --revision=COMMIT
