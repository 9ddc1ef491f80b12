package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/yaml"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/component-base/featuregate"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/capabilities"
	"k8s.io/kubernetes/pkg/features"
)

// What Kubernetes says about one document. Checked is false for kinds it does not know, such as custom resources.
type documentVerdict struct {
	Index   int      `json:"index"`
	Kind    string   `json:"kind"`
	Name    string   `json:"name"`
	Checked bool     `json:"checked"`
	Errors  []string `json:"errors"`
}

var strict = serializer.NewCodecFactory(legacyscheme.Scheme, serializer.EnableStrict).UniversalDeserializer()

func validate(in io.Reader, out io.Writer) error {
	// Every API server that runs a storage driver or a docker-in-docker job is started so.
	capabilities.Initialize(capabilities.Capabilities{AllowPrivileged: true})
	documents := yaml.NewYAMLReader(bufio.NewReader(in))
	answers := json.NewEncoder(out)
	for index := 0; ; index++ {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			// The rest of the stream has no documents that this reader could tell apart.
			return answers.Encode(documentVerdict{Index: index, Errors: []string{"no stream: " + err.Error()}})
		}
		text, err := yaml.ToJSON(document)
		if err != nil {
			if err := answers.Encode(documentVerdict{Index: index, Errors: []string{"no YAML: " + err.Error()}}); err != nil {
				return err
			}
			continue
		}
		if bytes.Equal(bytes.TrimSpace(text), []byte("null")) {
			continue
		}
		for _, verdict := range judge(text) {
			verdict.Index = index
			if err := answers.Encode(verdict); err != nil {
				return err
			}
		}
	}
}

// One object, or each object of a list.
func judge(text []byte) []documentVerdict {
	object, kind, err := strict.Decode(text, nil, nil)
	verdict := documentVerdict{Errors: []string{}}
	if kind != nil {
		verdict.Kind = kind.GroupVersion().String() + " " + kind.Kind
	}
	if runtime.IsNotRegisteredError(err) {
		verdict.Name = nameOf(text)
		return []documentVerdict{verdict}
	}
	verdict.Checked = true
	// Unknown and duplicate fields come with the object; anything else comes without it.
	if err != nil {
		verdict.Errors = append(verdict.Errors, err.Error())
	}
	if object == nil || err != nil && !runtime.IsStrictDecodingError(err) {
		verdict.Name = nameOf(text)
		return []documentVerdict{verdict}
	}
	if list, ok := object.(*v1.List); ok {
		var verdicts []documentVerdict
		for _, item := range list.Items {
			verdicts = append(verdicts, judge(item.Raw)...)
		}
		return verdicts
	}
	accessor, err := meta.Accessor(object)
	if err != nil {
		verdict.Checked = false
		return []documentVerdict{verdict}
	}
	verdict.Name = accessor.GetName()
	errs, isKnown := check(object, accessor)
	verdict.Checked = isKnown
	verdict.Errors = append(verdict.Errors, errs...)
	return []documentVerdict{verdict}
}

// Defaults, the declarative validation of the version, and the written one of the internal type.
func check(object runtime.Object, accessor interface {
	GetNamespace() string
	SetNamespace(string)
}) ([]string, bool) {
	if accessor.GetNamespace() == "" && !isClusterScoped(object) {
		// Helm and kubectl fill in the namespace of the release.
		accessor.SetNamespace("default")
	}
	legacyscheme.Scheme.Default(object)
	// Gates that the declared rules ask about by name, as the release has them.
	gates := map[string]bool{}
	for _, gate := range []featuregate.Feature{features.WorkloadWithJob, features.HPAScaleToZero, features.InPlacePodVerticalScalingSchedulerPreemption} {
		gates[string(gate)] = utilfeature.DefaultFeatureGate.Enabled(gate)
	}
	declared := legacyscheme.Scheme.Validate(context.Background(), gates, object)
	internal, err := legacyscheme.Scheme.UnsafeConvertToVersion(object, runtime.InternalGroupVersioner)
	if err != nil {
		return []string{fmt.Sprintf("cannot be converted: %v", err)}, true
	}
	written, isKnown := validateInternal(internal)
	var errs []string
	for _, err := range append(written, declared...) {
		// Many rules exist in both; they differ in where the error is marked to come from, not in what it says.
		if text := err.Error(); !slices.Contains(errs, text) {
			errs = append(errs, text)
		}
	}
	return errs, isKnown || len(declared) > 0
}

func nameOf(text []byte) string {
	var object struct {
		Metadata struct {
			Name string `json:"name"`
		} `json:"metadata"`
	}
	// A name is for people; an object that has none is shown without.
	_ = json.Unmarshal(text, &object)
	return object.Metadata.Name
}
