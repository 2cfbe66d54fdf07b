package ide

import (
	"path"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// fileKind says which files a place wants.
type fileKind struct {
	folders bool   // folders only
	program bool   // a path is told from a program's name by its ./
	typed   bool   // only where a path was begun
	named   string // those with that in their names first
	ends    []string
}

// fileFields are the fields of mixins that name a file of the bundle.
var fileFields = map[string]fileKind{
	"exec dir":               {folders: true},
	"ansible playbook":       {ends: []string{".yaml", ".yml"}},
	"ansible inventory":      {},
	"arm template":           {ends: []string{".json", ".bicep"}},
	"docker-compose dir":     {folders: true},
	"docker build.file":      {named: "Dockerfile"},
	"docker build.path":      {folders: true},
	"helm2 chart":            {typed: true, folders: true},
	"helm2 values[]":         {ends: []string{".yaml", ".yml"}},
	"helm3 chart":            {typed: true, folders: true},
	"helm3 values[]":         {ends: []string{".yaml", ".yml"}},
	"kubernetes manifests[]": {ends: []string{".yaml", ".yml", ".json"}},
	"pwsh file":              {ends: []string{".ps1"}},
	"pwsh workingDir":        {folders: true},
	"terraform workingDir":   {folders: true},
	"packer workingDir":      {folders: true},
}

// files adds the files of the bundle that a path may go on with: those of the
// folder that was typed so far.
func (c *completer) files(kind fileKind) {
	b := c.Bundle()
	if b == nil || b.Files == nil {
		return
	}
	typed := c.typed()
	dir, _ := path.Split(typed)
	if kind.typed && !strings.HasPrefix(typed, ".") || strings.Contains(typed, "$") || strings.Contains(typed, "{") {
		return
	}
	folder := "."
	if dir != "" {
		local, ok := analysis.Local(dir)
		if !ok && path.Clean(dir) != "." {
			return
		}
		if ok {
			folder = local
		}
	}
	listed, err := b.Files.Folder(folder)
	if err != nil {
		return
	}
	prefix := dir
	if dir == "" && kind.program {
		prefix = "./"
	}
	for _, e := range listed.Entries {
		if i, ok := c.file(kind, folder, e); ok {
			i.Label = prefix + e.Name
			c.addText(prefix+e.Name, i)
		}
	}
}

// file is what is offered for an entry of a folder.
func (c *completer) file(kind fileKind, folder string, e analysis.Entry) (Item, bool) {
	i := Item{Kind: FileItem, rank: usual}
	switch {
	case strings.HasPrefix(e.Name, ".") || folder == "." && e.Name == path.Base(c.Path):
		return i, false
	case e.Dir:
		i.Kind, i.Leads, i.rank = FolderItem, true, rare
		if kind.folders {
			i.rank = likely
		}
		return i, true
	case kind.folders:
		return i, false
	case kind.program && !analysis.IsScript(e.Name):
		i.rank = doubtful
		return i, folder != "." && !strings.Contains(e.Name, ".")
	case kind.named != "" && strings.Contains(e.Name, kind.named):
		i.rank = likely
		return i, e.Name != "Dockerfile" // which is what a build makes
	case kind.named != "":
		i.rank = doubtful
		return i, false
	}
	for _, end := range kind.ends {
		if strings.HasSuffix(e.Name, end) {
			i.rank = likely
			return i, true
		}
	}
	return i, len(kind.ends) == 0
}

// functions adds what the script of a step of exec can be told to do by its first
// argument.
func (c *completer) functions() {
	n := len(c.way)
	if n == 0 || c.way[n-1].Index != 0 {
		return
	}
	step := c.nodeAt(3)
	command := step.Get("command")
	b := c.Bundle()
	if b == nil || command.Kind() != syntax.Scalar {
		return
	}
	name := command.Value()
	if dir := step.Get("dir").Value(); dir != "" && !path.IsAbs(name) {
		name = path.Join(dir, name)
	}
	f, presence := b.File(name)
	if presence != analysis.There || !analysis.IsScript(name) {
		return
	}
	s := f.Script()
	called := path.Base(name)
	if s.Dispatch.Runs || !s.Dispatch.Known() && s.Dynamic {
		for _, fn := range s.Functions {
			c.addFunction(fn.Text, "function in "+called)
		}
	}
	for _, w := range s.Dispatch.Words {
		if !s.Dispatch.Runs || !s.Defines(w.Text) {
			c.addFunction(w.Text, "case in "+called)
		}
	}
}

// addFunction adds a function of a script, the one called as the action is first.
func (c *completer) addFunction(name, detail string) {
	if name == "" || strings.HasPrefix(name, "_") {
		return
	}
	r := likely
	switch action := c.way[0].Key; {
	case name == action:
		r = urgent
	case manifest.IsCoreAction(name):
		r = usual
	}
	c.addText(name, Item{Kind: FunctionItem, Detail: detail, rank: r})
}
