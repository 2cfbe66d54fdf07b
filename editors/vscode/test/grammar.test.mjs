// The grammar on VS Code's own grammar of YAML: what is coloured as a template,
// in every kind of scalar, and that nothing around one changes.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import { builtIn, extension } from './workbench.mjs';

const read = (file) => textmate.parseRawGrammar(fs.readFileSync(file, 'utf8'), file);

async function load() {
  const wasm = path.join(path.dirname(createRequire(import.meta.url).resolve('vscode-oniguruma')), 'onig.wasm');
  await oniguruma.loadWASM(fs.readFileSync(wasm));
  const files = { 'source.porter': path.join(extension, 'syntaxes/porter.tmLanguage.json') };
  const yaml = path.join(builtIn, 'yaml/syntaxes');
  for (const name of fs.readdirSync(yaml)) {
    const file = path.join(yaml, name);
    files[JSON.parse(fs.readFileSync(file, 'utf8')).scopeName] = file;
  }
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({ createOnigScanner: (p) => new oniguruma.OnigScanner(p), createOnigString: (s) => new oniguruma.OnigString(s) }),
    loadGrammar: async (scope) => files[scope] ? read(files[scope]) : null,
  });
  return registry.loadGrammar('source.porter');
}

const grammar = await load();

/** The tokens of a text as [text, scopes] pairs. */
function tokens(text) {
  const found = [];
  let state = textmate.INITIAL;
  for (const line of text.split('\n')) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    for (const t of tokens) found.push([line.slice(t.startIndex, t.endIndex), t.scopes]);
  }
  return found;
}

/** The texts that are coloured as templates. */
function templates(text) {
  const found = [];
  let open = false;
  for (const [piece, scopes] of tokens(text)) {
    const within = scopes.includes('meta.template.porter');
    if (within && open) found.push(found.pop() + piece);
    else if (within) found.push(piece);
    open = within;
    if (scopes.some((s) => s.includes('template-expression.end'))) open = false;
  }
  return found;
}

const e = '${ bundle.parameters.name }';
const cases = {
  'a plain scalar': [`a: x ${e} y`, [e]],
  'a plain scalar that is a template': [`a: ${e}`, [e]],
  'two in a row': [`a: ${e}${e}`, [e, e]],
  'double quotes': [`a: "x ${e} y"`, [e]],
  'single quotes': [`a: 'x ${e} y'`, [e]],
  'an item': [`a:\n  - ${e}\n  - b`, [e]],
  'a literal block': [`a: |\n  x ${e}\n  y\nb: c`, [e]],
  'a folded block': [`a: >-\n  x\n  ${e} y\nb: c`, [e]],
  'a flow sequence': [`a: ["${e}", b]`, [e]],
  'a flow mapping': [`a: {b: "${e}"}`, [e]],
  'a key': [`"${e}": b`, [e]],
  'several lines of plain text': [`a: x\n  y ${e}\n  z\nb: c`, [e]],
  'half typed': ['a: "${ bundle.par"\nb: c', []],
  'a comment': [`# ${e}\na: b`, []],
  'old braces': ['a: "{{ bundle.parameters.name }}"', ['{{ bundle.parameters.name }}']],
  'old raw braces': ['a: "{{{ bundle.name }}}"', ['{{{ bundle.name }}}']],
  'braces of Helm': ['a: "{{ .Values.name }}"', []],
  'a variable of the shell, which Porter takes for its own': ['a: "${HOME}"', ['${HOME}']],
  'a section': ['a: "${# bundle.outputs.x}y${/ bundle.outputs.x}"', ['${# bundle.outputs.x}', '${/ bundle.outputs.x}']],
};
for (const [name, [text, want]] of Object.entries(cases)) {
  test(`templates in ${name}`, () => assert.deepEqual(templates(text), want));
}

test('the parts of a template', () => {
  const parts = tokens(`a: ${e}`).filter(([, scopes]) => scopes.includes('meta.embedded.expression.porter') && scopes.at(-1) !== 'meta.embedded.expression.porter');
  assert.deepEqual(parts.map(([text, scopes]) => [text, scopes.at(-1)]), [
    ['bundle', 'variable.language.porter'],
    ['.', 'punctuation.separator.property.porter'],
    ['parameters', 'entity.name.type.porter'],
    ['.', 'punctuation.separator.property.porter'],
    ['name', 'variable.other.property.porter'],
  ]);
});

test('the rest is YAML', () => {
  const text = `name: hello\ninstall:\n  - exec:\n      description: "Say ${e}"\n      arguments: [a, b]\n# the end\n`;
  const kinds = Object.fromEntries(tokens(text).map(([piece, scopes]) => [piece.trim(), scopes.at(-1)]));
  assert.match(kinds.install, /entity\.name\.tag\.yaml/);
  assert.match(kinds.description, /entity\.name\.tag\.yaml/);
  assert.match(kinds.Say, /string\.quoted\.double\.yaml/);
  assert.match(kinds['the end'], /comment\.line/);
});
