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

	appsv1 "k8s.io/api/apps/v1"
	v1 "k8s.io/api/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	fwk "k8s.io/kube-scheduler/framework"
	"k8s.io/kubernetes/pkg/scheduler/apis/config"
	"k8s.io/kubernetes/pkg/scheduler/apis/config/latest"
	"k8s.io/kubernetes/pkg/scheduler/backend/cache"
	"k8s.io/kubernetes/pkg/scheduler/framework"
	"k8s.io/kubernetes/pkg/scheduler/framework/plugins"
	"k8s.io/kubernetes/pkg/scheduler/framework/plugins/names"
	frameworkruntime "k8s.io/kubernetes/pkg/scheduler/framework/runtime"
	"k8s.io/kubernetes/pkg/scheduler/metrics"
)

// The plugins of the default profile that take part; order, weights and arguments stay the profile's own.
var takePart = []string{
	names.PrioritySort, names.DefaultBinder, names.NodeUnschedulable, names.TaintToleration, names.NodeAffinity,
	names.NodeResourcesFit, names.PodTopologySpread, names.InterPodAffinity, names.NodeResourcesBalancedAllocation,
}

// A cluster and a pod that wants a place in it. ReplicaSets are what a pod's owner reference may name.
type schedulingCase struct {
	Nodes       []*v1.Node           `json:"nodes"`
	Pods        []*v1.Pod            `json:"pods"`
	ReplicaSets []*appsv1.ReplicaSet `json:"replicaSets"`
	Pod         *v1.Pod              `json:"pod"`
}

// What the plugins say about one node: either who refuses it and why, or the weighted, normalised scores.
type verdict struct {
	Refused string           `json:"refused,omitempty"`
	Reasons []string         `json:"reasons,omitempty"`
	Scores  map[string]int64 `json:"scores,omitempty"`
	Total   int64            `json:"total"`
}

func schedule(in io.Reader, out io.Writer) error {
	metrics.Register()
	profile, err := defaultProfile()
	if err != nil {
		return err
	}
	reader := bufio.NewReaderSize(in, 1<<20)
	writer := bufio.NewWriter(out)
	for number := 1; ; number++ {
		line, err := reader.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			answer, err := decide(profile, line)
			if err != nil {
				return fmt.Errorf("case %d: %w", number, err)
			}
			text, err := json.Marshal(answer)
			if err != nil {
				return err
			}
			writer.Write(append(text, '\n'))
		}
		if errors.Is(err, io.EOF) {
			return writer.Flush()
		}
		if err != nil {
			return err
		}
	}
}

// The default profile without the plugins that would need volumes, claims or a server.
func defaultProfile() (*config.KubeSchedulerProfile, error) {
	defaults, err := latest.Default()
	if err != nil {
		return nil, err
	}
	profile := &defaults.Profiles[0]
	profile.Plugins.MultiPoint.Enabled = slices.DeleteFunc(profile.Plugins.MultiPoint.Enabled, func(p config.Plugin) bool {
		return !slices.Contains(takePart, p.Name)
	})
	if len(profile.Plugins.MultiPoint.Enabled) != len(takePart) {
		return nil, fmt.Errorf("the default profile has lost a plugin: %v", profile.Plugins.MultiPoint.Enabled)
	}
	return profile, nil
}

func decide(profile *config.KubeSchedulerProfile, line []byte) (map[string]*verdict, error) {
	var asked schedulingCase
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&asked); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	factory := informers.NewSharedInformerFactory(fake.NewClientset(), 0)
	for _, set := range asked.ReplicaSets {
		if err := factory.Apps().V1().ReplicaSets().Informer().GetIndexer().Add(set); err != nil {
			return nil, err
		}
	}
	snapshot := cache.NewSnapshot(asked.Pods, asked.Nodes)
	scheduler, err := frameworkruntime.NewFramework(ctx, plugins.NewInTreeRegistry(), profile,
		frameworkruntime.WithSnapshotSharedLister(snapshot),
		frameworkruntime.WithInformerFactory(factory),
		frameworkruntime.WithParallelism(1))
	if err != nil {
		return nil, err
	}
	state := framework.NewCycleState()
	preFiltered, status, _ := scheduler.RunPreFilterPlugins(ctx, state, asked.Pod)
	all, err := snapshot.NodeInfos().List()
	if err != nil {
		return nil, err
	}
	verdicts := make(map[string]*verdict, len(all))
	var feasible []fwk.NodeInfo
	for _, info := range all {
		name := info.Node().Name
		nodeStatus := status
		if status.IsSuccess() {
			if !preFiltered.AllNodes() && !preFiltered.NodeNames.Has(name) {
				return nil, errors.New("a plugin restricts the nodes before it filters, which no case should ask for")
			}
			nodeStatus = scheduler.RunFilterPlugins(ctx, state, asked.Pod, info)
		}
		if nodeStatus.IsSuccess() {
			feasible = append(feasible, info)
			verdicts[name] = &verdict{Scores: map[string]int64{}}
			continue
		}
		if !nodeStatus.IsRejected() {
			return nil, nodeStatus.AsError()
		}
		verdicts[name] = &verdict{Refused: nodeStatus.Plugin(), Reasons: nodeStatus.Reasons()}
	}
	if len(feasible) == 0 {
		return verdicts, nil
	}
	if status := scheduler.RunPreScorePlugins(ctx, state, asked.Pod, feasible); !status.IsSuccess() {
		return nil, status.AsError()
	}
	scored, status := scheduler.RunScorePlugins(ctx, state, asked.Pod, feasible)
	if !status.IsSuccess() {
		return nil, status.AsError()
	}
	for _, node := range scored {
		for _, score := range node.Scores {
			verdicts[node.Name].Scores[score.Name] = score.Score
		}
		verdicts[node.Name].Total = node.TotalScore
	}
	return verdicts, nil
}
