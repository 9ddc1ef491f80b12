{{/* A monitor of either kind. Of its values `.monitor`, the kinds differ only in what they look at. */}}
{{- define "manager.monitor" -}}
apiVersion: monitoring.coreos.com/v1
kind: {{ .kind }}
metadata:
  name: {{ include "manager.name" .root }}
  namespace: {{ .monitor.namespace | default (include "manager.namespace" .root) | quote }}
  {{- with .monitor.labels }}
  labels:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .monitor.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- with .monitor.jobLabel }}
  jobLabel: {{ . | quote }}
  {{- end }}
  {{ .endpoints }}:
    - port: {{ .root.Values.metrics.portName | quote }}
      {{- range $field, $value := pick .monitor "interval" "scheme" "path" "tlsConfig" "metricRelabelings" "relabelings" }}
      {{- with $value }}
      {{ $field }}:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- end }}
  selector:
    matchLabels:
      app: {{ include "manager.name" .root }}
{{- end -}}
