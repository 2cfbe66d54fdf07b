// Package config says where files live on this machine and how its container
// engine is found.
package config

import (
	"errors"
	"path/filepath"
)

// HomeEnv names the folder in which porter-ls keeps its records.
const HomeEnv = "PORTER_LS_HOME"

// Home returns the folder in which installations are recorded: what HomeEnv
// says, else .porter-ls in userHome.
func Home(getenv func(string) string, userHome string) (string, error) {
	if dir := getenv(HomeEnv); dir != "" {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return "", err
		}
		return abs, nil
	}
	if userHome == "" {
		return "", errors.New("there is no home folder to keep records in; set " + HomeEnv)
	}
	return filepath.Join(userHome, ".porter-ls"), nil
}
