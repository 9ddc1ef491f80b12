// Command scheduler answers questions with Kubernetes' own code, so that tests have something to compare with.
//
//	scheduler schedule   one case of nodes, pods and a pod to place per line on stdin; one answer per line on stdout
//	scheduler validate   a stream of manifests on stdin; one line of verdict per document on stdout
//
// It opens no connection and knows nothing of what it is compared with.
package main

import (
	"fmt"
	"io"
	"os"

	"k8s.io/klog/v2"
)

func main() {
	klog.SetOutput(io.Discard)
	klog.LogToStderr(false)
	modes := map[string]func(io.Reader, io.Writer) error{"schedule": schedule, "validate": validate}
	var mode func(io.Reader, io.Writer) error
	if len(os.Args) == 2 {
		mode = modes[os.Args[1]]
	}
	if mode == nil {
		fmt.Fprintln(os.Stderr, "usage: scheduler schedule|validate")
		os.Exit(2)
	}
	if err := mode(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(2)
	}
}
