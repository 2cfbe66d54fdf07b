package manifest

import "github.com/porter-ls/porter-ls/schema/syntax"

// entry is what is taken over from an earlier version of the manifest where its
// node is the Same: everything that is read of it lies in the node, so only the
// places change. What was read through an alias lies elsewhere too and is read
// again.
type entry[T any] interface {
	*T
	// at returns the node, and whether the entry was read through an alias.
	at() (n syntax.Node, strayed bool)
	// stray notes that the entry was read through an alias.
	stray()
	// move puts the entry of an earlier version to its place in this one. It
	// must not change what the two still share.
	move(to mover)
}

// entries reads the maps of a list, or takes them over from prev.
func entries[T any, E entry[T]](r *reader, list syntax.Node, prev []T, read func(syntax.Node) T) []T {
	if list.Len() == 0 {
		return nil
	}
	out := make([]T, 0, list.Len())
	old := matcher[T, E]{prev: prev}
	for i, item := range list.Items() {
		if item = r.follow(item); item.Kind() != syntax.Mapping {
			continue
		}
		out = out[:len(out)+1]
		old.take(r, &out[len(out)-1], item, list.Len()-i, read)
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// steps reads the items of an action, whatever they are, or takes them over.
func (r *reader) steps(list syntax.Node, prev []Step) []Step {
	if list.Len() == 0 {
		return nil
	}
	out := make([]Step, 0, list.Len())
	old := matcher[Step, *Step]{prev: prev}
	for i, item := range list.Items() {
		out = out[:i+1]
		old.take(r, &out[i], item, list.Len()-i, r.step)
		out[i].Index = i
	}
	return out
}

// matcher goes through the entries of an earlier version in step with the nodes
// of this one.
type matcher[T any, E entry[T]] struct {
	prev []T
	next int
}

// take fills in the entry of a node behind which there are left-1 others.
func (m *matcher[T, E]) take(r *reader, v E, n syntax.Node, left int, read func(syntax.Node) T) {
	// Before an edit the entries follow each other, and behind it they are as
	// far from the end as they were.
	for _, i := range [...]int{m.next, len(m.prev) - left} {
		if i < m.next || i >= len(m.prev) {
			continue
		}
		was, strayed := E(&m.prev[i]).at()
		if strayed || !n.Same(was) {
			continue
		}
		m.next = i + 1
		*v = m.prev[i]
		v.move(mover{n.File(), n.Span().Start - was.Span().Start})
		return
	}
	r.strayed = false
	*v = read(n)
	if r.strayed {
		v.stray()
	}
}

// mover moves nodes into a later version of their file.
type mover struct {
	file *syntax.File
	by   int
}

func (m mover) node(n *syntax.Node) {
	if !n.IsZero() {
		*n = n.In(m.file, m.by)
	}
}

// text moves a text and cuts it from the new file, so that it does not keep the
// old one in memory.
func (m mover) text(s *String) {
	if s.Set() {
		s.Node = s.Node.In(m.file, m.by)
		s.Value = scalarText(s.Node)
	}
}

func (m mover) texts(list *[]String) {
	if len(*list) == 0 {
		return
	}
	moved := append([]String(nil), *list...)
	for i := range moved {
		m.text(&moved[i])
	}
	*list = moved
}

func (m mover) schema(s *Schema) {
	m.node(&s.Node)
	m.text(&s.Type)
	m.texts(&s.Types)
	m.node(&s.Default)
	m.node(&s.Enum)
	if len(s.Keywords) == 0 {
		return
	}
	moved := append([]Keyword(nil), s.Keywords...)
	for i := range moved {
		m.node(&moved[i].Key)
		m.node(&moved[i].Value)
	}
	s.Keywords = moved
}

func (p *Parameter) at() (syntax.Node, bool)  { return p.Node, p.strayed }
func (c *Credential) at() (syntax.Node, bool) { return c.Node, c.strayed }
func (o *Output) at() (syntax.Node, bool)     { return o.Node, o.strayed }
func (s *Step) at() (syntax.Node, bool)       { return s.Node, s.strayed }

func (p *Parameter) stray()  { p.strayed = true }
func (c *Credential) stray() { c.strayed = true }
func (o *Output) stray()     { o.strayed = true }
func (s *Step) stray()       { s.strayed = true }

func (p *Parameter) move(to mover) {
	to.node(&p.Node)
	to.text(&p.Name)
	to.text(&p.Description)
	to.schema(&p.Schema)
	to.text(&p.Env)
	to.text(&p.Path)
	to.texts(&p.ApplyTo)
	to.node(&p.Source.Node)
	to.text(&p.Source.Dependency)
	to.text(&p.Source.Output)
	to.node(&p.LegacyDestination)
}

func (c *Credential) move(to mover) {
	to.node(&c.Node)
	to.text(&c.Name)
	to.text(&c.Description)
	to.text(&c.Env)
	to.text(&c.Path)
	to.texts(&c.ApplyTo)
}

func (o *Output) move(to mover) {
	to.node(&o.Node)
	to.text(&o.Name)
	to.text(&o.Description)
	to.schema(&o.Schema)
	to.text(&o.Path)
	to.texts(&o.ApplyTo)
}

func (s *Step) move(to mover) {
	to.node(&s.Node)
	to.text(&s.Mixin)
	to.node(&s.Body)
	to.text(&s.Description)
	if len(s.Outputs) == 0 {
		return
	}
	moved := append([]StepOutput(nil), s.Outputs...)
	for i := range moved {
		to.node(&moved[i].Node)
		to.text(&moved[i].Name)
	}
	s.Outputs = moved
}
