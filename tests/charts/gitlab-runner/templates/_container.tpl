{{/* What the manager reads when it registers. */}}
{{- define "manager.environment" -}}
- name: CI_SERVER_URL
  value: {{ .Values.gitlabUrl | quote }}
- name: RUNNER_EXECUTOR
  value: {{ .Values.runners.executor | quote }}
{{- if or .Values.runners.locked (not (hasKey .Values.runners "locked")) }}
- name: REGISTER_LOCKED
  value: "true"
{{- end }}
- name: RUNNER_TAG_LIST
  value: {{ .Values.runners.tags | default "" | quote }}
{{- with .Values.runners.cache.secretName }}
- name: CACHE_SECRET
  value: {{ . | quote }}
{{- end }}
{{- if include "manager.hasSessions" . }}
- name: SESSION_SERVER_ADDRESS
  value: {{ .Values.sessionServer.publicIP | quote }}
{{- end }}
{{- range .Values.envVars }}
- name: {{ .name }}
  value: {{ .value | quote }}
{{- end }}
{{- range $name, $value := .Values.extraEnv }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- range $name, $source := .Values.extraEnvFrom }}
- name: {{ $name }}
  valueFrom:
    {{- toYaml $source | nindent 4 }}
{{- end }}
{{- end -}}

{{/* The timing of a probe; the command stands beside it. */}}
{{- define "manager.timing" -}}
initialDelaySeconds: {{ .probe.initialDelaySeconds | default 60 }}
timeoutSeconds: {{ .timeout | default 4 }}
periodSeconds: {{ .probe.periodSeconds | default 60 }}
successThreshold: {{ .probe.successThreshold | default 1 }}
failureThreshold: {{ .probe.failureThreshold | default 3 }}
{{- end -}}

{{- define "manager.container" -}}
name: {{ include "manager.name" . }}
image: {{ include "manager.image" . }}
imagePullPolicy: {{ .Values.imagePullPolicy | quote }}
{{- with .Values.securityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
command: [{{ ternary "/usr/bin/tini" "/usr/bin/dumb-init" (eq true .Values.useTini) | quote }}, "--", "/bin/sh", "/configmaps/entrypoint"]
{{- if .Values.deploymentLifecycle }}
lifecycle:
  {{- toYaml .Values.deploymentLifecycle | nindent 2 }}
{{- else if .Values.unregisterRunners }}
lifecycle:
  preStop:
    exec:
      command: ["/entrypoint", "unregister", "--all-runners"]
{{- end }}
env:
  {{- include "manager.environment" . | nindent 2 }}
{{- with .Values.extraEnvFromRefs }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
livenessProbe:
  exec:
    command: ["/bin/sh", "/configmaps/check-live"]
  {{- include "manager.timing" (dict "probe" .Values.livenessProbe "timeout" .Values.probeTimeoutSeconds) | nindent 2 }}
  {{- with .Values.livenessProbe.terminationGracePeriodSeconds }}
  terminationGracePeriodSeconds: {{ . }}
  {{- end }}
readinessProbe:
  exec:
    command: ["/usr/bin/pgrep", "gitlab.*runner"]
  {{- include "manager.timing" (dict "probe" .Values.readinessProbe "timeout" .Values.probeTimeoutSeconds) | nindent 2 }}
ports:
  - name: {{ .Values.metrics.portName | quote }}
    containerPort: {{ .Values.metrics.port }}
  {{- if include "manager.hasSessions" . }}
  - name: session
    containerPort: {{ .Values.sessionServer.internalPort }}
  {{- end }}
volumeMounts:
  - name: projected-secrets
    mountPath: /secrets
  - name: etc-gitlab-runner
    mountPath: /home/gitlab-runner/.gitlab-runner
  - name: configmaps
    mountPath: /configmaps
  {{- with .Values.certsSecretName }}
  - name: custom-certs
    mountPath: /home/gitlab-runner/.gitlab-runner/certs
    readOnly: true
  {{- end }}
  {{- with .Values.volumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
resources:
  {{- toYaml .Values.resources | nindent 2 }}
{{- end -}}
