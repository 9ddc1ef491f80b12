{{/* The name of everything that belongs to one manager. */}}
{{- define "manager.name" -}}
{{- $chart := .Values.nameOverride | default .Chart.Name -}}
{{- $name := ternary .Release.Name (printf "%s-%s" .Release.Name $chart) (hasPrefix $chart .Release.Name) -}}
{{- .Values.fullnameOverride | default $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "manager.namespace" -}}
{{- .Values.namespace | default .Release.Namespace -}}
{{- end -}}

{{/* Where jobs run, as far as permissions go; the runner itself looks into its own configuration. */}}
{{- define "manager.jobNamespace" -}}
{{- coalesce .Values.runners.jobNamespace .Values.namespace .Release.Namespace -}}
{{- end -}}

{{- define "manager.labels" -}}
app: {{ include "manager.name" . }}
chart: {{ .Chart.Name }}-{{ .Chart.Version }}
release: {{ .Release.Name | quote }}
heritage: {{ .Release.Service | quote }}
{{- end -}}

{{- define "manager.meta" -}}
name: {{ include "manager.name" . }}
namespace: {{ include "manager.namespace" . | quote }}
labels:
  {{- include "manager.labels" . | nindent 2 }}
{{- end -}}

{{- define "manager.image" -}}
{{- with .Values.image.registry }}{{ . }}/{{ end -}}
{{ .Values.image.image }}:{{ tpl (.Values.image.tag | default (printf "alpine-v%s" .Chart.AppVersion)) . }}
{{- end -}}

{{- define "manager.account" -}}
{{- $own := include "manager.name" . -}}
{{- if or .Values.serviceAccount.create .Values.serviceAccount.name -}}
{{- .Values.serviceAccount.name | default $own -}}
{{- else if .Values.rbac.create -}}
{{- .Values.rbac.generatedServiceAccountName | default $own -}}
{{- else -}}
{{- .Values.rbac.serviceAccountName | default "default" -}}
{{- end -}}
{{- end -}}

{{- define "manager.tokens" -}}
{{- with .Values.runners.secret }}{{ tpl . $ }}{{ else }}{{ include "manager.name" . }}{{ end -}}
{{- end -}}

{{/* Not empty when a terminal can be served: there must be exactly one manager. */}}
{{- define "manager.hasSessions" -}}
{{- if and .Values.sessionServer.enabled (eq 1 (int (.Values.replicas | default 1))) -}}yes{{- end -}}
{{- end -}}
