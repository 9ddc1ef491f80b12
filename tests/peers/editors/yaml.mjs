// What yaml-language-server says about documents, as an editor asks it: over stdio, with nothing from the network.
//
// Reads a list of {schema, text, at?} as JSON: the path of a schema, a document, and a place {line, character} to complete
// at. Writes a list of {diagnostics, completions}.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as rpc from "vscode-jsonrpc/node.js";

const cases = JSON.parse(await text(process.stdin));
const uri = (index) => `file:///documents/${index}.yaml`;
const schemas = {};
cases.forEach(({ schema }, index) => (schemas[pathToFileURL(schema)] ??= []).push(uri(index)));
const settings = {
  yaml: { schemas, validate: true, completion: true, schemaStore: { enable: false } },
  http: {},
  "[yaml]": {},
};

const program = fileURLToPath(import.meta.resolve("yaml-language-server/bin/yaml-language-server"));
const server = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const connection = rpc.createMessageConnection(
  new rpc.StreamMessageReader(server.stdout),
  new rpc.StreamMessageWriter(server.stdin),
);
connection.onRequest("workspace/configuration", ({ items }) => items.map(({ section }) => settings[section] ?? null));
connection.onRequest("client/registerCapability", () => null);
const published = new Map();
connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }) => published.get(uri)?.(diagnostics));
connection.listen();

await connection.sendRequest("initialize", {
  processId: process.pid,
  rootUri: null,
  capabilities: {
    workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
    textDocument: {
      publishDiagnostics: {},
      completion: { completionItem: { documentationFormat: ["markdown", "plaintext"] } },
    },
  },
});
await connection.sendNotification("initialized", {});
await connection.sendNotification("workspace/didChangeConfiguration", { settings });

const answers = [];
for (const [index, { text, at }] of cases.entries()) {
  const textDocument = { uri: uri(index) };
  const said = new Promise((resolve) => published.set(textDocument.uri, resolve));
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { ...textDocument, languageId: "yaml", version: 1, text },
  });
  const diagnostics = await said;
  const completed = at && (await connection.sendRequest("textDocument/completion", { textDocument, position: at }));
  answers.push({ diagnostics, completions: completed ? completed.items ?? completed : [] });
}
await connection.sendRequest("shutdown");
await connection.sendNotification("exit");
await once(server, "exit");
process.stdout.write(JSON.stringify(answers));
