#!/usr/bin/env bash
# Flux, or any other controller that applies rendered manifests: a CI job renders and post-renders.
# Usage: render.sh RELEASE CHART NAMESPACE FOLDER [helm template's own options]; EVENKEEL_POLICY is a policy of your own.
set -euo pipefail
release=$1 chart=$2 namespace=$3 folder=$4
shift 4
options=(--namespace "$namespace" ${EVENKEEL_POLICY:+--policy "$EVENKEEL_POLICY"})
mkdir -p "$folder"
helm template "$release" "$chart" --namespace "$namespace" --include-crds "$@" > "$folder/rendered.yaml"
evenkeel explain "${options[@]}" --summary < "$folder/rendered.yaml" >&2
evenkeel post-render "${options[@]}" --report "$folder/report.json" < "$folder/rendered.yaml" > "$folder/manifests.yaml"
rm "$folder/rendered.yaml"
# Then, for Flux: flux push artifact oci://REGISTRY/NAME:TAG --path="$folder" --source=REPOSITORY --revision=COMMIT
