package manifest

import "github.com/porter-ls/porter-ls/schema/syntax"

// dependencies reads what stands at dependencies, in its form of today or in
// one from before 1.0.0.
func (r *reader) dependencies(m *Manifest, n syntax.Node) {
	m.DependenciesNode = n
	for item := range r.maps(n) {
		m.LegacyDependencies = append(m.LegacyDependencies, r.legacyDependency(String{}, item))
	}
	for k, v := range r.fields(n) {
		switch name := textOf(k); {
		case name.Value == "requires" && v.Kind() != syntax.Mapping:
			for item := range r.maps(v) {
				m.Dependencies = append(m.Dependencies, r.dependency(item))
			}
		case name.Value == "provides":
			m.Provides = Provides{v, textOf(r.get(r.get(v, "interface"), "id"))}
		case name.Set() && v.Kind() == syntax.Mapping:
			m.LegacyDependencies = append(m.LegacyDependencies, r.legacyDependency(name, v))
		}
	}
}

func (r *reader) legacyDependency(name String, n syntax.Node) LegacyDependency {
	d := LegacyDependency{Node: n, Name: name}
	for k, v := range r.fields(n) {
		switch k.Value() {
		case "name":
			set(&d.Name, v)
		case "tag", "reference":
			set(&d.Reference, v)
		case "parameters":
			d.Parameters = r.pairs(v)
		}
	}
	return d
}

func (r *reader) dependency(n syntax.Node) Dependency {
	d := Dependency{Node: n}
	for k, v := range r.fields(n) {
		switch k.Value() {
		case "name":
			set(&d.Name, v)
		case "bundle":
			r.criteria(&d, v)
		case "sharing":
			d.Sharing = r.sharing(v)
		default:
			r.mapping(&d.Mappings, k, v)
		}
	}
	return d
}

func (r *reader) mapping(m *Mappings, k, v syntax.Node) {
	switch k.Value() {
	case "parameters":
		m.Parameters = r.pairs(v)
	case "credentials":
		m.Credentials = r.pairs(v)
	case "outputs":
		m.Outputs = r.pairs(v)
	}
}

// criteria reads what says which bundle a dependency is.
func (r *reader) criteria(d *Dependency, n syntax.Node) {
	d.Bundle = n
	for k, v := range r.fields(n) {
		switch k.Value() {
		case "reference":
			set(&d.Reference, v)
		case "version":
			set(&d.Version, v)
		case "interface":
			d.Interface = r.contract(v)
		default:
			r.mapping(&d.Misplaced, k, v)
		}
	}
}

func (r *reader) contract(n syntax.Node) Interface {
	i := Interface{Node: n}
	for k, v := range r.fields(n) {
		switch k.Value() {
		case "id":
			set(&i.ID, v)
		case "reference":
			set(&i.Reference, v)
		case "document":
			i.Document = r.document(v)
		}
	}
	return i
}

func (r *reader) document(n syntax.Node) Document {
	d := Document{Node: n}
	for k, v := range r.fields(n) {
		switch k.Value() {
		case "parameters":
			d.Parameters = entries(r, v, nil, r.parameter)
		case "credentials":
			d.Credentials = entries(r, v, nil, r.credential)
		case "outputs":
			d.Outputs = entries(r, v, nil, r.output)
		}
	}
	return d
}

func (r *reader) sharing(n syntax.Node) Sharing {
	s := Sharing{Node: n}
	for k, v := range r.fields(n) {
		switch k.Value() {
		case "mode":
			set(&s.Text, v)
			s.Mode = isTrue(v) || v.Value() == "group"
		case "group":
			s.Group = textOf(r.get(v, "name"))
		}
	}
	return s
}
