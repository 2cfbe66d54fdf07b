package rules

import (
	"bytes"
	"path"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// What a bundle's steps run is looked through as long as it is this little.
const (
	mostFiles = 64
	mostBytes = 1 << 20
)

// unread reports whether it is certain that nothing that the bundle's steps run
// names a word: everything that they run can be read, and none of it has the
// word.
func unread(p *analysis.Pass, word string) bool {
	texts := runText.Of(p)
	if texts == nil {
		return false
	}
	for _, t := range texts {
		if hasWord(t, word) {
			return false
		}
	}
	return true
}

// runText is the text of everything that the bundle's steps can run, and of the
// steps themselves; nil where not all of it can be read.
var runText = analysis.NewFact(func(p *analysis.Pass) [][]byte {
	doc := p.Bundle.Manifest
	if p.Bundle.Files == nil {
		return nil
	}
	texts := [][]byte{{}}
	for i := range doc.Manifest.Actions {
		a := &doc.Manifest.Actions[i]
		if silence.Of(p).section(a.Name.Value) {
			return nil
		}
		for j := range a.Steps {
			if !canRead(p, &a.Steps[j]) {
				return nil
			}
		}
		texts = append(texts, []byte(a.Node.Span().Of(doc.File.Source())))
	}
	f := folder{p: p, texts: texts}
	if !f.read(".", 0) {
		return nil
	}
	return f.texts
})

// canRead reports whether it is known what a step runs: a shell, whose text
// stands in the step, a file of the bundle's folder, or a program that does
// nothing with its environment.
func canRead(p *analysis.Pass, s *manifest.Step) bool {
	command := s.Body.Get("command")
	if s.Mixin.Value != "exec" || s.Body.Kind() != syntax.Mapping || !s.Body.Get("<<").IsZero() || command.Kind() != syntax.Scalar {
		return false
	}
	name := command.Value()
	if strings.Contains(name, p.Bundle.Manifest.Manifest.Delims.Open) {
		return false
	}
	switch name {
	case "echo", "cat", "ls", "sleep", "true", "false", "mkdir", "cp", "mv", "rm", "chmod", "touch", "printf", "pwd", "date":
		return true
	}
	if isShell(name) {
		return !usesAll(s.Body.Span().Of(p.Bundle.Manifest.File.Source()))
	}
	_, presence := p.Bundle.File(path.Join(s.Body.Get("dir").Value(), name))
	return presence == analysis.There
}

// folder reads the files of a bundle's folder.
type folder struct {
	p     *analysis.Pass
	texts [][]byte
	files int
	bytes int
}

// read reports whether everything below a folder could be read.
func (f *folder) read(dir string, depth int) bool {
	const deepest = 8
	list, err := f.p.Bundle.Files.Folder(dir)
	if err != nil || depth > deepest {
		return false
	}
	for _, e := range list.Entries {
		name := path.Join(dir, e.Name)
		switch {
		case e.Dir && (e.Name == ".git" || e.Name == ".cnab"):
		case e.Dir:
			if !f.read(name, depth+1) {
				return false
			}
		case analysis.IsManifestName(e.Name) || e.Name == analysis.IgnoreFile || path.Ext(e.Name) == ".md" || e.Name == ".gitignore":
		case !f.file(name):
			return false
		}
	}
	return true
}

func (f *folder) file(name string) bool {
	file, presence := f.p.Bundle.File(name)
	if f.files++; presence != analysis.There || f.files > mostFiles {
		return false
	}
	content := file.Content()
	if f.bytes += len(content); f.bytes > mostBytes || bytes.IndexByte(content, 0) >= 0 {
		return false
	}
	script := file.Script()
	if script.Opaque {
		return false
	}
	if analysis.IsScript(name) || script.Shebang.End > 0 {
		for _, program := range script.Programs {
			if !f.reads(program.Text) {
				return false
			}
		}
	}
	if bytes.HasPrefix(content, []byte("#!")) { // may name env
		_, content, _ = bytes.Cut(content, []byte("\n"))
	}
	if hasWord(content, "env") || usesAll(string(content)) {
		return false
	}
	f.texts = append(f.texts, content)
	return true
}

// reads reports whether it is known which variables a program reads that a script
// calls: none but its own, or those that the files of the folder name.
func (f *folder) reads(program string) bool {
	if plainProgram(program) || namesItsVariables(program) {
		return true
	}
	_, presence := f.p.Bundle.File(strings.TrimPrefix(program, manifest.AppDir+"/"))
	return presence == analysis.There
}

// namesItsVariables reports whether the variables that a program reads are its
// own, or are named where it is called.
func namesItsVariables(program string) bool {
	switch program {
	case "kubectl", "helm", "terraform", "az", "aws", "gcloud", "jq", "yq", "curl", "wget", "git", "docker", "docker-compose",
		"tar", "gzip", "gunzip", "zip", "unzip", "ssh", "scp", "ssh-keygen", "openssl", "awk", "gawk", "apt", "apt-get", "apk",
		"mysql", "psql", "sqlcmd", "kustomize", "istioctl", "doctl", "gh", "nc", "ping", "nslookup", "dig", "getent",
		"porter", "kind", "k3d", "sqlite3", "redis-cli", "mongo", "mongosh", "bc", "column", "tput", "ps", "df", "free":
		return true
	}
	return false
}

// usesAll reports whether a text may use the environment as a whole.
func usesAll(text string) bool {
	for _, whole := range []string{"printenv", "envsubst", "compgen", "declare", "export -p", "eval", "environ", "ENVIRON"} {
		if hasWord([]byte(text), whole) {
			return true
		}
	}
	return false
}

// hasWord reports whether a text has a word that is not part of a longer one.
func hasWord(src []byte, name string) bool {
	for from := 0; ; {
		i := bytes.Index(src[from:], []byte(name))
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(name)
		if (start == 0 || !word(src[start-1])) && (end == len(src) || !word(src[end])) {
			return true
		}
		from = start + 1
	}
}
