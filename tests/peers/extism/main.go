// Calls a module as Helm 4 does, by the same library, and with messages that Helm itself does not send yet:
//
//	extism module.wasm entry max-pages message-file...
//
// Prints one line of JSON for each message. Each has an instance of its own, as in Helm; no standard streams are connected,
// as for a post-renderer.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"

	extism "github.com/extism/go-sdk"
	"github.com/tetratelabs/wazero"
)

// What came of one call.
type ended struct {
	Code   uint32 `json:"code"`
	Error  string `json:"error"`
	Output string `json:"output"`
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func run(arguments []string) error {
	if len(arguments) < 3 {
		return fmt.Errorf("usage: extism module.wasm entry max-pages message-file...")
	}
	maxPages, err := strconv.ParseUint(arguments[2], 10, 32)
	if err != nil {
		return err
	}
	compiled := wazero.NewCompilationCache()
	lines := json.NewEncoder(os.Stdout)
	for _, file := range arguments[3:] {
		message, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		result, err := call(arguments[0], arguments[1], uint32(maxPages), message, compiled)
		if err != nil {
			return err
		}
		if err := lines.Encode(result); err != nil {
			return err
		}
	}
	return nil
}

func call(module, entry string, maxPages uint32, message []byte, compiled wazero.CompilationCache) (ended, error) {
	manifest := extism.Manifest{
		Wasm:         []extism.Wasm{extism.WasmFile{Path: module}},
		Memory:       &extism.ManifestMemory{MaxPages: maxPages},
		AllowedHosts: []string{},
		AllowedPaths: map[string]string{},
	}
	config := extism.PluginConfig{
		ModuleConfig:              wazero.NewModuleConfig().WithSysWalltime(),
		RuntimeConfig:             wazero.NewRuntimeConfigCompiler().WithCloseOnContextDone(true).WithCompilationCache(compiled),
		EnableWasi:                true,
		EnableHttpResponseHeaders: true,
	}
	plugin, err := extism.NewPlugin(context.Background(), manifest, config, nil)
	if err != nil {
		return ended{}, err
	}
	defer plugin.Close(context.Background())
	code, output, err := plugin.Call(entry, message)
	result := ended{Code: code, Output: string(output)}
	if err != nil {
		result.Error = err.Error()
	}
	return result, nil
}
