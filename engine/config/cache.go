package config

import (
	"errors"
	"path/filepath"
)

// CacheDir returns the folder for what can be made anew at any time: cache in
// what HomeEnv says, else porter-ls in the folder that the system has for such
// things, which XDG_CACHE_HOME names on every one. goos is as runtime.GOOS.
func CacheDir(getenv func(string) string, goos string) (string, error) {
	if dir := getenv(HomeEnv); dir != "" {
		return filepath.Abs(filepath.Join(dir, "cache"))
	}
	if dir := getenv("XDG_CACHE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "porter-ls"), nil
	}
	var dir string
	switch home := getenv("HOME"); {
	case goos == "windows":
		dir = getenv("LocalAppData")
	case home == "":
	case goos == "darwin":
		dir = filepath.Join(home, "Library", "Caches")
	default:
		dir = filepath.Join(home, ".cache")
	}
	if dir == "" {
		return "", errors.New("there is no folder for caches; set " + HomeEnv)
	}
	return filepath.Join(dir, "porter-ls"), nil
}
