package main

import (
	rbacv1 "k8s.io/api/rbac/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	storagev1 "k8s.io/api/storage/v1"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/kubernetes/pkg/api/pod"
	"k8s.io/kubernetes/pkg/apis/apps"
	appsvalidation "k8s.io/kubernetes/pkg/apis/apps/validation"
	"k8s.io/kubernetes/pkg/apis/autoscaling"
	autoscalingvalidation "k8s.io/kubernetes/pkg/apis/autoscaling/validation"
	"k8s.io/kubernetes/pkg/apis/batch"
	batchvalidation "k8s.io/kubernetes/pkg/apis/batch/validation"
	"k8s.io/kubernetes/pkg/apis/core"
	corevalidation "k8s.io/kubernetes/pkg/apis/core/validation"
	"k8s.io/kubernetes/pkg/apis/networking"
	networkingvalidation "k8s.io/kubernetes/pkg/apis/networking/validation"
	"k8s.io/kubernetes/pkg/apis/policy"
	policyvalidation "k8s.io/kubernetes/pkg/apis/policy/validation"
	"k8s.io/kubernetes/pkg/apis/rbac"
	rbacvalidation "k8s.io/kubernetes/pkg/apis/rbac/validation"
	"k8s.io/kubernetes/pkg/apis/scheduling"
	schedulingvalidation "k8s.io/kubernetes/pkg/apis/scheduling/validation"
	"k8s.io/kubernetes/pkg/apis/storage"
	storagevalidation "k8s.io/kubernetes/pkg/apis/storage/validation"

	// What registers the types, their conversions and defaults with the scheme.
	_ "k8s.io/kubernetes/pkg/apis/admissionregistration/install"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	_ "k8s.io/kubernetes/pkg/apis/scheduling/install"
	_ "k8s.io/kubernetes/pkg/apis/storage/install"
)

// Kinds without a namespace among those that charts bring.
func isClusterScoped(object runtime.Object) bool {
	switch object.(type) {
	case *v1.Namespace, *v1.PersistentVolume, *rbacv1.ClusterRole, *rbacv1.ClusterRoleBinding, *schedulingv1.PriorityClass,
		*storagev1.StorageClass, *storagev1.CSIDriver, *admissionv1.MutatingWebhookConfiguration,
		*admissionv1.ValidatingWebhookConfiguration:
		return true
	}
	return false
}

