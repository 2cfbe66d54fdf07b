package rules

import (
	"bytes"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

const rootHome, nonrootHome = "/root", "/home/nonroot"

func rootHomePath() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "root-home-path",
		Doc: `A file is put into the home folder of root, and bundles run as another user.

Since Porter 1.0 a bundle's container runs as the user nonroot, whose home is /home/nonroot. Programs look for their settings there: kubectl does not find what is in /root/.kube/config, nor ssh a key in /root/.ssh. Write /home/nonroot, and in the scripts and the Dockerfile too.`,
		Severity: analysis.Warning,
		Run:      runRootHomePath,
	}
}

func runRootHomePath(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	if !bytes.Contains(doc.File.Source(), []byte(rootHome)) {
		return
	}
	r := &rootHomes{Pass: p, unsafe: inScripts(p.Bundle)}
	m := doc.Manifest
	for i := range m.Parameters {
		r.path(m.Parameters[i].Path)
	}
	for i := range m.Credentials {
		r.path(m.Credentials[i].Path)
	}
	for i := range m.Outputs {
		r.path(m.Outputs[i].Path)
	}
	for i := range m.State {
		r.path(m.State[i].Path)
	}
	for i := range m.Actions {
		for j := range m.Actions[i].Steps {
			if s := &m.Actions[i].Steps[j]; mentions(s.Node, rootHome) {
				r.step(s.Body, 0)
			}
		}
	}
}

// inScripts reports whether a script of the bundle has root's home in it, which
// must then change as well.
func inScripts(b *analysis.Bundle) bool {
	for _, f := range b.Scripts() {
		if bytes.Contains(f.Content(), []byte(rootHome)) {
			return true
		}
	}
	return false
}

// rootHomes looks for the home of root.
type rootHomes struct {
	*analysis.Pass
	unsafe bool     // the folder is in scripts too
	files  []string // the files of the bundle that are there
}

// path checks where a file is.
func (r *rootHomes) path(s manifest.String) {
	if s.Value != rootHome && !strings.HasPrefix(s.Value, rootHome+"/") {
		return
	}
	r.files = append(r.files, s.Value)
	r.report(s.Node, 0, "bundles run as the user nonroot, whose home is /home/nonroot, and programs do not look in /root: write "+nonrootHome+s.Value[len(rootHome):])
}

// step checks the texts of a step for the files that the manifest puts there.
// Other paths may well be another machine's or container's.
func (r *rootHomes) step(n syntax.Node, depth int) {
	const deepest = 64
	if depth > deepest || !mentions(n, rootHome) {
		return
	}
	for k, v := range n.Pairs() {
		if k.Value() != "description" {
			r.step(v, depth+1)
		}
	}
	for _, item := range n.Items() {
		r.step(item, depth+1)
	}
	if n.Kind() != syntax.Scalar {
		return
	}
	value := n.Value()
	for _, file := range r.files {
		for at := 0; ; {
			i := strings.Index(value[at:], file)
			if i < 0 {
				break
			}
			at += i
			if (at == 0 || strings.IndexByte(" =:\"'(", value[at-1]) >= 0) && !inOtherContainer(value) {
				r.report(n, at, "the file is in the home of root, and bundles run as the user nonroot: write "+nonrootHome+file[len(rootHome):])
			}
			at += len(file)
		}
	}
}

func inOtherContainer(command string) bool {
	return strings.Contains(command, "docker") || strings.Contains(command, "ssh ")
}

// report reports the home of root that begins at an offset of a scalar's value.
func (r *rootHomes) report(n syntax.Node, at int, message string) {
	doc := r.Bundle.Manifest
	span := n.MapSpan(text.Span{Start: at, End: at + len(rootHome)})
	d := analysis.Diagnostic{Span: span, Message: message}
	if span.Of(doc.File.Source()) == rootHome {
		d.Fixes = rename(doc, span, nonrootHome)
		d.Fixes[0].Unsafe = r.unsafe
	}
	r.ReportDiagnostic(d)
}
