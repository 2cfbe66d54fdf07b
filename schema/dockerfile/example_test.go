package dockerfile_test

import (
	"bytes"
	"fmt"

	"github.com/porter-ls/porter-ls/schema/dockerfile"
)

// A template becomes a Dockerfile. The beginning of each of its lines is shown
// behind the line of the template, and the mixin, that it came from.
func ExampleGenerate() {
	template := []byte(`FROM debian:stable-slim
# PORTER_INIT
RUN apt-get update
# PORTER_MIXINS
`)
	g := dockerfile.Generate(template, dockerfile.Options{
		Mixins: []dockerfile.Mixin{{Name: "helm3", Lines: "RUN install-helm"}},
	})
	for i, line := range bytes.Split(bytes.TrimSuffix(g.Text, []byte("\n")), []byte("\n")) {
		from := g.Origin(i + 1)
		fmt.Printf("%d %-5s|%.40s\n", from.Line, from.Mixin, line)
	}
	// Output:
	// 1      |FROM debian:stable-slim
	// 2      |ARG BUNDLE_DIR=/cnab/app
	// 2      |ARG BUNDLE_UID=65532
	// 2      |ARG BUNDLE_USER=nonroot
	// 2      |ARG BUNDLE_GID=0
	// 2      |RUN echo "${BUNDLE_USER}:x:${BUNDLE_UID}
	// 3      |RUN apt-get update
	// 4 helm3|RUN install-helm
	// 0      |COPY --link --chown=${BUNDLE_UID}:${BUND
	// 0      |COPY --link --chown=${BUNDLE_UID}:${BUND
	// 0      |USER ${BUNDLE_UID}
	// 0      |WORKDIR ${BUNDLE_DIR}
	// 0      |CMD ["/cnab/app/run"]
}
