package config

import (
	"fmt"
	"strings"
)

// usual lists where engines listen by default, in the order in which they are
// tried: what needs no choice of the user first, then what most people mean.
func (m Machine) usual() []Endpoint {
	var all []Endpoint
	unix := func(via string, elem ...string) {
		if elem[0] != "" {
			all = append(all, Endpoint{Host: "unix://" + m.join(elem...), Via: via})
		}
	}
	switch m.OS {
	case "windows":
		for _, p := range [][2]string{
			{"Docker", "docker_engine"}, {"Docker Desktop", "dockerDesktopLinuxEngine"}, {"Podman", "podman-machine-default"},
		} {
			all = append(all, Endpoint{Host: "npipe:////./pipe/" + p[1], Via: p[0]})
		}
	case "darwin":
		unix("Docker", "/var/run/docker.sock")
		unix("Docker Desktop", m.Home, ".docker/run/docker.sock")
		unix("Colima", m.Home, ".colima/default/docker.sock")
		unix("Colima", m.Home, ".config/colima/default/docker.sock")
		unix("Rancher Desktop", m.Home, ".rd/docker.sock")
		unix("OrbStack", m.Home, ".orbstack/run/docker.sock")
		unix("Podman", m.Home, ".local/share/containers/podman/machine/podman.sock")
	default:
		run := m.Getenv("XDG_RUNTIME_DIR")
		if run == "" && m.UID > 0 {
			run = fmt.Sprintf("/run/user/%d", m.UID)
		}
		unix("Docker", "/var/run/docker.sock")
		unix("rootless Docker", run, "docker.sock")
		unix("Docker Desktop", m.Home, ".docker/desktop/docker.sock")
		unix("Colima", m.Home, ".colima/default/docker.sock")
		unix("Colima", m.Home, ".config/colima/default/docker.sock")
		unix("Rancher Desktop", m.Home, ".rd/docker.sock")
		unix("Podman", run, "podman/podman.sock")
		unix("Podman", "/run/podman/podman.sock")
	}
	return all
}

// socketPath returns the file that a local host stands for.
func socketPath(host string) (string, bool) {
	if p, ok := strings.CutPrefix(host, "unix://"); ok {
		return p, true
	}
	if p, ok := strings.CutPrefix(host, "npipe://"); ok {
		return p, true
	}
	return "", false
}

// install says how to get an engine on this system.
func (m Machine) install() string {
	switch {
	case m.OS == "windows":
		return "install and start Docker Desktop or Rancher Desktop"
	case m.OS == "darwin":
		return "install and start Docker Desktop, Colima or Rancher Desktop"
	case m.UID == 0:
		return "install Docker, on Debian and Ubuntu with `apt-get install docker.io`, and start it"
	}
	return "install Docker (on Debian and Ubuntu `sudo apt-get install docker.io`), start it, and see that you may use its socket (`sudo usermod -aG docker $USER`)"
}
