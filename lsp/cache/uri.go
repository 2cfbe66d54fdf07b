package cache

import (
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
)

// Path returns the file that a file URI names, cleaned and in the system's
// notation, "" for any other URI.
func Path(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || !strings.EqualFold(u.Scheme, "file") || u.Path == "" {
		return ""
	}
	return native(u.Host, u.Path, runtime.GOOS == "windows")
}

// native joins a URI's host and path. On Windows a host is a share's server, the
// path of a drive has a slash before the letter, and the letter has no case.
func native(host, path string, windows bool) string {
	if !windows {
		return filepath.Clean(path)
	}
	switch {
	case host != "":
		path = "//" + host + path
	case len(path) > 2 && path[0] == '/' && path[2] == ':':
		path = strings.ToUpper(path[1:2]) + path[2:]
	}
	return filepath.Clean(filepath.FromSlash(path))
}

// URI returns the URI of a file, the path of which must be absolute.
func URI(path string) string {
	slashed := filepath.ToSlash(path)
	u := url.URL{Scheme: "file", Path: slashed}
	switch {
	case strings.HasPrefix(slashed, "//"):
		u.Host, u.Path, _ = strings.Cut(slashed[2:], "/")
		u.Path = "/" + u.Path
	case !strings.HasPrefix(slashed, "/"):
		u.Path = "/" + slashed
	}
	return u.String()
}
