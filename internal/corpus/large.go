package corpus

import (
	"bytes"
	"fmt"
)

// How many lines there are outside the rounds of Large, and in one round.
const head, round = 22, 49

// Large returns a manifest of about that many lines, for measuring: a third of
// it defines parameters, credentials and outputs, the rest is steps of two
// mixins with scripts, flags and templates, two thirds of them in install, with
// a comment every few lines. It loads in Porter and has no findings.
func Large(lines int) []byte {
	var b bytes.Buffer
	b.WriteString("schemaVersion: 1.0.1\nname: large\nversion: 0.1.0\ndescription: A manifest to measure with\nregistry: localhost:5000\n\nmixins:\n  - exec\n  - helm3:\n      clientVersion: v3.15.0\n\n")
	n := max((lines-head+round/2)/round, 1)
	b.WriteString("parameters:\n")
	for i := range n {
		fmt.Fprintf(&b, "  # where the service %[1]d listens\n  - name: port-%[1]d\n    type: integer\n    default: %[2]d\n    minimum: 1\n    maximum: 65535\n  - name: host-%[1]d\n    type: string\n    description: \"The host of service %[1]d, as its clients see it\"\n    default: service-%[1]d.example.com\n", i, 1024+i%60000)
	}
	b.WriteString("\ncredentials:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - name: login-%[1]d\n    env: SERVICE_%[1]d_LOGIN\n", i)
	}
	b.WriteString("\noutputs:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - name: address-%d\n    type: string\n    applyTo:\n      - install\n", i)
	}
	b.WriteString("\ninstall:\n")
	for i := range n {
		fmt.Fprintf(&b, `  - exec:
      description: "Prepare service %[1]d"
      command: sh
      flags:
        c: >-
          "./prepare.sh --host ${ bundle.parameters.host-%[1]d }
          --port ${ bundle.parameters.port-%[1]d }"
  # the service itself
  - helm3:
      description: "Install service %[1]d"
      name: service-%[1]d
      chart: ./charts/service
      namespace: services
      set:
        host: ${ bundle.parameters.host-%[1]d }
        port: ${ bundle.parameters.port-%[1]d }
        image.tag: "v1.%[1]d"
        replicas: 2
      outputs:
        - name: address-%[1]d
          secret: service-%[1]d
          key: address
`, i)
	}
	b.WriteString("\nupgrade:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - exec:\n      description: Upgrade service %[1]d\n      command: ./upgrade.sh\n      arguments:\n        - service-%[1]d\n        - '${ bundle.credentials.login-%[1]d }'\n        - ${ bundle.parameters.port-%[1]d }\n", i)
	}
	b.WriteString("\nuninstall:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - exec:\n      command: ./uninstall.sh\n      arguments:\n        - service-%d\n", i)
	}
	return b.Bytes()
}