// The validation that the API server runs when an object is created; false for kinds it is not wired up for here.
func validateInternal(object runtime.Object) (field.ErrorList, bool) {
	switch object := object.(type) {
	case *core.Pod:
		options := pod.GetValidationOptionsFromPodSpecAndMeta(&object.Spec, nil, &object.ObjectMeta, nil)
		options.ResourceIsPod = true
		return corevalidation.ValidatePodCreate(object, options), true
	case *core.PodTemplate:
		return corevalidation.ValidatePodTemplate(object, pod.GetValidationOptionsFromPodTemplate(&object.Template, nil)), true
	case *core.ReplicationController:
		return corevalidation.ValidateReplicationController(object, pod.GetValidationOptionsFromPodTemplate(object.Spec.Template, nil)), true
	case *apps.Deployment:
		return appsvalidation.ValidateDeployment(object, pod.GetValidationOptionsFromPodTemplate(&object.Spec.Template, nil)), true
	case *apps.StatefulSet:
		options := pod.GetValidationOptionsFromPodTemplate(&object.Spec.Template, nil)
		return appsvalidation.ValidateStatefulSet(object, appsvalidation.StatefulSetValidationOptions{}, options), true
	case *apps.DaemonSet:
		return appsvalidation.ValidateDaemonSet(object, pod.GetValidationOptionsFromPodTemplate(&object.Spec.Template, nil)), true
	case *apps.ReplicaSet:
		return appsvalidation.ValidateReplicaSet(object, pod.GetValidationOptionsFromPodTemplate(&object.Spec.Template, nil)), true
	case *batch.Job:
		selectOwnPods(object)
		options := batchvalidation.JobValidationOptions{
			PodValidationOptions:  pod.GetValidationOptionsFromPodTemplate(&object.Spec.Template, nil),
			RequirePrefixedLabels: true,
		}
		return batchvalidation.ValidateJobCreate(object, options), true
	case *batch.CronJob:
		options := pod.GetValidationOptionsFromPodTemplate(&object.Spec.JobTemplate.Spec.Template, nil)
		return batchvalidation.ValidateCronJobCreate(object, options), true
	case *autoscaling.HorizontalPodAutoscaler:
		options := autoscalingvalidation.HorizontalPodAutoscalerSpecValidationOptions{
			MinReplicasLowerBound: 1,
			ObjectMetricsValidationOptions: autoscalingvalidation.CrossVersionObjectReferenceValidationOptions{
				AllowEmptyAPIGroup: true,
			},
		}
		return autoscalingvalidation.ValidateHorizontalPodAutoscaler(object, options), true
	case *policy.PodDisruptionBudget:
		return policyvalidation.ValidatePodDisruptionBudget(object, policyvalidation.PodDisruptionBudgetValidationOptions{}), true
	case *networking.Ingress:
		return networkingvalidation.ValidateIngressCreate(object), true
	case *networking.NetworkPolicy:
		options := networkingvalidation.ValidationOptionsForNetworking(object, nil)
		return networkingvalidation.ValidateNetworkPolicy(object, options), true
	case *rbac.Role:
		return rbacvalidation.ValidateRole(object), true
	case *rbac.RoleBinding:
		return rbacvalidation.ValidateRoleBinding(object), true
	case *rbac.ClusterRole:
		return rbacvalidation.ValidateClusterRole(object, rbacvalidation.ClusterRoleValidationOptions{}), true
	case *rbac.ClusterRoleBinding:
		return rbacvalidation.ValidateClusterRoleBinding(object), true
	case *core.Service:
		if len(object.Spec.ClusterIPs) == 0 && object.Spec.ClusterIP != "" {
			// The API server keeps the two in step.
			object.Spec.ClusterIPs = []string{object.Spec.ClusterIP}
		}
		return corevalidation.ValidateServiceCreate(object), true
	case *core.ConfigMap:
		return corevalidation.ValidateConfigMap(object), true
	case *core.Secret:
		return corevalidation.ValidateSecret(object), true
	case *core.ServiceAccount:
		return corevalidation.ValidateServiceAccount(object), true
	case *core.Namespace:
		return corevalidation.ValidateNamespace(object), true
	case *core.LimitRange:
		return corevalidation.ValidateLimitRange(object), true
	case *core.ResourceQuota:
		return corevalidation.ValidateResourceQuota(object), true
	case *core.PersistentVolumeClaim:
		options := corevalidation.ValidationOptionsForPersistentVolumeClaim(object, nil)
		return corevalidation.ValidatePersistentVolumeClaim(object, options), true
	case *scheduling.PriorityClass:
		return schedulingvalidation.ValidatePriorityClass(object), true
	case *storage.StorageClass:
		return storagevalidation.ValidateStorageClass(object), true
	}
	return nil, false
}

// What the API server adds to a Job before it looks at it.
func selectOwnPods(job *batch.Job) {
	if job.Spec.Selector != nil || job.Spec.ManualSelector != nil && *job.Spec.ManualSelector {
		return
	}
	job.UID = "00000000-0000-0000-0000-000000000000"
	own := map[string]string{
		batch.ControllerUidLabel:       string(job.UID),
		batch.LegacyControllerUidLabel: string(job.UID),
		batch.JobNameLabel:             job.Name,
		batch.LegacyJobNameLabel:       job.Name,
	}
	if job.Spec.Template.Labels == nil {
		job.Spec.Template.Labels = map[string]string{}
	}
	for name, value := range own {
		job.Spec.Template.Labels[name] = value
	}
	job.Spec.Selector = &metav1.LabelSelector{MatchLabels: map[string]string{batch.ControllerUidLabel: string(job.UID)}}
}
