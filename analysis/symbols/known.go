package symbols

import "github.com/porter-ls/porter-ls/schema/template"

// Known returns the names that can follow a path in any bundle: Known() those
// that a template's name begins with, Known("bundle", "images", "web") the
// fields of an image. It is nil where the names are the bundle's own to choose,
// or the path leads nowhere.
func Known(path ...string) []string {
	switch {
	case len(path) == 0:
		return []string{"bundle", "installation", "env"}
	case len(path) == 1 && path[0] == "bundle":
		return []string{
			"name", "version", "description", "installerImage", "parameters", "credentials",
			"outputs", "images", "dependencies", "custom",
		}
	case len(path) == 1 && path[0] == "installation":
		return []string{"name", "namespace", "id"}
	case len(path) == 3 && path[0] == "bundle" && path[1] == "images":
		return []string{"description", "imageType", "repository", "digest", "size", "mediaType", "labels", "tag"}
	case len(path) == 3 && path[0] == "bundle" && path[1] == "dependencies":
		return []string{"name", "version", "description", "outputs"}
	}
	return nil
}

// known is Known for the beginning of a tag's path. A name in it may have dots.
func known(path []template.Segment) []string {
	if len(path) > 3 {
		path = path[:3]
	}
	names := make([]string, len(path))
	for i, s := range path {
		names[i] = s.Name
	}
	return Known(names...)
}
